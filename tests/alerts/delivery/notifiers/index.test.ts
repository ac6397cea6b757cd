import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NOTIFIERS } from '../../../../src/alerts/delivery/notifiers/index.ts';
import { resolveSecret } from '../../../../src/config/secrets.ts';
import { thrownBy } from '../../../config/support.ts';
import { notifierFor, services, settingsOf } from '../support.ts';

test('every type of channel has settings, a rate and a file of its own', () => {
  const files = readdirSync(new URL('../../../../src/alerts/delivery/notifiers/', import.meta.url)).filter((name) => name !== 'index.ts').map((name) => name.replace('.ts', ''));
  expect(Object.keys(NOTIFIERS).sort()).toEqual(files.sort());
  for (const [type, { rate, settings }] of Object.entries(NOTIFIERS)) {
    expect(rate.burst).toBeGreaterThanOrEqual(1);
    expect(rate.perSecond).toBeGreaterThan(0);
    expect(settings.safeParse({ type: 'none' }).success, type).toBe(false);
  }
});

test('the rate of a channel is its type\'s unless it says otherwise', () => {
  expect(settingsOf({ type: 'slack', url: '${env:U}' }).rate).toEqual(NOTIFIERS.slack.rate);
  expect(settingsOf({ type: 'slack', url: '${env:U}', rate: { burst: 9 } }).rate).toEqual({ ...NOTIFIERS.slack.rate, burst: 9 });
});

test('a secret that is missing says for which channel, and how to mend it', () => {
  const own = services({}, { secret: (reference) => resolveSecret(reference, { env: {}, userId: undefined }) });
  const error = thrownBy(() => notifierFor({ type: 'slack', url: '${env:SLACK_URL}' }, own));
  expect(error).toMatchObject({
    name: 'UserError', exitCode: 78,
    line: 'alerts.channels.own: ${env:SLACK_URL}: there is no such variable in the environment, or it is empty; set SLACK_URL where the program is started (systemd: EnvironmentFile=)',
  });
});
