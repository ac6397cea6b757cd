import type { MetricName } from '../../src/analysis/leaks/metrics.ts';
import type { Trace } from './trace.ts';

/** What a method said of one track: an alarm of a confidence that began. */
export interface Alarm {
  readonly seconds: number;
  readonly pid: number;
  readonly metric: MetricName;
  readonly confidence: number;
  /** Units an hour and its interval, where the method gives one. */
  readonly slope?: { readonly low: number; readonly middle: number; readonly high: number };
}

/** Of one trace: what was found, what was not, what was false. */
export interface Outcome {
  readonly name: string;
  readonly shape: string;
  readonly leak: boolean;
  /** Seconds from the onset to the alarm; undefined when there was none. */
  readonly foundAfter: number | undefined;
  readonly falseAlarms: readonly Alarm[];
  /** Days in which an alarm would have been false. */
  readonly healthyDays: number;
  readonly found: Alarm | undefined;
  /** The true rate of the leak, units an hour, where known. */
  readonly ratePerHour: number | undefined;
}

const DAY = 86_400;

/** A thread or descriptor leak takes memory too: an alarm about that is neither right nor wrong. */
const counts = (trace: Trace, alarm: Alarm): boolean => !(trace.metric !== undefined && trace.metric !== 'anonymousMemory' && alarm.metric === 'anonymousMemory');

export function judge(trace: Trace, alarms: readonly Alarm[]): Outcome {
  const right = ({ pid, metric, seconds }: Alarm): boolean =>
    metric === trace.metric && seconds >= trace.onsetSeconds && (trace.leakyPids === undefined || trace.leakyPids.has(pid));
  const found = alarms.find(right);
  const leaky = (pid: number): boolean => trace.metric !== undefined && (trace.leakyPids === undefined || trace.leakyPids.has(pid));
  const healthySeconds = trace.lives.reduce((sum, { pid, seconds }) => {
    const [start = 0, end = 0] = [seconds[0], seconds.at(-1)];
    return sum + (leaky(pid) ? Math.max(0, Math.min(end, trace.onsetSeconds) - start) : end - start);
  }, 0);
  return {
    name: trace.name, shape: trace.shape, ratePerHour: trace.ratePerHour, leak: trace.metric !== undefined, found,
    foundAfter: found === undefined ? undefined : found.seconds - trace.onsetSeconds,
    falseAlarms: alarms.filter((alarm) => !right(alarm) && counts(trace, alarm)), healthyDays: healthySeconds / DAY,
  };
}

export interface Score {
  readonly traces: number;
  readonly leaks: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly precision: number;
  readonly recall: number;
  readonly falsePerDay: number;
  readonly medianSeconds: number;
}

export function total(outcomes: readonly Outcome[]): Score {
  const leaks = outcomes.filter(({ leak }) => leak);
  const delays = leaks.flatMap(({ foundAfter }) => (foundAfter === undefined ? [] : [foundAfter])).sort((left, right) => left - right);
  const falseAlarms = outcomes.reduce((sum, outcome) => sum + outcome.falseAlarms.length, 0);
  const days = outcomes.reduce((sum, { healthyDays }) => sum + healthyDays, 0);
  return {
    traces: outcomes.length, leaks: leaks.length, found: delays.length, falseAlarms,
    precision: delays.length + falseAlarms === 0 ? Number.NaN : delays.length / (delays.length + falseAlarms), recall: delays.length / leaks.length,
    falsePerDay: days === 0 ? Number.NaN : falseAlarms / days, medianSeconds: delays[Math.floor(delays.length / 2)] ?? Number.NaN,
  };
}

/** Of the leaks found whose rate is known: how often its interval held the rate, and the median error as a share of it. */
export function rates(outcomes: readonly Outcome[]): { readonly known: number; readonly held: number; readonly error: number } {
  const known = outcomes.flatMap(({ found, ratePerHour }) => (found?.slope === undefined || ratePerHour === undefined ? [] : [{ slope: found.slope, rate: ratePerHour }]));
  const errors = known.map(({ slope, rate }) => Math.abs(slope.middle - rate) / rate).sort((left, right) => left - right);
  return { known: known.length, held: known.filter(({ slope, rate }) => rate >= slope.low && rate <= slope.high).length, error: errors[Math.floor(errors.length / 2)] ?? Number.NaN };
}
