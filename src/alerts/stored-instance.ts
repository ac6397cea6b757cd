import { LabelSet } from './language/label-set.ts';
import type { AlertInstance } from './rules/alert-state.ts';
import type { StoredInstance } from './state.ts';

/** As it is kept: lengths instead of times of the evaluation's clock, which means nothing to the next process. */
export function store(rule: string, fingerprint: string, instance: AlertInstance, startsAt: number, wall: number, clock: number): StoredInstance {
  const { labels, annotations, state, value, activeAt, firedAt, resolvedAt, keptSince, recent, changes } = instance;
  const wallOf = (at: number): number => wall - (clock - at);
  return {
    rule, fingerprint, labels: labels.toObject(), annotations: Object.fromEntries(annotations), state, value, startsAt,
    firedAt: wallOf(firedAt), resolvedAt: wallOf(resolvedAt), savedAt: wall,
    activeMilliseconds: clock - activeAt, keptMilliseconds: clock - keptSince, recent, changes: changes.map(wallOf),
  };
}

/** As it was: the time in which nothing ran does not count for how long it held. What happened before did so when it did. */
export function restore(stored: StoredInstance, wall: number, clock: number): AlertInstance {
  const { labels, annotations, state, value, firedAt, resolvedAt, activeMilliseconds, keptMilliseconds, recent, changes } = stored;
  // By a clock that was set back it would be yet to come.
  const clockOf = (at: number): number => clock - Math.max(0, wall - at);
  return {
    labels: LabelSet.of(Object.entries(labels)), annotations: new Map(Object.entries(annotations)), state, value,
    activeAt: clock - activeMilliseconds, firedAt: clockOf(firedAt), resolvedAt: clockOf(resolvedAt), keptSince: clock - keptMilliseconds, kept: undefined, recent: [...recent], changes: changes.map(clockOf),
  };
}
