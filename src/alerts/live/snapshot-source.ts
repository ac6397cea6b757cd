import type { Frame } from '../../model/frame.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Expression, SelectorNode } from '../language/ast.ts';
import { METRIC_NAME } from '../language/label-set.ts';
import { seriesNameOf } from '../language/metrics.ts';
import { EvaluationError, type FoundType, type RangeSeries, type Sample, type SeriesSource } from '../language/value.ts';
import { FoundIndex } from './found-index.ts';
import { labelReader, RowLabels } from './row-labels.ts';
import { keyOf, planOf, rangesOf, type SelectorPlan } from './selector-plan.ts';
import { SeriesWindow } from './series-window.ts';

/**
 * Series of the snapshots as they come: the present by its frames, a time back by what is kept for the rules that ask for it.
 * What is not in the latest snapshot is gone.
 */
export class SnapshotSource implements SeriesSource {
  readonly step: number;
  readonly #plans = new Map<string, SelectorPlan>();
  readonly #windows = new Map<string, { readonly selector: SelectorNode; readonly window: SeriesWindow }>();
  readonly #labels = new RowLabels();
  readonly #recorded = new Map<string, readonly Sample[]>();
  /** Those that rules give, at times of their own. */
  readonly #recordedAt = new Set<string>();
  #snapshot: Snapshot | undefined;
  #now = new Map<string, readonly Sample[]>();
  #found: FoundIndex | undefined;
  #foundNow = new Map<string, readonly Sample[]>();
  #rowsBy = new Map<string, ReadonlyMap<string, readonly number[]>>();

  /** `expressions`: all that will be asked; `step`: ms between snapshots. */
  constructor(expressions: Iterable<Expression>, step: number) {
    this.step = step;
    const reaches = new Map<string, { selector: SelectorNode; reach: number }>();
    for (const expression of expressions) {
      for (const { selector, reach } of rangesOf(expression)) {
        const key = keyOf(selector);
        if (reach > 0 && reach > (reaches.get(key)?.reach ?? 0)) reaches.set(key, { selector, reach });
      }
    }
    for (const [key, { selector, reach }] of reaches) this.#windows.set(key, { selector, window: new SeriesWindow(reach, step) });
  }

  /** How far back anything is asked for, ms. */
  static reachOf(expressions: Iterable<Expression>): number {
    return Math.max(0, ...[...expressions].flatMap((expression) => [...rangesOf(expression)].map(({ reach }) => reach)));
  }

