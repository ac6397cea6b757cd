import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, modeOf, parseDescriptorInfo, typeOfTarget } from '../../../../src/collectors/linux/inspect/files.ts';
import { isRemote, parseMounts } from '../../../../src/collectors/linux/inspect/mounts.ts';
import { MAX_ROWS } from '../../../../src/collectors/linux/inspect/read.ts';
import { contextFor, expectRobust, expectSafe, fakeTree, HOSTILE, rowsOf } from './support.ts';

const MOUNTINFO = `22 27 0:21 / /proc rw,nosuid shared:14 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
90 27 0:50 / /home\\040dir rw - nfs4 server:/home rw
`;

describe('parsing', () => {
  it.each([[0o100000, 'r'], [0o100001, 'w'], [0o2, 'rw'], [0o102001, 'wa'], [0o2002, 'rwa'], [0o10000000, ''], [Number.NaN, '']])('flags %o', (flags, mode) => expect(modeOf(flags)).toBe(mode));

  it('reads fdinfo', () => {
    expect(parseDescriptorInfo('pos:\t4096\nflags:\t0102001\nmnt_id:\t27\nino:\t9\n')).toEqual({ position: 4096, mode: 'wa', mountId: 27 });
    expect(parseDescriptorInfo('')).toEqual({ position: Number.NaN, mode: '', mountId: Number.NaN });
  });

  it.each([
    ['socket:[1]', 'socket'], ['pipe:[1]', 'pipe'], ['anon_inode:[eventfd]', 'event'], ['anon_inode:[eventpoll]', 'epoll'], ['anon_inode:inotify', 'inotify'],
    ['anon_inode:bpf-map', 'bpf-map'], ['anon_inode:[constructor]', 'constructor'], ['net:[4026531833]', 'namespace'], ['/memfd:x (deleted)', 'memfd'], ['/dev/null', ''], ['/tmp/x', ''],
  ])('%s', (target, type) => expect(typeOfTarget(target)).toBe(type));

  it('knows which file systems may hang', () => {
    const mounts = parseMounts(MOUNTINFO);
    expect([...mounts]).toEqual([[22, 'proc'], [27, 'ext4'], [90, 'nfs4']]);
    expect(['nfs', 'nfs4', 'cifs', 'fuse.sshfs', 'fuse'].every(isRemote)).toBe(true);
    expect(['ext4', 'overlay', 'tmpfs', 'xfs', 'fusectl', ''].some(isRemote)).toBe(false);
  });

  it('takes anything', () => {
    expectRobust(parseDescriptorInfo, ['pos:\t4096\nflags:\t0102001\nmnt_id:\t27\n']);
    expectRobust(parseMounts, [MOUNTINFO]);
    expectRobust(typeOfTarget, ['anon_inode:[eventfd]', '/memfd:x']);
    expectRobust(isRemote, ['fuse.sshfs']);
  });
});

describe('reading', () => {
  it('does not ask a file server for a size', () => {
    using proc = fakeTree({ 'data': 'hello', '7/fdinfo/3': 'pos:\t1\nflags:\t0\nmnt_id:\t90\n', '7/fdinfo/4': 'pos:\t1\nflags:\t0\nmnt_id:\t27\n', '7/mountinfo': MOUNTINFO, '7/fd/3': { link: '../../data' }, '7/fd/4': { link: '/etc/hostname' } });
    const [remote, local] = rowsOf(files.inspect(contextFor(7, { roots: { proc: proc.root, sys: '' } })));
    expect(remote).not.toHaveProperty('sizeBytes');
    expect(remote).toMatchObject({ fd: 3, mode: 'r', positionBytes: 1 });
    expect(local).toMatchObject({ fd: 4, target: '/etc/hostname' });
  });

  it('says how many are left out', () => {
    using proc = fakeTree(Object.fromEntries(Array.from({ length: MAX_ROWS + 3 }, (_, fd): [string, { link: string }] => [`7/fd/${fd}`, { link: 'pipe:[1]' }])));
    const frame = files.inspect(contextFor(7, { roots: { proc: proc.root, sys: '' } }));
    expect(frame.count).toBe(MAX_ROWS + 1);
    expect(frame.text('target', MAX_ROWS)).toBe('(3 more are not shown)');
  });

  it.runIf(process.platform === 'linux')('shows the files of this process', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pyprocwatch-files-'));
    const path = join(directory, HOSTILE.replaceAll('/', ''));
    const opened = [openSync(path, 'a'), openSync(directory, 'r'), openSync('/dev/null', 'r+')];
    try {
      writeSync(opened[0] ?? -1, 'twelve bytes');
      unlinkSync(path);
      const frame = files.inspect(contextFor(process.pid));
      const rows = rowsOf(frame);
      const [file, folder, device] = opened.map((fd) => rows.find((row) => row['fd'] === fd));
      expect(file).toMatchObject({ type: 'file', mode: 'wa', sizeBytes: 12, positionBytes: 12 });
      expect(file?.['target']).toMatch(/\(deleted\)$/);
      expect(folder).toMatchObject({ type: 'directory', mode: 'r', target: directory });
      expect(device).toMatchObject({ type: 'device', mode: 'rw', target: '/dev/null' });
      expect(device).not.toHaveProperty('sizeBytes');
      expect(rows.some((row) => row['type'] === 'epoll')).toBe(true);
      expectSafe(frame);
    } finally {
      for (const fd of opened) closeSync(fd);
      rmSync(directory, { recursive: true });
    }
  });
});
