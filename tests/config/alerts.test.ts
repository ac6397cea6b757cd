import { describe, expect, test } from 'vitest';
import { notifySettings } from '../../src/alerts/notify/from-config.ts';
import { configurationFrom } from '../../src/config/load.ts';
import { ConfigurationError } from '../../src/config/problems.ts';
import type { Config } from '../../src/config/schema.ts';
import { HOUR, MINUTE, SECOND } from '../alerts/support.ts';
import { thrownBy } from './support.ts';

const from = (text: string): Config => configurationFrom('FILE', Buffer.from(text));
function problems(text: string): string[] {
  const error = thrownBy(() => from(text));
  if (!(error instanceof ConfigurationError)) throw error;
  return error.line.split('\n');
}

describe('alerts', () => {
  test('are told of after ten seconds, once a minute, and again after four hours', () => {
    expect(notifySettings(from(''), 'Europe/Berlin')).toEqual({ to: [], groupBy: ['alertname'], groupWait: 10 * SECOND, groupInterval: MINUTE, repeat: 4 * HOUR, resend: new Map(), quiet: [], inhibit: [] });
  });

  test('quiet hours and inhibitions', () => {
    const { quiet, inhibit } = notifySettings(from(`alerts:
  quiet:
  - {from: "22:00", to: "7:30"}
  - {from: "00:00", to: "00:00", days: [sat, sun], severities: [critical], timeZone: America/New_York}
  inhibit:
  - {source: {severity: critical, name: "~web.*"}, target: {severity: warning}, equal: [name]}
`), 'Europe/Berlin');
    expect(quiet).toEqual([
      { fromMinute: 22 * 60, toMinute: 7 * 60 + 30, severities: ['info', 'warning'], days: [0, 1, 2, 3, 4, 5, 6], timeZone: 'Europe/Berlin' },
      { fromMinute: 0, toMinute: 0, severities: ['critical'], days: [6, 0], timeZone: 'America/New_York' },
    ]);
    expect(inhibit).toEqual([{ source: [{ label: 'severity', operator: '=', value: 'critical' }, { label: 'name', operator: '=~', value: 'web.*' }], target: [{ label: 'severity', operator: '=', value: 'warning' }], equal: ['name'] }]);
  });

  test.each([
    ['alerts: {quiet: [{from: 22, to: "07:00"}]}', /^FILE:1:25: "alerts\.quiet\[0\]\.from" must be a time of day in quotes/],
    ['alerts: {quiet: [{from: "24:00", to: "07:00"}]}', /a time of day in quotes, from "00:00" to "23:59", not "24:00"/],
    ['alerts: {quiet: [{from: "22:00", to: "07:00", timeZone: Mars/Base}]}', /must be a time zone such as Europe\/Berlin or UTC, not "Mars\/Base"/],
    ['alerts: {quiet: [{from: "22:00", to: "07:00", days: [someday]}]}', /cannot be "someday"/],
    ['alerts: {quiet: [{from: "22:00", to: "07:00", severities: []}]}', /severities/],
    ['alerts: {inhibit: [{source: {severity: "~("}, target: {a: b}}]}', /^FILE:1:\d+: what stands behind ~ is no pattern; correct the pattern \(RE2 syntax\)$/],
    ['alerts: {inhibit: [{source: {"a-b": x}, target: {a: b}}]}', /"a-b" cannot be a name here; write the name of a label/],
    ['alerts: {groupBy: [a-b]}', /must be the name of a label/],
    ['alerts: {groupInterval: 0s}', /groupInterval/], ['alerts: {repeat: 5s}', /repeat/], ['alerts: {groupWait: 2h}', /groupWait/], ['alerts: {rules: rules.yaml}', /"alerts\.rules" must be a list/], ['alerts: {grupWait: 5s}', /unknown key "grupWait"; did you mean "groupWait"\?/],
  ])('%s is a mistake', (text, wanted) => expect(problems(text).join('\n')).toMatch(wanted));
});

describe('watch', () => {
  test('serves and sends nothing unless it is told to', () => {
    expect(from('').watch).toMatchObject({ interval: 5, log: 'info', attach: true, metrics: { enabled: false, host: '127.0.0.1', port: 9457 }, remoteWrite: { interval: 60 }, heartbeat: { interval: 60 } });
    const { metrics, remoteWrite, heartbeat } = from('').watch;
    expect([metrics.token, remoteWrite.url, heartbeat.url]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['watch: {interval: 0s}', /interval/], ['watch: {log: loud}', /"watch\.log" cannot be "loud"/], ['watch: {metrics: {port: 70000}}', /a port from 0 to 65535, not 70000/], ['watch: {exported: {top: -1}}', /a whole number from 0 to 10000, not -1/], ['watch: {remoteWrite: {url: ftp://x}}', /no http or https address/], ['watch: {remoteWrite: {caFile: certs.pem}}', /a path that starts with \//], ['watch: {heartbeat: {interval: 1s}}', /interval/],
  ])('%s is a mistake', (text, wanted) => expect(problems(text).join('\n')).toMatch(wanted));
});
