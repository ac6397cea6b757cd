import { safeText } from '../model/safe-text.ts';
import type { PlannedAlert } from './notify/planner.ts';
import type { Running, RunningInstance } from './running-rules.ts';
import { severityOf } from './severity.ts';
import type { StoredInstance } from './state.ts';
import { restore } from './stored-instance.ts';
import { valueWords } from './value-words.ts';

/** Labels and annotations hold what processes call themselves. */
const cleaned = (pairs: Iterable<readonly [string, string]>): Record<string, string> => Object.fromEntries([...pairs].map(([name, value]) => [name, safeText(value)]));

/** As it is told; undefined for what never fired, or holds again and not yet for long enough. */
export function plannedAlert({ rule, instance }: RunningInstance, fingerprint: string, startsAt: number, wall: number, clock: number): PlannedAlert | undefined {
  const { state, labels, annotations, value, firedAt, resolvedAt, changes } = instance;
  if (state === 'pending' || (state === 'inactive' && Number.isNaN(resolvedAt))) return undefined;
  const { text, to, repeat } = rule.alerting.rule;
  return {
    fingerprint, status: state === 'firing' ? 'firing' : 'resolved', rule: rule.id, set: labels, labels: cleaned(labels), annotations: cleaned(annotations),
    startsAt, endsAt: state === 'firing' ? undefined : wall - (clock - resolvedAt), value, valueWords: valueWords(value, rule.unit), expression: text, severity: severityOf(labels), to, repeat, firedClock: firedAt, changes,
  };
}

/** One that is stored: who was told of it may have to be told of its end, whatever became of it. */
export function rememberedAlert(stored: StoredInstance, rule: Running | undefined, wall: number, clock: number): PlannedAlert {
  const { labels, annotations, value, changes, firedAt, resolvedAt } = restore(stored, wall, clock);
  return {
    fingerprint: stored.fingerprint, status: 'resolved', rule: stored.rule, set: labels, labels: cleaned(labels), annotations: cleaned(annotations),
    startsAt: stored.startsAt, endsAt: Number.isNaN(resolvedAt) ? undefined : wall - (clock - resolvedAt), value, valueWords: valueWords(value, rule?.unit), expression: rule?.alerting.rule.text ?? '',
    severity: severityOf(labels), to: undefined, repeat: undefined, firedClock: firedAt, changes,
  };
}
