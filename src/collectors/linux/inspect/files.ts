import { readFileSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { FrameBuilder } from '../../../model/frame.ts';
import { file } from '../../../model/kinds/process-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { Inspector } from '../../inspector.ts';
import { parseMounts, isRemote } from './mounts.ts';
import { attempt, inspecting, MAX_ROWS, numbersIn, tryRead } from './read.ts';

/** What fdinfo says of a descriptor: proc_pid_fdinfo(5). */
export interface DescriptorInfo {
  /** Bytes from the start of the file; NaN when it is not said. */
  readonly position: number;
  readonly mode: string;
  readonly mountId: number;
}

const ACCESS = ['r', 'w', 'rw', ''] as const;
const APPEND = 0o2000;
const PATH_ONLY = 0o10000000;

/** Mode of the `flags` of fdinfo, as in open(2): `r`, `w`, `rw`, with `a` for append; '' for O_PATH. */
export function modeOf(flags: number): string {
  if (!Number.isSafeInteger(flags) || (flags & PATH_ONLY) !== 0) return '';
  return `${ACCESS[flags & 3] ?? ''}${(flags & APPEND) === 0 ? '' : 'a'}`;
}

const numberAfter = (pattern: RegExp, text: string, base: number): number => Number.parseInt(pattern.exec(text)?.[1] ?? '', base);

export function parseDescriptorInfo(text: string): DescriptorInfo {
  return {
    position: numberAfter(/^pos:[ \t]*(\d{1,19})$/m, text, 10),
    mode: modeOf(numberAfter(/^flags:[ \t]*([0-7]{1,15})$/m, text, 8)),
    mountId: numberAfter(/^mnt_id:[ \t]*(\d{1,15})$/m, text, 10),
  };
}

const ANONYMOUS: Readonly<Record<string, string>> = { eventfd: 'event', eventpoll: 'epoll', timerfd: 'timer', signalfd: 'signal' };
const NAMESPACES: ReadonlySet<string> = new Set(['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']);

/** Type of what a descriptor links to, by the text of the link alone; '' when only a stat can tell. */
export function typeOfTarget(target: string): string {
  if (target.startsWith('/memfd:')) return 'memfd';
  if (target.startsWith('/')) return '';
  const colon = target.indexOf(':');
  const prefix = colon < 0 ? target : target.slice(0, colon);
  if (NAMESPACES.has(prefix)) return 'namespace';
  if (prefix !== 'anon_inode') return prefix;
  const inner = target.slice(colon + 1).replace(/^\[/, '').replace(/\]$/, '');
  return Object.hasOwn(ANONYMOUS, inner) ? (ANONYMOUS[inner] ?? inner) : inner;
}

function typeOfStat(stat: Stats): string {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isCharacterDevice() || stat.isBlockDevice()) return 'device';
  if (stat.isFIFO()) return 'pipe';
  return stat.isSocket() ? 'socket' : '';
}

/** Open files of a process: PROC/PID/fd and fdinfo. */
export const files: Inspector = {
  kind: file.name,
  inspect: ({ roots, pid }) => {
    const base = `${roots.proc}/${pid}`;
    const descriptors = inspecting(pid, 'the open files', () => numbersIn(`${base}/fd`));
    const builder = new FrameBuilder(file);
    let mounts: ReadonlyMap<number, string> | undefined;
    for (const fd of descriptors.slice(0, MAX_ROWS)) {
      const link = `${base}/fd/${fd}`;
      const target = attempt(() => readlinkSync(link));
      if (target === undefined) continue;
      const info = parseDescriptorInfo(attempt(() => readFileSync(`${base}/fdinfo/${fd}`, 'latin1')) ?? '');
      const known = typeOfTarget(target);
      mounts ??= parseMounts(tryRead(`${base}/mountinfo`) ?? '');
      // A stat on a file server that is down would hang for ever.
      const stat = (known === '' || known === 'memfd') && !isRemote(mounts.get(info.mountId) ?? '')
        ? attempt(() => statSync(link)) : undefined;
      const guessed = target.startsWith('/dev/') ? 'device' : 'file';
      builder.add({
        fd,
        type: safeText(known !== '' ? known : stat === undefined ? guessed : typeOfStat(stat)),
        mode: safeText(info.mode),
        positionBytes: info.position,
        ...(stat?.isFile() === true ? { sizeBytes: stat.size } : {}),
        target: safeText(target),
      });
    }
    const left = descriptors.length - MAX_ROWS;
    if (left > 0) builder.add({ target: safeText(`(${left} more are not shown)`) });
    return builder.build();
  },
};
