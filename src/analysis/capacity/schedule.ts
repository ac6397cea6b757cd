import { UserError } from '../../model/errors.ts';
import { type Demand, demandOf } from './demand.ts';
import type { Need } from './need.ts';
import type { Because, Sizing } from './sizing.ts';

export interface ScheduleOptions {
  /** Seconds from starting an instance till it takes its part; 180 where not given. */
  readonly boot?: number;
  /** Seconds that a level is held at least, so that there are few changes; 1800 where not given, 0 for none. */
  readonly hold?: number;
  /** Seconds that what was needed still counts before it is scaled down: the Horizontal Pod Autoscaler's `stabilizationWindowSeconds`; 300 where not given. */
  readonly stabilisation?: number;
  /** Going down is left where it would free less than this part of the instances, 0..1: the Horizontal Pod Autoscaler's `tolerance`; 0.1 where not given. */
  readonly tolerance?: number;
}

export const SCHEDULE = { boot: 180, hold: 1800, stabilisation: 300, tolerance: 0.1 } as const;
/** So many instances from one time to the next. */
export interface Level {
  /** Seconds since the epoch: when to start or stop instances, so that those that are started are ready when they are needed. */
  readonly from: number;
  readonly to: number;
  readonly instances: number;
}

/** A line of a plan. */
export interface ScheduleLine extends Level {
  readonly because: Because;
  /** Of that resource, all instances together, at the step that decides; NaN where `least` does. */
  readonly need: number;
  /** The time of that step. */
  readonly at: number;
  readonly confidence: number;
}

/**
 * When to scale up and down. Never below what a step needs; each level but the last lasts `hold` seconds at least: going up takes all
 * that comes within that time at once, and going down waits till less is enough for so long. The first line is what must be there at the start.
 */
export function scheduleOf(need: Need, sizing: Sizing, options: ScheduleOptions = {}): ScheduleLine[] {
  const { boot, hold, stabilisation, tolerance } = { ...SCHEDULE, ...options };
  for (const [name, seconds] of Object.entries({ boot, hold, stabilisation })) if (!(seconds >= 0 && Number.isFinite(seconds))) throw new UserError(`${name}: ${seconds} s is no length of time`, { mend: 'give seconds, 0 for none' });
  if (!(tolerance >= 0 && tolerance < 1)) throw new UserError(`a tolerance of ${tolerance} is none`, { mend: 'give a part below 1, such as 0.1, or 0 for none' });
  const demands = demandOf(need, sizing, boot, stabilisation);
  const lines: ScheduleLine[] = [];
  const add = (from: number, { instances, step }: Demand): void => {
    const before = lines.pop();
    if (before !== undefined) lines.push({ ...before, to: from });
    const because = sizing.because[step] ?? 'least';
    lines.push({ from, to: demands.at(-1)?.to ?? from, instances, because, need: because === 'least' ? Number.NaN : need.of[because]?.[step] ?? Number.NaN, at: need.times[step] ?? Number.NaN, confidence: need.confidence });
  };
  const isWorth = (fewer: number, level: number): boolean => fewer < level && fewer <= level * (1 - tolerance) + 1e-9;
  for (const [index, demand] of demands.entries()) {
    const level = lines.at(-1);
    if (level !== undefined && demand.instances <= level.instances && !isWorth(demand.instances, level.instances)) continue;
    // A level that is still held may be left in the middle of a piece.
    const from = level === undefined ? demand.from : Math.max(demand.from, level.from + hold);
    if (from >= demand.to) continue;
    const ahead = highestFrom(demands, index, demand, from + hold);
    if (level === undefined || demand.instances > level.instances || isWorth(ahead.instances, level.instances)) add(from, ahead);
  }
  return lines.map((line) => highestWithin(line, need));
}

/** What is needed most while a level lasts is why it is there. */
function highestWithin(line: ScheduleLine, { times, step, of }: Need): ScheduleLine {
  const values = line.because === 'least' ? undefined : of[line.because];
  if (values === undefined) return line;
  let best = -1;
  times.forEach((time, index) => {
    if (time + step > line.from && time < line.to && (values[index] ?? 0) > (values[best] ?? line.need)) best = index;
  });
  return best < 0 ? line : { ...line, need: values[best] ?? line.need, at: times[best] ?? line.at };
}

/** The highest of the pieces from `index` on that begin before `till`. */
function highestFrom(demands: readonly Demand[], index: number, own: Demand, till: number): Demand {
  let best = own;
  for (let at = index + 1; at < demands.length; at += 1) {
    const demand = demands[at];
    if (demand === undefined || demand.from >= till) break;
    if (demand.instances > best.instances) best = demand;
  }
  return best;
}
