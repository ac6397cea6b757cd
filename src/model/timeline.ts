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

/** Whether samples are kept; `elsewhere`: by another process. */
export type RecordingState = 'off' | 'on' | 'elsewhere' | 'paused';

/** Where in time a screen is that does not show the present. */
export interface Position {
  /** What is shown, ms since the epoch. */
  readonly time: number;
  /** First and last tick that there is. */
  readonly from: number;
  readonly to: number;
  /** Seconds of history in a second; 0 while it stands. */
  readonly speed: number;
  /** When nothing was recorded around `time`: the last tick before and the first one after it (NaN for none). */
  readonly gap: { readonly from: number; readonly to: number } | undefined;
  /** These are means of a minute, since the samples themselves are gone. */
  readonly minute: boolean;
}

/** Speeds at which history is played, in seconds a second. */
export const PLAY_SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600] as const;

/** Going through what was recorded. All that seek reject with a `UserError` when there is no history. */
export interface Travel {
  /** Undefined in the present. */
  position(): Position | undefined;
  /** The last tick at or before that time, ms since the epoch. */
  seek(time: number): Promise<void>;
  /** So many ticks on (or back); from the present, back from now. */
  step(ticks: number): Promise<void>;
  /** 0 stops. */
  play(speed: number): Promise<void>;
  /** To the start of the next (1) or previous (-1) moment at which something was found unusual; false when there is none. */
  jump(direction: 1 | -1): Promise<boolean>;
  /** When something unusual began, from `from` to `to`, rising. */
  began(from: number, to: number): Promise<readonly number[]>;
  /** Back to the present, if there is one. */
  present(): void;
  /** What a figure was over a period, in at most about `points` values: for charts of any span. */
  overview(selector: Selector, from: number, to: number, points: number): Promise<Series>;
  /** What is foreseen of the limits of one process (`pid@startTime`) of what is shown. */
  foreseen(process: string): Promise<readonly Foreseen[]>;
  /** Which entities of a kind used more of a field from `from` to `to` than in the equally long time before, greatest rise first. */
  risen(kind: string, field: string, from: number, to: number): Promise<readonly Rise[]>;
}

/** When a figure meets its limit, as far as its past tells. */
export interface Foreseen {
  readonly figure: string;
  readonly value: number;
  readonly limit: number;
  /** What the limit is, in words. */
  readonly of: string;
  /** Undefined where it is not on its way there. Seconds from what is shown on, with a 90 % interval; `confidence` 0 to 1. */
  readonly forecast: { readonly secondsToLimit: number; readonly low: number; readonly high: number; readonly confidence: number; readonly slopePerHour: number } | undefined;
}

export interface Rise {
  readonly entity: string;
  /** Means over the period and over the one before. */
  readonly now: number;
  readonly before: number;
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
  /** Whether what is seen is kept. */
  recording?(): RecordingState;
  /** While a running service samples for this one: how often, in ms. Undefined when it samples by itself. */
  follows?(): number | undefined;
  /** Where there is a history: the way into it. */
  readonly travel?: Travel | undefined;
}
