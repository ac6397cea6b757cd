import { expect, it } from 'vitest';

import { filesystemFrame, parseMountinfo, sizesOf, type Mount } from '../../../../src/collectors/linux/host/filesystems.ts';
import { MOUNTINFO } from './samples.ts';
import { rowsOf } from './support.ts';

const mount = (path: string): Mount => ({ device: '8:1', mount: path, type: 'ext4', source: '/dev/sda1' });
const failure = (code: string): Error => Object.assign(new Error(code), { code });

it('keeps file systems with data, each device once, by its shortest mount', () => {
  expect(parseMountinfo(MOUNTINFO)).toEqual([
    { device: '8:1', mount: '/', type: 'ext4', source: '/dev/sda1' },
    { device: '259:1', mount: '/mnt/my data\\x', type: 'xfs', source: '/dev/nvme0n1p1' },
    { device: '0:50', mount: '/pool', type: 'zfs', source: 'pool' },
    { device: '0:51', mount: '/home', type: 'btrfs', source: '/dev/sdb1' },
  ]);
});

it('takes overlay for data where it is the root', () => {
  expect(parseMountinfo('1 0 0:99 / / rw - overlay overlay rw\n').map((one) => one.mount)).toEqual(['/']);
});

it('leaves out what is hidden by a later mount at the same place', () => {
  const hidden = '1 0 8:1 / /data rw - ext4 /dev/sda1 rw\n2 1 8:2 / /data rw - ext4 /dev/sdb1 rw\n';
  expect(parseMountinfo(hidden).map((one) => one.source)).toEqual(['/dev/sdb1']);
});

it('counts as df does: what is kept for root is neither used nor free', () => {
  expect(sizesOf({ bsize: 4096, blocks: 1000, bfree: 400, bavail: 200 })).toEqual({
    sizeBytes: 4_096_000, usedBytes: 2_457_600, freeBytes: 819_200, usedPercent: 75,
  });
  expect(sizesOf({ bsize: 65_536, frsize: 512, blocks: 10, bfree: 5, bavail: 5 }).sizeBytes).toBe(5120);
});

it('shows foreign text safely, and not what has no size', () => {
  const rows = rowsOf(filesystemFrame([mount('/a\u001b[31m'), mount('/empty')], (path) => ({ bsize: 1, blocks: path === '/empty' ? 0 : 8, bfree: 4, bavail: 4 })));
  expect(rows).toEqual([{ mount: '/a\uFFFD[31m', device: '/dev/sda1', type: 'ext4', sizeBytes: 8, usedBytes: 4, freeBytes: 4, usedPercent: 50 }]);
});

it('leaves out a mount that may not be asked, and throws when none may', () => {
  const ask = (path: string) => {
    if (path === '/secret') throw failure('EACCES');
    return { bsize: 1, blocks: 8, bfree: 4, bavail: 4 };
  };
  expect(rowsOf(filesystemFrame([mount('/secret'), mount('/')], ask))).toHaveLength(1);
  expect(() => filesystemFrame([mount('/secret')], ask)).toThrow('EACCES');
  expect(filesystemFrame([], ask).count).toBe(0);
});
