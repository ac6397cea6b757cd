import { unitOf } from '../../model/kind.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatValue } from '../../model/units.ts';
import { AnomalyDetector, type Finding, type Verdict } from '../anomaly/detector.ts';
import type { Finder, Found } from './found.ts';
import { type WatchedFigure, WatchedFigures } from './watched-figures.ts';

const MINUTE = 60_000;
/** What was found stays in sight so long after it went by. */
const SHOWN_MILLISECONDS = 5 * MINUTE;
/** Twice those that there are at a time, some 90 KB each: programs that come and go would make hundreds a day. One that is forgotten learns from the history when it comes back. */
const MOST_WATCHES = 80;

interface Watch {
  readonly figure: WatchedFigure;
  readonly detector: AnomalyDetector;
  sum: number;
  count: number;
  seenAt: number;
  /** It has taken a minute of its own. */
  began: boolean;
  shown: { readonly finding: Finding; until: number } | undefined;
}

const keyOf = ({ kind, subject, field }: Pick<WatchedFigure, 'kind' | 'subject' | 'field'>): string => `${kind.name} ${field} ${subject}`;

/** Compares the host and its larger programs with their own past, by means of a minute. */
export class AnomalyFinder implements Finder {
  readonly #figures = new WatchedFigures();
  readonly #watches = new Map<string, Watch>();
  readonly #unlearned = new Set<WatchedFigure>();
  #minute = Number.NaN;
  #now = 0;

  observe(snapshot: Snapshot): void {
    const { time } = snapshot;
    this.#now = time;
    const minute = Math.floor(time / MINUTE) * MINUTE;
    if (minute !== this.#minute) {
      if (!Number.isNaN(this.#minute)) this.#close(this.#minute);
      this.#minute = minute;
    }
    for (const figure of this.#figures.of(snapshot)) {
      if (Number.isNaN(figure.value)) continue;
      const watch = this.#watch(figure, time);
      watch.sum += figure.value;
      watch.count += 1;
      watch.seenAt = time;
    }
  }

  /** A figure whose past was not asked for yet; undefined when there is none. */
  nextToLearn(): WatchedFigure | undefined {
    const [figure] = this.#unlearned;
    if (figure !== undefined) this.#unlearned.delete(figure);
    return figure;
  }

  /** Means of minutes from before this program was started, oldest first: what is usual is known from the beginning. */
  learn(figure: WatchedFigure, times: readonly number[], values: readonly number[]): void {
    const watch = this.#watches.get(keyOf(figure));
    // Once it has gone on by itself, the past would come too late.
    if (watch === undefined || watch.began) return;
    times.forEach((time, index) => watch.detector.update(time, values[index] ?? Number.NaN));
  }

  found(): readonly Found[] {
    return [...this.#watches.values()].flatMap(({ figure, shown }) => (shown === undefined || shown.until < this.#now ? [] : [foundOf(figure, shown.finding)]));
  }

  #close(minute: number): void {
    for (const [key, watch] of this.#watches) {
      if (watch.count > 0) {
        const verdict = watch.detector.update(minute, watch.sum / watch.count);
        watch.sum = 0;
        watch.count = 0;
        watch.began = true;
        show(watch, verdict, this.#now);
      } else if (this.#now - watch.seenAt > 24 * 60 * MINUTE) this.#forget(key, watch);
    }
    const surplus = this.#watches.size - MOST_WATCHES;
    if (surplus <= 0) return;
    const longestGone = [...this.#watches].sort(([, one], [, other]) => one.seenAt - other.seenAt).slice(0, surplus);
    for (const [key, watch] of longestGone) this.#forget(key, watch);
  }

  #forget(key: string, { figure }: Watch): void {
    this.#watches.delete(key);
    this.#unlearned.delete(figure);
  }

  #watch(figure: WatchedFigure, time: number): Watch {
    const key = keyOf(figure);
    let watch = this.#watches.get(key);
    if (watch === undefined) {
      watch = { figure, detector: new AnomalyDetector(), sum: 0, count: 0, seenAt: time, began: false, shown: undefined };
      this.#unlearned.add(figure);
      this.#watches.set(key, watch);
    }
    return watch;
  }
}

/** One finding an event: a worse part of it takes its place, and it stays in sight until the event is past. */
function show(watch: Watch, { alert, finding }: Verdict, now: number): void {
  if (finding === undefined) return;
  if (alert || watch.shown !== undefined) watch.shown = { finding, until: now + SHOWN_MILLISECONDS };
}

function foundOf({ kind, subject, field }: WatchedFigure, finding: Finding): Found {
  const unit = unitOf(kind, field);
  return {
    type: 'anomaly', sure: finding.score, subjectKind: kind.name, subject, subjectKey: subject, figure: field, since: finding.since,
    seen: finding.seen, expected: finding.expected, limit: undefined,
    words: `${finding.words}: ${formatValue(unit, finding.seen)} where ${formatValue(unit, finding.expected)} is usual`,
  };
}
