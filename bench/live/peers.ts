import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './terminal.ts';

/** A monitor that is measured. */
export interface Program {
  readonly name: string;
  readonly command: Command;
  /** Writes settings that it has no option for. */
  readonly prepare?: (home: string) => void;
}

export const OURS = 'pyprocwatch';
const BUILT = fileURLToPath(new URL('../../dist/pyprocwatch.mjs', import.meta.url));

/** `file` under another name, to compare two builds in one run. */
export const build = (name: string, file: string, options: readonly string[] = []): Program => ({ name, command: { file: process.execPath, args: [file, ...options] } });
export const ours = (options: readonly string[] = []): Program => build(OURS, BUILT, options);

const PEERS: readonly Program[] = [
  { name: 'htop', command: { file: 'htop', args: ['-d', '10'] } },
  {
    name: 'btop',
    command: { file: 'btop', args: ['--utf-force'] },
    prepare: (home) => {
      mkdirSync(join(home, '.config/btop'), { recursive: true });
      writeFileSync(join(home, '.config/btop/btop.conf'), '#? Config file for btop v. 1.2.13\n\nupdate_ms = 1000\n');
    },
  },
  { name: 'top', command: { file: 'top', args: ['-d', '1'] } },
  { name: 'glances', command: { file: 'glances', args: ['-t', '1'] } },
];

function isInstalled(file: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Those that are here, and the names of those that are not. `only`: all if empty. */
export function programs(only: readonly string[]): { readonly present: Program[]; readonly missing: string[] } {
  const wanted = [ours(), ...PEERS].filter(({ name }) => only.length === 0 || only.includes(name));
  return {
    present: wanted.filter(({ name, command }) => name === OURS || isInstalled(command.file)),
    missing: wanted.filter(({ name, command }) => name !== OURS && !isInstalled(command.file)).map(({ name }) => name),
  };
}
