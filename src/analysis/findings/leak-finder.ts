import { process } from '../../model/kinds/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Headroom, Headrooms, type LimitedFigure } from '../exhaustion/headroom.ts';
import { evidence, spanWords } from '../leaks/evidence.ts';
import { LEAK_METRICS, type MetricName } from '../leaks/metrics.ts';
import type { LeakVerdict } from '../leaks/verdict.ts';
import { LeakWatch, type ProcessReading, type Track } from '../leaks/watch.ts';
import type { Finder, Found, LimitTime } from './found.ts';
import { type LeakState, readLeakState, type SavedState, writeLeakState } from './leak-state.ts';
import { type ProcessFrame, WatchedProcesses } from './watched-processes.ts';

/** The finest blocks of the detector are 10 s: more often tells it nothing. */
const EVERY_MILLISECONDS = 5000;
const CLOCK_TICKS = 100;

const FIELDS: Readonly<Record<MetricName, LimitedFigure>> = { anonymousMemory: 'anonymousBytes', fileDescriptors: 'openFiles', threads: 'threads' };

/** Watches what grows without going back, process by process; a restarted one goes on where its predecessor of the same program stood. */
export class LeakFinder implements Finder {
  /** By program, so that nobody succeeds to another's place. */
  readonly #watches: Map<string, LeakWatch>;
  readonly #processes: WatchedProcesses;
  #last: number;
  #found: readonly Found[] = [];

  /** From the beginning, or from where an earlier one stood. */
  constructor({ time, watches }: LeakState = { time: Number.NEGATIVE_INFINITY, watches: new Map() }) {
    this.#watches = watches;
    this.#last = time;
    this.#processes = new WatchedProcesses([...watches].flatMap(([program, { running }]) => [...running].map((each) => ({ ...each, program }))));
  }

  /** One that goes on from a saved state; undefined where that says nothing of today. `now`: ms since the epoch. */
  static restore(state: SavedState, now: number): LeakFinder | undefined {
    const read = readLeakState(state, now);
    return read === undefined ? undefined : new LeakFinder(read);
  }

  /** Undefined before the first look. */
  save(): SavedState | undefined {
    return this.#last === Number.NEGATIVE_INFINITY ? undefined : writeLeakState({ time: this.#last, watches: this.#watches });
  }

  observe(snapshot: Snapshot): void {
    const frame = snapshot.frame(process);
    if (frame === undefined || frame.stale || Math.abs(snapshot.time - this.#last) < EVERY_MILLISECONDS * 0.9) return;
    this.#last = snapshot.time;
    const groups = new Map<string, { row: number; reading: ProcessReading }[]>();
    for (const [row, { start, program }] of this.#processes.of(frame)) {
      const members = groups.get(program) ?? [];
      members.push({ row, reading: readingOf(frame, row, start) });
      groups.set(program, members);
    }
    const headrooms = new Headrooms(snapshot);
    const found: Found[] = [];
    for (const name of this.#watches.keys()) if (!groups.has(name)) groups.set(name, []);
    for (const [name, members] of groups) {
      const watch = this.#watches.get(name) ?? new LeakWatch();
      this.#watches.set(name, watch);
      const rows = new Map(members.map(({ row, reading }) => [reading.pid, row]));
      for (const track of watch.read(snapshot.time / 1000, members.map(({ reading }) => reading))) {
        const row = rows.get(track.pid);
        if (track.verdict !== undefined && row !== undefined) found.push(foundOf(track, track.verdict, frame, row, headrooms.of(FIELDS[track.metric], frame, row)));
      }
      watch.forgetEnded();
      if (watch.tracks.length === 0) this.#watches.delete(name);
    }
    this.#found = found;
  }

  found(): readonly Found[] {
    return this.#found;
  }
}

function readingOf(frame: ProcessFrame, row: number, start: number): ProcessReading {
  return {
    pid: frame.number('pid', row),
    start,
    values: { anonymousMemory: frame.number('anonymousBytes', row), fileDescriptors: frame.number('openFiles', row), threads: frame.number('threads', row) },
    work: frame.number('cpuSeconds', row) * CLOCK_TICKS,
  };
}

/** A limit farther off than this is nobody's concern yet. */
const NEAR_HOURS = 24 * 90;

/** When growth at that slope has used up the room, from the time of the verdict on. */
function limitOf({ slopePerHour, slopeLow, slopeHigh, atMilliseconds }: LeakVerdict, room: number): LimitTime | undefined {
  const hours = (slope: number): number => (slope > 0 ? room / slope : Number.NaN);
  if (!(hours(slopePerHour) <= NEAR_HOURS)) return undefined;
  const time = (slope: number): number => atMilliseconds + hours(slope) * 3_600_000;
  return { at: time(slopePerHour), from: time(slopeHigh), until: time(slopeLow) };
}

/** `memory limit of /docker/ab12 reached in about 31 h [27 h to 36 h]`. */
function limitWords({ at, from, until }: LimitTime, { atMilliseconds }: LeakVerdict, headroom: Headroom): string {
  const span = (time: number): string => (Number.isNaN(time) ? 'never' : spanWords((time - atMilliseconds) / 1000));
  return `${headroom.of} reached in about ${span(at)} [${span(from)} to ${span(until)}]`;
}

function foundOf({ metric, value }: Track, verdict: LeakVerdict, frame: ProcessFrame, row: number, headroom: Headroom | undefined): Found {
  const limit = headroom === undefined ? undefined : limitOf(verdict, headroom.room);
  return {
    type: verdict.word, sure: verdict.confidence, subjectKind: process.name, subject: frame.text('group', row) || frame.text('name', row),
    subjectKey: `${frame.number('pid', row)}@${frame.number('startTime', row)}`, figure: FIELDS[metric], since: verdict.sinceMilliseconds,
    seen: value, expected: value - verdict.rise, limit,
    words: [...evidence(verdict, LEAK_METRICS[metric]), ...(limit === undefined || headroom === undefined ? [] : [limitWords(limit, verdict, headroom)])].join('; '),
  };
}
