import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRoot, temporaryFolder } from '../config/support.ts';

const inNewMounts = (script: string, ...words: string[]) => spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...words], { encoding: 'utf8' });
const canMount = isRoot && inNewMounts('mount -t tmpfs none /mnt').status === 0;

test.skipIf(!canMount).each(['3m', '5m'])('a disk of %s is full: requests wait in memory, then the oldest there are dropped and counted, and all goes on in order (skipped: may not mount one)', (size) => {
  const script = fileURLToPath(new URL('remote-write-full-disk.ts', import.meta.url));
  const { stdout, stderr } = inNewMounts('mount -t tmpfs -o "size=$1,mode=0700" none "$2" && exec "$3" "$4" "$2"', size, temporaryFolder(), process.execPath, script);
  expect(stderr).toBe('');
  const result: unknown = JSON.parse(stdout);
  expect(result).toMatchObject({ troubleThen: 'the disk is full', troubleAfter: '', missing: 0, sorted: true, first: 0, last: true, told: [expect.stringContaining('the disk does not take them (the disk is full)')] });
  expect(Number(Reflect.get(Object(result), 'fullAfter'))).toBeGreaterThan(10);
  expect(Number(Reflect.get(Object(result), 'droppedThen'))).toBeGreaterThan(50);
});
