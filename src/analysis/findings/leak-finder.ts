import type { Frame } from '../../model/frame.ts';
import { host } from '../../model/kinds/host.ts';
import { process } from '../../model/kinds/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { evidence, spanWords } from '../leaks/evidence.ts';
import { LEAK_METRICS, type MetricName } from '../leaks/metrics.ts';
import type { LeakVerdict } from '../leaks/verdict.ts';
import { LeakWatch, type ProcessReading, type Track } from '../leaks/watch.ts';
import type { Finder, Found } from './found.ts';

/** Processes that are watched: the largest, and a watched one stays until it ends. Each takes some 20 KB. */
const MOST_PROCESSES = 100;
/** Smaller ones have hardly room for a leak that matters. */
const LEAST_BYTES = 16 * 1024 ** 2;
const LEAST_COUNT = 32;
/** The finest blocks of the detector are 10 s: more often tells it nothing. */
const EVERY_MILLISECONDS = 5000;
const CLOCK_TICKS = 100;

const FIELDS: Readonly<Record<MetricName, 'anonymousBytes' | 'openFiles' | 'threads'>> = { anonymousMemory: 'anonymousBytes', fileDescriptors: 'openFiles', threads: 'threads' };

type ProcessFrame = Frame<(typeof process.numbers)[number], (typeof process.texts)[number]>;

/** Watches what grows without going back, process by process; a restarted one goes on where its predecessor of the same program stood. */
export class LeakFinder implements Finder {
  /** By program, so that nobody succeeds to another's place. */
  readonly #watches = new Map<string, LeakWatch>();
  #watched = new Set<string>();
  #last = Number.NEGATIVE_INFINITY;
  #found: readonly Found[] = [];

  observe(snapshot: Snapshot): void {
    const frame = snapshot.frame(process);
    if (frame === undefined || frame.stale || Math.abs(snapshot.time - this.#last) < EVERY_MILLISECONDS * 0.9) return;
    this.#last = snapshot.time;
    const groups = new Map<string, { row: number; reading: ProcessReading }[]>();
    for (const row of this.#choose(frame)) {
      const name = `${frame.text('group', row)} ${frame.text('user', row)}`;
      const members = groups.get(name) ?? [];
      members.push({ row, reading: readingOf(frame, row) });
      groups.set(name, members);
    }
    const available = snapshot.frame(host)?.number('memoryAvailableBytes', 0) ?? Number.NaN;
    const found: Found[] = [];
    for (const name of this.#watches.keys()) if (!groups.has(name)) groups.set(name, []);
    for (const [name, members] of groups) {
      const watch = this.#watches.get(name) ?? new LeakWatch();
      this.#watches.set(name, watch);
      const rows = new Map(members.map(({ row, reading }) => [reading.pid, row]));
      for (const track of watch.read(snapshot.time / 1000, members.map(({ reading }) => reading))) {
        const row = rows.get(track.pid);
        if (track.verdict !== undefined && row !== undefined) found.push(foundOf(track, track.verdict, frame, row, available));
      }
      if (members.length === 0 && watch.tracks.length === 0) this.#watches.delete(name);
    }
    this.#found = found;
  }

  found(): readonly Found[] {
    return this.#found;
  }

  #choose(frame: ProcessFrame): number[] {
    const key = (row: number): string => `${frame.number('pid', row)}@${frame.number('startTime', row)}`;
    const large: number[] = [];
    for (let row = 0; row < frame.count; row += 1) {
      const matters = frame.number('anonymousBytes', row) >= LEAST_BYTES || frame.number('openFiles', row) >= LEAST_COUNT || frame.number('threads', row) >= LEAST_COUNT;
      if (matters || this.#watched.has(key(row))) large.push(row);
    }
    const rank = (row: number): number => (this.#watched.has(key(row)) ? Infinity : frame.number('anonymousBytes', row) || 0);
    const chosen = large.length <= MOST_PROCESSES ? large : large.sort((left, right) => (rank(right) === rank(left) ? 0 : rank(right) - rank(left))).slice(0, MOST_PROCESSES);
    this.#watched = new Set(chosen.map(key));
    return chosen;
  }
}

function readingOf(frame: ProcessFrame, row: number): ProcessReading {
  return {
    pid: frame.number('pid', row),
    start: frame.number('startTime', row),
    values: { anonymousMemory: frame.number('anonymousBytes', row), fileDescriptors: frame.number('openFiles', row), threads: frame.number('threads', row) },
    work: frame.number('cpuSeconds', row) * CLOCK_TICKS,
  };
}

function foundOf({ metric, value }: Track, verdict: LeakVerdict, frame: ProcessFrame, row: number, available: number): Found {
  const field = FIELDS[metric];
  const hours = metric === 'anonymousMemory' && verdict.slopePerHour > 0 ? available / verdict.slopePerHour : Number.NaN;
  const words = evidence(verdict, LEAK_METRICS[metric]);
  if (hours <= 24 * 90) words.push(`memory of the host full in about ${spanWords(hours * 3600)}`);
  return {
    type: verdict.word, sure: verdict.confidence, subjectKind: process.name, subject: frame.text('group', row) || frame.text('name', row),
    subjectKey: `${frame.number('pid', row)}@${frame.number('startTime', row)}`, figure: field, since: verdict.sinceMilliseconds,
    seen: value, expected: value - verdict.rise, limitAt: Number.isNaN(hours) ? Number.NaN : verdict.atMilliseconds + hours * 3_600_000,
    words: words.join('; '),
  };
}
