import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import type { PlannedAlert } from '../../../src/alerts/notify/planner.ts';
import type { NotifySettings } from '../../../src/alerts/notify/settings.ts';
import type { Suppression } from '../../../src/alerts/notify/suppression.ts';
import { HOUR, MINUTE, SECOND } from '../support.ts';

export const SETTINGS: NotifySettings = { to: ['mail'], groupBy: ['alertname'], groupWait: 10 * SECOND, groupInterval: MINUTE, repeat: 4 * HOUR, quiet: [], inhibit: [] };

/** A planner's view of an alert that fires since `firedClock`. */
export function planned(fingerprint: string, more: Partial<PlannedAlert> = {}): PlannedAlert {
  const labels = { alertname: 'A', n: fingerprint };
  return {
    fingerprint, status: 'firing', rule: 'g/A', set: LabelSet.of(Object.entries(labels)), labels, annotations: {}, startsAt: 0, endsAt: undefined, value: 1, valueWords: '1', expression: 'x', severity: 'warning', to: undefined, repeat: undefined, firedClock: 0, changes: [], ...more,
  };
}
export const resolved = (fingerprint: string, more: Partial<PlannedAlert> = {}): PlannedAlert => planned(fingerprint, { status: 'resolved', endsAt: 5, ...more });

export const silenced: Suppression = { kind: 'silenced', detail: 'by me', silence: 's' };
export const acknowledged: Suppression = { kind: 'acknowledged', detail: 'by me', silence: 's' };
