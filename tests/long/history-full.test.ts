import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRoot, temporaryFolder } from '../config/support.ts';

const inNewMounts = (script: string, ...words: string[]) => spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...words], { encoding: 'utf8' });
const canMount = isRoot && inNewMounts('mount -t tmpfs none /mnt').status === 0;

test.skipIf(!canMount).each(['3m', '4m', '6m'])('a disk of %s is full: recording pauses with one line, all is readable, and it goes on by itself (skipped: may not mount one)', (size) => {
  const folder = temporaryFolder();
  const script = fileURLToPath(new URL('history-full-disk.ts', import.meta.url));
  const { stdout, stderr } = inNewMounts('mount -t tmpfs -o "size=$1,mode=0700" none "$2" && exec "$3" "$4" "$2"', size, folder, process.execPath, script);
  expect(stderr).toBe('');
  const line = 'recording is paused: the disk is full; it goes on by itself';
  const result: unknown = JSON.parse(stdout);
  expect(result).toMatchObject({ trouble: line, troubleThen: line, wrongWhenFull: [], resumed: [true, true, true], troubleAfter: '', wrongAfter: [] });
  expect(Number(Reflect.get(Object(result), 'filledAfter'))).toBeGreaterThan(10);
});
