import { ByteReader, ByteWriter } from '../leaks/bytes.ts';
import { LeakWatch } from '../leaks/watch.ts';

/** What one run remembers for the next. Bytes of another version say nothing. */
export interface SavedState {
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** Changes with the bytes, and with what a verdict is made of: metrics, conditions, levels. */
export const LEAK_STATE_VERSION = 1;
/** What was seen longer ago says nothing of what runs now. */
const OLDEST_MILLISECONDS = 24 * 3_600_000;
const MOST_PROGRAMS = 10_000;
const LONGEST_NAME = 65_536;

export interface LeakState {
  /** When it was last looked, ms since the epoch. */
  readonly time: number;
  /** By program. */
  readonly watches: Map<string, LeakWatch>;
}

export function writeLeakState({ time, watches }: LeakState): SavedState {
  const to = new ByteWriter();
  to.byteOrder();
  to.double(time);
  to.unsigned(watches.size);
  for (const [program, watch] of watches) {
    to.text(program);
    watch.write(to);
  }
  return { version: LEAK_STATE_VERSION, bytes: to.bytes() };
}

/** Undefined for what is of another version, damaged, too old, or of a time that is yet to come. */
export function readLeakState({ version, bytes }: SavedState, now: number): LeakState | undefined {
  if (version !== LEAK_STATE_VERSION) return undefined;
  const from = new ByteReader(bytes);
  from.byteOrder();
  const time = from.finite();
  const watches = new Map<string, LeakWatch>();
  if (!(time <= now && time >= now - OLDEST_MILLISECONDS)) return undefined;
  for (let left = from.unsigned(MOST_PROGRAMS); left > 0; left -= 1) watches.set(from.text(LONGEST_NAME), LeakWatch.read(from));
  return from.complete ? { time, watches } : undefined;
}
