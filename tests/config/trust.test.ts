import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MOST_BYTES, readTrusted, trustOf } from '../../src/config/trust.ts';
import { UserError } from '../../src/model/errors.ts';
import { isRoot, put, temporaryFolder, thrownBy } from './support.ts';

const SOMEBODY = 12_345;
const me = process.geteuid?.();
const text = (path: string, userId = me) => new TextDecoder().decode(readTrusted(path, userId));

function refusal(path: string, userId = me): string {
  const error = thrownBy(() => readTrusted(path, userId));
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(78);
  return error.line.replaceAll(path, 'FILE');
}

test('only a file from a project\'s folder is not fully trusted', () => {
  expect((['given', 'home', 'xdg', 'project'] as const).map(trustOf)).toEqual(['full', 'full', 'full', 'project']);
});

test('a file of our own is read, through a link too', () => {
  const folder = temporaryFolder();
  const file = put(join(folder, 'dotfiles/rc'), 'interval: 2s\n', 0o644);
  symlinkSync(file, join(folder, 'rc'));
  expect(text(join(folder, 'rc'))).toBe('interval: 2s\n');
});

test.each([
  [0o664, 'FILE: its group can write this file; chmod go-w FILE'],
  [0o646, 'FILE: anybody can write this file; chmod go-w FILE'],
  [0o666, 'FILE: anybody can write this file; chmod go-w FILE'],
])('mode %o is refused', (mode, line) => {
  expect(refusal(put(join(temporaryFolder(), 'rc'), '', mode))).toBe(line);
});

test('behind a link it is the file that counts', () => {
  const folder = temporaryFolder();
  symlinkSync(put(join(folder, 'file'), '', 0o666), join(folder, 'rc'));
  expect(refusal(join(folder, 'rc'))).toContain('anybody can write');
});

test('the command to mend it can be pasted, whatever the name', () => {
  const folder = temporaryFolder();
  const path = put(join(folder, "a b'; touch x"), '', 0o666);
  const [, command = ''] = /; (chmod .*)$/.exec(refusal(path)) ?? [];
  execFileSync('sh', ['-c', command], { cwd: folder });
  expect(text(path)).toBe('');
  expect(readdirSync(folder)).toEqual(["a b'; touch x"]);
});

test('what is no file is refused, and a pipe is not waited for', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'rc'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(refusal(join(folder, 'rc'))).toContain('not a regular file');
  expect(refusal(join(folder, 'pipe'))).toContain('not a regular file');
  expect(refusal('/dev/zero')).toContain('not a regular file');
});

test('a file that is not there, a link to nothing and a link to itself are said as such', () => {
  const folder = temporaryFolder();
  symlinkSync('nowhere', join(folder, 'dangling'));
  symlinkSync('circle', join(folder, 'circle'));
  expect(refusal(join(folder, 'missing'))).toBe('FILE: there is no such file; correct the name, or the link that leads there');
  expect(refusal(join(folder, 'dangling'))).toContain('no such file');
  expect(refusal(join(folder, 'circle'))).toContain('leads in a circle');
  expect(refusal(`${folder}/${'x'.repeat(300)}`)).toContain('ENAMETOOLONG');
});

test('1 MiB is read, a byte more is refused', () => {
  const folder = temporaryFolder();
  expect(text(put(join(folder, 'full'), '#'.repeat(MOST_BYTES)))).toHaveLength(MOST_BYTES);
  expect(refusal(put(join(folder, 'over'), '#'.repeat(MOST_BYTES + 1)))).toContain('larger than 1 MiB');
});

test.skipIf(!existsSync('/proc/kallsyms'))('a file without a size is not read beyond 1 MiB either (skipped: no /proc/kallsyms)', () => {
  expect(refusal('/proc/kallsyms')).toContain('larger than 1 MiB');
});

describe.skipIf(!isRoot)('as root, who alone can give files away (skipped: not root)', () => {
  test('a file of another user is refused, one of root is not', () => {
    const path = put(join(temporaryFolder(), 'rc'), 'interval: 2s\n', 0o644);
    expect(text(path, SOMEBODY)).toBe('interval: 2s\n');
    chownSync(path, SOMEBODY, SOMEBODY);
    expect(text(path, SOMEBODY)).toBe('interval: 2s\n');
    expect(refusal(path)).toBe(`FILE: this file belongs to another user (user id ${SOMEBODY}); if you trust what it says: chown ${me} FILE`);
  });
});

describe.skipIf(isRoot)('as an ordinary user (skipped: root may read everything)', () => {
  test('a file that may not be read is said as such', () => {
    const path = put(join(temporaryFolder(), 'rc'), '');
    chmodSync(path, 0o000);
    expect(refusal(path)).toContain('you may not read this file');
  });
});

test('where there are no user ids only the kind of file and its size count', () => {
  const path = put(join(temporaryFolder(), 'rc'), 'a', 0o666);
  expect(new TextDecoder().decode(readTrusted(path, undefined))).toBe('a');
});
