import { humanBytes, humanCount } from './human.ts';

/** A cgroup on the way from that of a process up to the root. */
export interface Level {
  readonly path: string;
  readonly directory: string;
}

/** A limit that one of the levels sets, with what is used of it there. Infinity is unlimited, NaN not known. */
export interface Bound {
  readonly path: string;
  readonly limit: number;
  readonly used: number;
}

/** What version 1 shows for "unlimited": the largest multiple of a page. */
const HUGE = 2 ** 60;
/** Levels looked at: whoever may make cgroups may nest them as deep as a path is long. */
const MAX_LEVELS = 64;

/** A figure of a cgroup file: `max` is unlimited; NaN when it is none. */
export function parseAmount(text: string): number {
  const word = text.trim();
  if (word === 'max' || word === '-1') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,20}$/.test(word)) return Number.NaN;
  const value = Number(word);
  return value >= HUGE ? Number.POSITIVE_INFINITY : value;
}

/** Cores that `cpu.max` (`150000 100000`), or quota and period of version 1, allow. */
export function parseCores(text: string): number {
  const [quota = '', period = '100000'] = text.trim().split(/[ \n]+/);
  return parseAmount(quota) / parseAmount(period);
}

/** Limits per device of `io.max`: `8:16 rbps=2097152 wbps=max riops=max wiops=120` -> `rbps 2 MiB/s, wiops 120/s`. */
export function parseIoMax(text: string): { device: string; limits: string }[] {
  return text.split('\n').flatMap((line) => {
    const [device = '', ...pairs] = line.split(' ');
    const limits = pairs.flatMap((pair) => {
      const [key = '', value = ''] = pair.split('=', 2);
      const figure = parseAmount(value);
      return Number.isFinite(figure) ? [`${key} ${key.endsWith('bps') ? humanBytes(figure) : humanCount(figure)}/s`] : [];
    });
    return /^\d+:\d+$/.test(device) && limits.length > 0 ? [{ device, limits: limits.join(', ') }] : [];
  });
}

/** From a cgroup up to the root of its hierarchy. None for one outside of our namespace (`/../x`): its files are not to be seen. */
export function levelsOf(root: string, path: string): Level[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.includes('..')) return [];
  return Array.from({ length: Math.min(segments.length + 1, MAX_LEVELS) }, (_, up) => {
    const own = `/${segments.slice(0, segments.length - up).join('/')}`;
    return { path: own, directory: own === '/' ? root : `${root}${own}` };
  });
}

/** The least of the limits: the one that is met first. The nearest when none of them limits anything. */
export function tightest(bounds: readonly Bound[]): Bound | undefined {
  let best = bounds[0];
  for (const bound of bounds) if (best === undefined || bound.limit < best.limit) best = bound;
  return best;
}
