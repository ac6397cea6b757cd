import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { makeNotifier } from '../../alerts/delivery/notifiers/index.ts';
import type { Outcome } from '../../alerts/delivery/notifier.ts';
import { secretServices } from '../../alerts/delivery/services.ts';
import type { Notification } from '../../model/alerts/notification.ts';
import { suggest } from '../../analysis/nearest.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { type AlertsContext, telling } from './context.ts';

const TIMEOUT_MILLISECONDS = 60_000;

/** `alerts send-test`: sends a message that says it is a test through the channels named, or all of them, and says what came of it. */
export function sendTest({ config, now }: AlertsContext, names: readonly string[]): Promise<HistoryResult> {
  return telling(async () => {
    const { channels } = config.alerts;
    const known = Object.keys(channels);
    if (known.length === 0) throw new UserError('there are no channels', { mend: 'add one to the configuration, under alerts.channels: see docs/alerts.md', exitCode: EXIT.configuration });
    for (const name of names) if (!known.includes(name)) throw new UserError(`there is no channel "${safeText(name)}"`, { mend: suggest(name, known), exitCode: EXIT.usage });
    const results = await Promise.all((names.length > 0 ? names : known).map(async (name) => ({ name, outcome: await sendTo(name, config.alerts.channels, now) })));
    const text = results.map(({ name, outcome }) => `${safeText(name)}: ${outcome.result === 'delivered' ? 'delivered' : outcome.result === 'retry' ? 'not now' : 'not delivered'}; ${safeText(outcome.detail)}\n`).join('');
    return said(text, results.every(({ outcome }) => outcome.result === 'delivered') ? EXIT.ok : EXIT.runtime);
  });
}

async function sendTo(name: string, channels: AlertsContext['config']['alerts']['channels'], now: number): Promise<Outcome> {
  const settings = channels[name];
  if (settings === undefined) return { result: 'failed', reason: 'configuration', detail: 'there is no such channel' };
  const notifier = makeNotifier(name, settings, secretServices());
  try {
    return await notifier.send(testNotification(now), AbortSignal.timeout(TIMEOUT_MILLISECONDS));
  } finally {
    await notifier.close();
  }
}

/** A message like any other, of nothing. */
function testNotification(now: number): Notification {
  const id = randomBytes(12).toString('base64url');
  return {
    id, groupKey: id, status: 'firing', severity: 'info', groupLabels: { alertname: 'Test' }, more: 0, host: hostname(), time: now, repeated: false, test: true,
    alerts: [{
      fingerprint: id, status: 'firing', labels: { alertname: 'Test', severity: 'info' }, annotations: { summary: 'This is a test of this channel: nothing is wrong' }, startsAt: now, endsAt: undefined, value: 1, valueWords: '1',
      expression: 'pyprocwatch alerts send-test',
    }],
  };
}
