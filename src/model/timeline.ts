import type { DemandGroup } from './fields.ts';
import type { Frame } from './frame.ts';
import type { Snapshot } from './snapshot.ts';

export type Unsubscribe = () => void;

/** What the consumers of a timeline look at now: dearer facts are read for that alone. */
export interface Demand {
  /** Groups wanted for every row (sorted or filtered by, or a machine-readable dump). */
  readonly everywhere: readonly DemandGroup[];
  /** Groups wanted for the rows in `pids` (visible columns). */
  readonly visible: readonly DemandGroup[];
  readonly pids: readonly number[];
}

export const NO_DEMAND: Demand = { everywhere: [], visible: [], pids: [] };

/** Asks for the details of one process. `startTime` guards against a reused pid. */
export interface InspectRequest {
  readonly kind: string;
  readonly pid: number;
  readonly startTime: number;
  /** Environment: show values as they are. */
  readonly reveal: boolean;
}

/** One value over time; `values[i]` belongs to `times[i]` (ms since the epoch); NaN is a gap. */
export interface Series {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Which values: a number field of the one entity whose key text is given (`''` for kinds with one row). */
export interface Selector {
  readonly kind: string;
  readonly field: string;
  readonly key: string;
}

/**
 * Gives Snapshots: live from this process's engine, later from a running service, a host's agent or the
 * store. Screens, JSON, alerts and reports do not know which.
 */
export interface Timeline {
  latest(): Snapshot | undefined;
  subscribe(listener: (snapshot: Snapshot) => void): Unsubscribe;
  /** What is remembered of a value, oldest first. */
  series(selector: Selector): Series;
  /** Rejects with an `InspectError` when the process is gone or may not be seen. */
  inspect(request: InspectRequest): Promise<Frame>;
  demand(demand: Demand): void;
  pause(paused: boolean): void;
  setInterval(milliseconds: number): void;
  close(): Promise<void>;
}
