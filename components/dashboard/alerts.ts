import type { Frame } from '../../src/model/frame.ts';
import { alert, ALERT_SEVERITIES } from '../../src/model/kinds/alert.ts';
import { errorMessage, UserError } from '../../src/model/errors.ts';
import { parseValue } from '../../src/model/units.ts';
import { wrapHanging } from '../widgets/wrap.ts';
import { refused } from './actions.ts';
import type { Dashboard } from './dashboard.ts';
import { alertState } from './held-alerts.ts';
import { openSubject } from './findings.ts';

/** What can be asked of alerts, and done about them, where a service watches for them. All reject with a `UserError`. */
export interface AlertDesk {
  /** Everything that happened to one alert, a line each. */
  explain(fingerprint: string): Promise<readonly string[]>;
  /** It is seen to: it is not told again. Gives what to say. */
  acknowledge(fingerprint: string): Promise<string>;
  /** It is not told for so many ms; for 0 it is told again. Gives what to say. */
  silence(fingerprint: string, milliseconds: number): Promise<string>;
}

/** The alert under the cursor; says so where there is none. */
function current(dashboard: Dashboard): { readonly frame: Frame; readonly row: number; readonly fingerprint: string } | undefined {
  const { table } = dashboard;
  const frame = table?.frame;
  const row = table?.currentRow() ?? -1;
  if (table?.kind.name !== alert.name || frame === undefined || row < 0) {
    dashboard.say('there is no alert under the cursor', true);
    return undefined;
  }
  return { frame, row, fingerprint: frame.text('fingerprint', row) };
}

/** Runs what the desk does; what goes wrong is said. */
async function withDesk(dashboard: Dashboard, work: (desk: AlertDesk) => Promise<string | undefined>): Promise<void> {
  const { alerts: desk } = dashboard.options;
  if (desk === undefined) {
    dashboard.say('nobody watches for alerts here: pyprocwatch watch', true);
    return;
  }
  try {
    const words = await work(desk);
    if (words !== undefined) dashboard.say(words);
  } catch (error) {
    dashboard.say(error instanceof UserError ? error.line : errorMessage(error), true);
  }
}

/** Enter on an alert: why it is what it is. */
export function explainAlert(dashboard: Dashboard): void {
  const found = current(dashboard);
  if (found === undefined) return;
  const { frame, row, fingerprint } = found;
  const title = `${frame.text('name', row)} ${frame.text('subject', row)}`;
  const head = [
    ...(frame.text('summary', row) === frame.text('expression', row) ? [] : [frame.text('summary', row), '']),
    `state    ${ALERT_SEVERITIES[frame.number('severity', row)] ?? ''}, ${alertState(frame, row)}${frame.text('waitsFor', row) === '' ? '' : `: ${frame.text('waitsFor', row)}`}`,
    `value    ${frame.text('shown', row)}`,
    `rule     ${frame.text('expression', row)}`,
    `labels   ${frame.text('labels', row)}`,
    `told to  ${frame.text('channels', row) || 'nobody: no channel is configured'}`,
    '',
  ];
  let lines: readonly string[] = ['...'];
  const panel = { type: 'text' as const, title, offset: 0, lines: (width: number) => [...head, ...lines].flatMap((line) => wrapHanging(line, width)) };
  dashboard.panel = panel;
  dashboard.changed();
  void withDesk(dashboard, async (desk) => {
    lines = await desk.explain(fingerprint).catch((error: unknown) => [error instanceof UserError ? error.line : errorMessage(error)]);
    if (dashboard.panel === panel) dashboard.changed();
    return undefined;
  });
}

export function acknowledgeAlert(dashboard: Dashboard): void {
  const found = current(dashboard);
  if (found !== undefined && !refused(dashboard)) void withDesk(dashboard, (desk) => desk.acknowledge(found.fingerprint));
}

export function silenceAlert(dashboard: Dashboard): void {
  const found = current(dashboard);
  if (found === undefined || refused(dashboard)) return;
  const read = (text: string): number | undefined => parseValue('seconds', text);
  dashboard.ask({
    label: 'Silence for',
    hint: '30m, 2h, 7d · 0 ends a silence',
    text: '2h',
    change: (text) => (read(text) === undefined ? 'write 30m, 2h or 7d' : ''),
    submit: (text) => {
      const seconds = read(text);
      if (seconds !== undefined) void withDesk(dashboard, (desk) => desk.silence(found.fingerprint, seconds * 1000));
    },
    cancel: () => undefined,
  });
}

/** To the process, program or disk that an alert is about. */
export function openAlertSubject(dashboard: Dashboard): void {
  const found = current(dashboard);
  if (found !== undefined) openSubject(dashboard, found.frame, found.row, found.frame.text('summary', found.row));
}
