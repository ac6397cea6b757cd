import { Features } from './features.ts';
import { DEFAULT_THRESHOLD, Gate } from './gate.ts';
import { StateError, StateReader, StateWriter, type StatePort } from './state-port.ts';
import { STREAMS, type Stream, type StreamKind } from './streams.ts';
import { StreamSurprise } from './surprise.ts';

const STATE_VERSION = 1;
/** Beyond it differences of values and sums of differences would no longer be numbers. */
const LARGEST_VALUE = 1e300;
/** What is smaller than this is no matter: a share of the spread, and of a ratio its logarithm. */
const SMALLEST = 0.2;
/** Sharp enough that one loud stream counts, dull enough that several count more. */
const POWER = 4;

export interface AnomalyOptions {
  /** How surprising is unusual enough, > 0. The scores' 0.5 stands for it. */
  readonly threshold?: number;
}

/** What was unusual. */
export interface Finding {
  readonly stream: string;
  readonly kind: StreamKind;
  /** For people, after "unusual:". */
  readonly words: string;
  /** In the unit of the series. */
  readonly expected: number;
  readonly seen: number;
  /** The score of the alert, 0.5..1. */
  readonly score: number;
  /** Milliseconds since the epoch, as given: when it began, and when it was told. */
  readonly since: number;
  readonly time: number;
}

export interface Verdict {
  /** 0..1, finely graded; from 0.5 on it is an alert. */
  readonly score: number;
  /** True once for an event. */
  readonly alert: boolean;
  /** Of the alert, or of the one whose event still goes on. */
  readonly finding: Finding | undefined;
}

const NOTHING: Verdict = { score: 0, alert: false, finding: undefined };

/** What of a saved finding is put down in numbers. */
type FindingNumbers = Pick<Finding, 'expected' | 'seen' | 'score' | 'since' | 'time'>;

/**
 * Tells unusual rows of one series as they come: one pass, no look ahead, one set of constants for all series and
 * sampling intervals (what counts, counts in rows). Sixteen streams (`streams.ts`) are each compared with their own
 * records; their surprises are joined and passed through a gate that gives one alert for an event.
 * O(1) a row but for the search in the window, 35 KB of memory at the start and 71 KB once 3000 rows have been seen.
 */
export class AnomalyDetector {
  readonly #features = new Features();
  readonly #surprises = STREAMS.map(() => new StreamSurprise());
  readonly #gate: Gate;
  #finding: Finding | undefined;

  constructor(options: AnomalyOptions = {}) {
    const { threshold = DEFAULT_THRESHOLD } = options;
    if (!(threshold > 0 && Number.isFinite(threshold))) throw new RangeError(`the threshold must be a number above 0, not ${threshold}`);
    this.#gate = new Gate(threshold);
  }

  /** Takes the next row. One whose time or value is no finite number is not known: it scores 0 and changes nothing. */
  update(timeMilliseconds: number, value: number): Verdict {
    if (!Number.isFinite(value) || !Number.isFinite(timeMilliseconds)) return NOTHING;
    const row = this.#features;
    row.update(timeMilliseconds, Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, value)));
    let total = 0;
    let greatest = 0;
    let loudest: Stream | undefined;
    for (let index = 0; index < STREAMS.length; index += 1) {
      const stream = STREAMS[index];
      const surprise = stream === undefined ? 0 : (this.#surprises[index]?.update(stream.size(row), stream.measure === 'ratio' ? SMALLEST : SMALLEST * row.scale) ?? 0);
      if (surprise === 0) continue;
      total += surprise ** POWER;
      if (surprise <= greatest) continue;
      greatest = surprise;
      loudest = stream;
    }
    const { score, alert, ongoing } = this.#gate.update(total ** (1 / POWER));
    if (alert && loudest !== undefined) this.#finding = this.#explain(loudest, timeMilliseconds, score);
    else if (!ongoing) this.#finding = undefined;
    return score === 0 && !ongoing ? NOTHING : { score, alert, finding: this.#finding };
  }

  #explain(stream: Stream, time: number, score: number): Finding {
    const row = this.#features;
    const expected = stream.expected(row);
    const began = row.recent.since(stream.compared, stream.compared === 'residual' ? 0 : expected, stream.span, row.scale);
    // An alert within an event that still goes on is a worse part of it.
    const since = this.#finding === undefined ? began : Math.min(began, this.#finding.since);
    return { stream: stream.name, kind: stream.kind, words: stream.words, expected, seen: stream.seen(row), score, since, time };
  }

  /** All it knows, 29 KB of text at the start and at most 70 KB once 3000 rows have been seen. For `fromJSON`, on a machine of the same byte order. */
  toJSON(): { readonly version: number; readonly state: string } {
    const writer = new StateWriter();
    this.#transfer(writer);
    const numbers = writer.finish();
    return { version: STATE_VERSION, state: Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64') };
  }

  /** Goes on where the saved one stood (give the same options); undefined for what is damaged or of another version. */
  static fromJSON(saved: unknown, options: AnomalyOptions = {}): AnomalyDetector | undefined {
    if (typeof saved !== 'object' || saved === null || !('version' in saved) || saved.version !== STATE_VERSION) return undefined;
    if (!('state' in saved) || typeof saved.state !== 'string') return undefined;
    const bytes = Uint8Array.from(Buffer.from(saved.state, 'base64'));
    if (bytes.length % Float64Array.BYTES_PER_ELEMENT !== 0) return undefined;
    const detector = new AnomalyDetector(options);
    const reader = new StateReader(new Float64Array(bytes.buffer));
    try {
      detector.#transfer(reader);
      reader.finish();
    } catch (error) {
      if (error instanceof StateError) return undefined;
      throw error;
    }
    return detector;
  }

  #transfer(port: StatePort): void {
    this.#features.transfer(port);
    for (const surprise of this.#surprises) surprise.transfer(port);
    this.#gate.transfer(port);
    const finding = this.#finding;
    const place = port.count(finding === undefined ? 0 : STREAMS.findIndex(({ name }) => name === finding.stream) + 1, STREAMS.length);
    const stream = STREAMS[place - 1];
    if (stream === undefined) return;
    const old: FindingNumbers = finding ?? { expected: 0, seen: 0, score: 0, since: 0, time: 0 };
    this.#finding = {
      stream: stream.name, kind: stream.kind, words: stream.words, expected: port.number(old.expected), seen: port.number(old.seen),
      score: port.number(old.score), since: port.number(old.since), time: port.number(old.time),
    };
  }
}
