import type { Frame } from '../model/frame.ts';
import type { host } from '../model/kinds/host.ts';
import type { SafeText } from '../model/safe-text.ts';

/** Where the kernel's files are mounted: another host's, when this runs in a container; a recorded tree in tests. */
export interface Roots {
  readonly proc: string;
  readonly sys: string;
}

export const DEFAULT_ROOTS: Roots = { proc: '/proc', sys: '/sys' };

/** One moment at which facts are read. */
export interface Tick {
  /** Monotonic clock in milliseconds: rates are measured by it. */
  readonly monotonic: number;
  /** Wall clock in milliseconds since the epoch: only to be shown. */
  readonly wall: number;
}

type HostNumber = (typeof host.numbers)[number];
type HostText = (typeof host.texts)[number];
/** Fields of the one host row. */
export type HostFields = { readonly [N in HostNumber]?: number } & { readonly [N in HostText]?: SafeText };

/** What one collector knows at one tick: fields of the host, rows of other kinds. */
export interface Contribution {
  readonly host?: HostFields;
  readonly frames?: readonly Frame[];
}

/**
 * A source of facts about the host: one file, which reads in one function and parses in another (pure) one.
 * It may throw: the engine then keeps its last rows as stale and shows a notice.
 */
export interface HostCollector {
  readonly name: string;
  /** Seconds between readings, for what changes slowly (default: every tick). */
  readonly everySeconds?: number;
  /** Makes a reader with state of its own, for rates need the reading before. */
  readonly start: (roots: Roots) => (tick: Tick) => Contribution;
}