  /** Takes the next snapshot: from now on it is the present. */
  observe(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#now = new Map();
    this.#found = undefined;
    this.#foundNow = new Map();
    this.#rowsBy = new Map();
    for (const { selector, window } of this.#windows.values()) {
      if (this.#frameOf(selector)?.stale !== true && !this.#recordedAt.has(seriesNameOf(selector) ?? '')) window.add(snapshot.time, this.#present(selector));
    }
  }

  /** The wall clock was set by so many ms: what was kept of before goes with it. */
  shift(milliseconds: number): void {
    for (const { window } of this.#windows.values()) window.shift(milliseconds);
  }

  /** Series that are not of snapshots. With a time, what a rule gave then; without, what counts from the next snapshot on. */
  record(name: string, samples: readonly Sample[], time?: number): void {
    this.#recorded.set(name, samples.map(({ labels, value }) => ({ labels: labels.nameless.with([[METRIC_NAME, name]]), value })));
    if (time === undefined) return;
    this.#recordedAt.add(name);
    for (const { selector, window } of this.#windows.values()) if (seriesNameOf(selector) === name) window.add(time, this.#present(selector));
  }

  instant(selector: SelectorNode, time: number, keep?: (value: number) => boolean): readonly Sample[] {
    const now = this.#snapshot?.time ?? Number.NaN;
    if (Math.abs(time - now) >= this.step / 2) {
      const samples = this.#windows.get(keyOf(selector))?.window.instant(time, LOOKBACK_STEPS * this.step) ?? [];
      return keep === undefined ? samples : samples.filter(({ value }) => keep(value));
    }
    const known = this.#now.get(keyOf(selector));
    if (known !== undefined) return keep === undefined ? known : known.filter(({ value }) => keep(value));
    return keep === undefined ? this.#present(selector) : [...this.#rows(selector, keep)];
  }

  range(selector: SelectorNode, from: number, to: number): readonly RangeSeries[] {
    return this.#windows.get(keyOf(selector))?.window.range(from, to) ?? [];
  }

  found(type: FoundType, selector: SelectorNode): readonly Sample[] {
    const snapshot = this.#snapshot;
    const { metric } = this.#planFor(selector);
    if (snapshot === undefined || metric === undefined) return [];
    const key = `${type} ${keyOf(selector)}`;
    let samples = this.#foundNow.get(key);
    if (samples === undefined) {
      this.#found ??= new FoundIndex(snapshot);
      const index = this.#found;
      samples = [...this.#matching(selector)].map(({ frame, row }) => ({ labels: this.#labels.of(frame, row), value: index.of(type, frame, row, metric.field) }));
      this.#foundNow.set(key, samples);
    }
    return samples;
  }

  /** All series of a selector now, found once for all rules that ask. */
  #present(selector: SelectorNode): readonly Sample[] {
    // What is recorded may come while rules are evaluated.
    if (this.#planFor(selector).metric === undefined) return [...this.#rows(selector, () => true)];
    const key = keyOf(selector);
    let samples = this.#now.get(key);
    if (samples === undefined) this.#now.set(key, (samples = [...this.#rows(selector, () => true)]));
    return samples;
  }

  *#rows(selector: SelectorNode, keep: (value: number) => boolean): Generator<Sample> {
    const plan = this.#planFor(selector);
    const { metric } = plan;
    // What could not be read is neither gone nor well: whoever asks must wait.
    if (metric !== undefined && this.#frameOf(selector)?.stale === true) throw new EvaluationError(`${metric.kind.plural} could not be read`);
    if (metric === undefined) {
      for (const sample of this.#recorded.get(seriesNameOf(selector) ?? '') ?? []) if (plan.fits(sample.labels) && keep(sample.value)) yield sample;
      return;
    }
    let column: Float64Array | undefined;
    for (const { frame, row } of this.#matching(selector, (frame) => {
      const values = metric.field === undefined ? undefined : frame.column(metric.field);
      column = values;
      // Not known is not there.
      return (row) => values === undefined || (!Number.isNaN(values[row]) && keep((values[row] ?? 0) * metric.scale));
    })) yield { labels: this.#labels.of(frame, row), value: column === undefined ? 1 : (column[row] ?? 0) * metric.scale };
  }

  /** Rows of a selector, those that `keeping` leaves out for their value not even looked at. */
  *#matching(selector: SelectorNode, keeping: (frame: Frame) => (row: number) => boolean = () => () => true): Generator<{ readonly frame: Frame; readonly row: number }> {
    const { lookup, passes, never } = this.#planFor(selector);
    const frame = this.#frameOf(selector);
    if (frame === undefined || never) return;
    const keep = keeping(frame);
    const rows = lookup === undefined ? undefined : this.#rowsOf(frame, lookup.label).get(lookup.value) ?? [];
    const count = rows === undefined ? frame.count : rows.length;
    for (let at = 0; at < count; at += 1) {
      const row = rows === undefined ? at : (rows[at] ?? 0);
      if (keep(row) && passes.every((pass) => pass(frame, row))) yield { frame, row };
    }
  }

  #frameOf(selector: SelectorNode): Frame | undefined {
    const { metric } = this.#planFor(selector);
    return metric === undefined ? undefined : this.#snapshot?.named(metric.kind.name);
  }

  /** Rows of a frame by a label of theirs; made once for all rules that ask. */
  #rowsOf(frame: Frame, label: string): ReadonlyMap<string, readonly number[]> {
    const key = `${frame.kind.name} ${label}`;
    const known = this.#rowsBy.get(key);
    if (known !== undefined) return known;
    const read = labelReader(frame.kind, label);
    const made = new Map<string, number[]>();
    for (let row = 0; row < frame.count; row += 1) {
      const value = read?.(frame, row) ?? '';
      const rows = made.get(value);
      if (rows === undefined) made.set(value, [row]);
      else rows.push(row);
    }
    this.#rowsBy.set(key, made);
    return made;
  }

  #planFor(selector: SelectorNode): SelectorPlan {
    const key = keyOf(selector);
    let plan = this.#plans.get(key);
    if (plan === undefined) this.#plans.set(key, (plan = planOf(selector)));
    return plan;
  }
}

/** A value that is not older than so many steps is the one of that time. */
const LOOKBACK_STEPS = 3;
