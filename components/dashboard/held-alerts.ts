import type { Frame } from '../../src/model/frame.ts';
import { alert, ALERT_SEVERITIES, ALERT_STATES } from '../../src/model/kinds/alert.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

/** Fires, and is neither silenced nor seen to. */
const CALLING: ReadonlySet<string> = new Set(['firing']);

export const alertState = (frame: Frame, row: number): string => ALERT_STATES[frame.number('state', row)] ?? '?';

/** How many alerts call for somebody. */
export function callingAlerts(snapshot: Snapshot | undefined): number {
  const frame = snapshot?.frame(alert);
  let count = 0;
  for (let row = 0; row < (frame?.count ?? 0); row += 1) if (frame !== undefined && CALLING.has(alertState(frame, row))) count += 1;
  return count;
}

/** Alerts that hold, as rows are badged and pages headed by them. */
export function* heldAlerts(frame: Frame): Generator<{ readonly kind: string; readonly key: string; readonly type: string; readonly words: string; readonly since: number }> {
  for (let row = 0; row < frame.count; row += 1) {
    const state = alertState(frame, row);
    if (state === 'resolved' || state === 'pending' || state === '?') continue;
    const severity = ALERT_SEVERITIES[frame.number('severity', row)] ?? 'warning';
    const words = `${frame.text('name', row)}: ${frame.text('summary', row)}${state === 'firing' ? '' : ` (${state})`}`;
    yield { kind: frame.text('subjectKind', row), key: frame.text('subjectKey', row), type: `alert ${severity}`, words, since: frame.number('since', row) * 1000 };
  }
}
