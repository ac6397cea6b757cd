import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './program.ts';
import { mark, start, type Started } from './processes.ts';

const byte = (...codes: readonly number[]): Buffer => Buffer.from(codes);

/** Arguments that try to reach the terminal, the clipboard, or the eye. The tests look for none of their bytes. */
export const HOSTILE_ARGUMENTS: readonly (string | Buffer)[] = [
  '\u001B]52;c;aGFja2Vk\u0007', '\u001B[2J\u001B[31mred', '\u001B]0;title\u001B\\', 'right\u202Eto\u2066left\u2069', 'zero\u200Bwidth\u2060\uFEFF',
  'c1\u009B31m\u009D52;c;x\u009C', 'line\nfeed\r\tback\b\b\u0007\u007F', 'marker\u{E000}\u{E000}', 'variation\uFE0F\u{E0101}tag\u{E0041}', 'lone\u2028line\u2029',
];
export const INVALID_UTF8 = Buffer.concat([Buffer.from('bad'), byte(0xff, 0xfe, 0xc3, 0x28, 0x9b, 0x33, 0x31, 0x6d, 0xed, 0xa0, 0x80), Buffer.from('end')]);

export const SECRETS: readonly string[] = [
  '--password=hunter2', '--password', 'hunter2', '--api-key=hunter2', 'postgres://user:hunter2@db.example/x', 'token=hunter2', 'PASSWORD=hunter2', '-Dapp.secret=hunter2',
];

export interface Hostile extends AsyncDisposable {
  readonly all: readonly Started[];
  readonly named: Started;
}

/** Processes whose names and arguments are hostile. All have the mark in their arguments. */
export async function hostile(sandbox: Sandbox): Promise<Hostile & { readonly mark: string }> {
  const own = mark();
  const idle = 'setInterval(() => {}, 1e6)';
  const evilName = join(sandbox.folder, 'a) R \u001B[31m');
  copyFileSync('/bin/sleep', evilName);
  const mysql = join(sandbox.folder, 'mysql');
  copyFileSync(process.execPath, mysql);
  // A raw byte string cannot be given by Node: the shell's printf makes it.
  const octal = [...INVALID_UTF8].map((code) => `\\${code.toString(8).padStart(3, '0')}`).join('');
  const all = [
    await start(evilName, [own]),
    await start(process.execPath, ['-e', idle, own, ...HOSTILE_ARGUMENTS.map(String)], { env: { HOSTILE: HOSTILE_ARGUMENTS.join('') } }),
    await start(process.execPath, ['-e', idle, own, ...SECRETS]),
    await start(mysql, ['-e', idle, own, '--', '-phunter2']),
    await start('bash', ['-c', `exec -a "$(printf '${octal}')" sleep ${own}`]),
    await start(process.execPath, ['-e', `process.title = 'x\\u001b]0;y\\u0007\\u202e'; ${idle}`, own]),
  ];
  const [named] = all;
  if (named === undefined) throw new Error('unreachable');
  return {
    all, named, mark: own,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((process) => process[Symbol.asyncDispose]()));
    },
  };
}
