import { host } from '../../src/model/kinds/host.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import type { Travel } from '../../src/model/timeline.ts';

/** A stretch of time, ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a stretch of history looks like from afar. */
export interface Coverage extends Span {
  /** CPU of the host in equal steps over the span; NaN where nothing was recorded. */
  readonly cpu: readonly number[];
  /** Greatest score of what was found unusual, in the same steps; NaN for nothing. */
  readonly found: readonly number[];
  /** When something unusual began, rising. */
  readonly began: readonly number[];
}

const MOST_STEPS = 240;
/** Longer than the time between two samples that are kept usually is, so that a step without a value is a gap. */
const LEAST_STEP_MILLISECONDS = 6000;
/** Where less is kept than a sample a step, what lies between nine in ten of the samples is no gap. */
const USUAL_PART = 0.9;
const LEAST_DISTANCES = 3;
/** Above this span an overview is made of minutes. */
const SAMPLES_SPAN_MILLISECONDS = 2 * 3_600_000;
const MINUTE_STEP_MILLISECONDS = 90_000;

/** Reads what is shown of a span. Rejects with a `UserError` when there is no history. */
export async function readCoverage(travel: Travel, { from, to }: Span): Promise<Coverage> {
  const read = async (kind: string, field: string): Promise<readonly number[]> => {
    const steps = stepsOf(to - from, to - from > SAMPLES_SPAN_MILLISECONDS ? MINUTE_STEP_MILLISECONDS : LEAST_STEP_MILLISECONDS);
    return (await travel.overview({ kind, field, key: '' }, from, to, steps)).values;
  };
  return { from, to, cpu: bridged(await read(host.name, 'cpuPercent')), found: await read(finding.name, 'score'), began: await travel.began(from, to) };
}

const stepsOf = (span: number, least: number): number => Math.max(1, Math.min(MOST_STEPS, Math.floor(span / least)));

/** Values that are farther apart than a step hold until the next one, if most are that far apart. */
export function bridged(values: readonly number[]): number[] {
  const known = values.flatMap((value, step) => (Number.isNaN(value) ? [] : [step]));
  const distances = known.slice(1).map((step, index) => step - (known[index] ?? step)).sort((left, right) => left - right);
  // Of fewer nothing can be said.
  const usual = distances.length < LEAST_DISTANCES ? 1 : (distances[Math.floor((distances.length - 1) * USUAL_PART)] ?? 1);
  const filled = [...values];
  known.forEach((step, index) => {
    const next = known[index + 1] ?? step;
    if (next - step <= usual) filled.fill(values[step] ?? Number.NaN, step, next);
  });
  return filled;
}

/** The greatest known value of a series of equal steps over `span`, within a part of it; NaN for none. */
export function greatestWithin(values: readonly number[], span: Span, part: Span): number {
  const step = (span.to - span.from) / values.length;
  const first = Math.max(0, Math.floor((part.from - span.from) / step));
  const last = Math.min(values.length - 1, Math.max(first, Math.ceil((part.to - span.from) / step) - 1));
  let greatest = Number.NaN;
  for (let index = first; index <= last; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!(value <= greatest)) greatest = Number.isNaN(value) ? greatest : value;
  }
  return greatest;
}
