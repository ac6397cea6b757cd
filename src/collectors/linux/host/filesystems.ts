import fs from 'node:fs';

import { errorCode } from '../../../model/errors.ts';
import { FrameBuilder, type Frame } from '../../../model/frame.ts';
import { filesystem } from '../../../model/kinds/host-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { HostCollector } from '../../collector.ts';
import { percentOf, wordsOf } from '../rates.ts';
import { isForeign, readText, readTextIfAny, UNREADABLE } from '../read.ts';

export interface Mount {
  /** `major:minor`. */
  readonly device: string;
  readonly mount: string;
  readonly type: string;
  readonly source: string;
}

/** What statfs(2) says; `frsize` is the unit of the three others. Node before 24 has `bsize` alone. */
export interface Space {
  readonly bsize: number;
  readonly frsize?: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}

/** Made by the kernel, or an image that is always full: no data of anybody's. */
const PSEUDO = new Set([
  'autofs', 'bdev', 'binder', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'cpuset', 'debugfs', 'devfs', 'devpts', 'devtmpfs',
  'efivarfs', 'erofs', 'fusectl', 'hugetlbfs', 'iso9660', 'mqueue', 'nsfs', 'overlay', 'proc', 'pstore', 'ramfs',
  'resctrl', 'rootfs', 'rpc_pipefs', 'securityfs', 'selinuxfs', 'smackfs', 'squashfs', 'sysfs', 'tmpfs', 'tracefs',
]);
/** Asking these may wait for a server, or a program, that does not answer. */
const REMOTE = new Set(['9p', 'afs', 'beegfs', 'ceph', 'cifs', 'coda', 'fuse', 'glusterfs', 'gpfs', 'lustre', 'ncpfs', 'orangefs']);
const REMOTE_PREFIXES = ['nfs', 'smb', 'fuse.'];

function holdsData({ type, mount }: Mount): boolean {
  if (type === 'overlay') return mount === '/';
  return !PSEUDO.has(type) && !REMOTE.has(type) && !REMOTE_PREFIXES.some((prefix) => type.startsWith(prefix));
}

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** /proc/PID/mountinfo, proc_pid_mountinfo(5): file systems with data, each once, by its shortest mount. */
export function parseMountinfo(text: string): readonly Mount[] {
  const byMount = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const dash = words.indexOf('-', 6);
    const [device, mount, type, source] = [words[2], words[4], words[dash + 1], words[dash + 2]];
    if (dash < 0 || device === undefined || mount === undefined || type === undefined || source === undefined) continue;
    // What is mounted later hides what was mounted there before.
    const path = unescapeOctal(mount);
    byMount.set(path, { device, mount: path, type, source: unescapeOctal(source) });
  }
  const byDevice = new Map<string, Mount>();
  for (const mount of byMount.values()) {
    if (!holdsData(mount)) continue;
    const other = byDevice.get(mount.device);
    if (other === undefined || mount.mount.length < other.mount.length) byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()];
}

/** Bytes as df counts them: what is kept for root is neither used nor free. */
export function sizesOf(space: Space) {
  const unit = space.frsize ?? space.bsize;
  const usedBytes = Math.max(0, space.blocks - space.bfree) * unit;
  const freeBytes = Math.max(0, space.bavail) * unit;
  return { sizeBytes: space.blocks * unit, usedBytes, freeBytes, usedPercent: percentOf(usedBytes, usedBytes + freeBytes) };
}

/** Asks for the space of each mount. Throws only if none of them may be asked. */
export function filesystemFrame(mounts: readonly Mount[], ask: (mount: string) => Space): Frame {
  const frame = new FrameBuilder(filesystem);
  let refused: unknown;
  let answered = false;
  for (const { mount, type, source } of mounts) {
    try {
      const space = ask(mount);
      answered = true;
      if (space.blocks > 0) frame.add({ mount: safeText(mount), device: safeText(source), type: safeText(type), ...sizesOf(space) });
    } catch (error) {
      if (errorCode(error) === '') throw error;
      refused = error;
    }
  }
  if (!answered && refused !== undefined) throw refused;
  return frame.build();
}

export const filesystems: HostCollector = {
  name: 'filesystems',
  everySeconds: 30,
  start: ({ proc }) => {
    const prefix = isForeign(proc) ? `${proc}/1/root` : '';
    return () => {
      const text = readTextIfAny(`${proc}/1/mountinfo`, UNREADABLE) ?? readText(`${proc}/self/mountinfo`);
      return { frames: [filesystemFrame(parseMountinfo(text), (mount) => fs.statfsSync(`${prefix}${mount}`))] };
    };
  },
};
