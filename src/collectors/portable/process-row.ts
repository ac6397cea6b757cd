import { groupOf } from '../../analysis/grouping.ts';
import type { Texts } from '../../model/frame.ts';
import { safeText, type SafeText } from '../../model/safe-text.ts';
import { sameTexts, withTexts } from '../linux/processes/identity.ts';
import type { PortableProcess } from './processes.ts';

/** A process between listings: what was listed, and what was asked of it alone since. */
export interface Row {
  readonly listed: PortableProcess;
  readonly texts: Texts;
  readonly group: SafeText;
  cpuPercent: number;
  rssBytes: number;
  cpuSeconds: number;
  /** Monotonic milliseconds at which `cpuSeconds` was read; NaN before. */
  askedAt: number;
  /** Asked for at this tick: only then is its CPU time as of now. */
  fresh: boolean;
}

/** kthreadd and its children; inside a container pid 2 is another's. */
function isKernelThread({ pid, parentPid }: PortableProcess, byPid: ReadonlyMap<number, PortableProcess>): boolean {
  return (pid === 2 || parentPid === 2) && byPid.get(2)?.name === 'kthreadd';
}

/** The row of a listed process; what is known of it from the row `before`, if that was the same one, is kept. */
export function makeRow(listed: PortableProcess, before: Row | undefined, parent: Row | undefined, byPid: ReadonlyMap<number, PortableProcess>): Row {
  const same = before !== undefined && Object.is(before.listed.startTime, listed.startTime) ? before : undefined;
  const { name, user, executable, command, cpuPercent = Number.NaN, rssBytes = Number.NaN, cpuSeconds = Number.NaN } = listed;
  const group = safeText(groupOf({
    name, executable, unit: undefined, kernelThread: isKernelThread(listed, byPid),
    args: command === '' ? [] : command.split(' '),
    parent: parent === undefined ? undefined : { group: parent.group, name: parent.listed.name, executable: parent.listed.executable },
  }));
  const texts = withTexts([], { user, group, name, executable, command });
  return {
    listed, group, rssBytes,
    texts: same !== undefined && sameTexts(same.texts, texts) ? same.texts : texts,
    // A first listing knows no rate; what was measured for this one alone is the better one.
    cpuPercent: Number.isNaN(cpuPercent) ? same?.cpuPercent ?? Number.NaN : cpuPercent,
    cpuSeconds: same?.cpuSeconds ?? cpuSeconds,
    askedAt: same?.askedAt ?? Number.NaN,
    fresh: false,
  };
}
