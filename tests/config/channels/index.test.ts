import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channelsSetting } from '../../../src/config/channels/index.ts';
import { descriptionOf, factsOf, optionOf, shapeOf, type Schema } from '../../../src/config/facts.ts';
import { findings } from '../../../src/config/problems.ts';

/** As it stands in the whole configuration. */
const schema = z.strictObject({ channels: channelsSetting.prefault({}) });
const said = (channels: unknown): string[] => schema.safeParse({ channels }).error?.issues.flatMap((issue) => findings(issue, schema, { channels })).map(({ message, mend }) => `${message}; ${mend}`) ?? [];

const MINIMAL: Readonly<Record<string, object>> = {
  email: { type: 'email', host: 'smtp.example.com', from: 'alerts@example.com', to: ['ops@example.com'] },
  webhook: { type: 'webhook', url: 'https://example.com/hook' },
  slack: { type: 'slack', url: '${env:SLACK_URL}' },
  discord: { type: 'discord', url: '${file:/etc/discord}' },
  teams: { type: 'teams', url: '${credential:teams}' },
  pagerduty: { type: 'pagerduty', routingKey: '${env:KEY}' },
  telegram: { type: 'telegram', token: '${env:TOKEN}', chat: '-1001234' },
  ntfy: { type: 'ntfy', topic: 'shop' },
  alertmanager: { type: 'alertmanager', url: 'http://127.0.0.1:9093' },
  exec: { type: 'exec', command: ['/bin/true'] },
};

test('each type with the fewest settings', () => {
  const { channels } = schema.parse({ channels: MINIMAL });
  expect(channels['email']).toMatchObject({ security: 'starttls', timeout: 30, connections: 2, from: { name: '', address: 'alerts@example.com' }, rate: { burst: 10, perSecond: 1 } });
  expect(channels['slack']).toMatchObject({ url: { from: 'env', name: 'SLACK_URL' }, allowPrivate: false, timeout: 15, rate: { burst: 1, perSecond: 1 } });
  expect(channels['pagerduty']).toMatchObject({ url: 'https://events.pagerduty.com/v2/enqueue' });
  expect(schema.parse({})).toEqual({ channels: {} });
});

test('what is shown can be read again, and holds where secrets are, not what', () => {
  const full = {
    ...MINIMAL,
    hook: { type: 'webhook', url: '${env:U}', secrets: ['${env:A}', '${file:/b}'], headers: { 'X-Team': 'infra', Authorization: '${env:C}' }, timeout: '2s', allowPrivate: true, caFile: '/ca.pem', rate: { burst: 2, perSecond: 0.5 } },
    mail: { ...MINIMAL['email'], to: ['Ops <ops@example.com>', 'b@bücher.example'], username: 'u', password: '${env:P}', dkim: { domain: 'example.com', selector: 's', key: '${file:/k}' } },
    run: { type: 'exec', command: ['/bin/x', '', '--a b'], environment: { A: 'b', C: '${env:D}' } },
  };
  const read = schema.parse({ channels: full });
  const written = z.encode(schema, read);
  expect(schema.parse(written)).toEqual(read);
  expect(written.channels).toMatchObject({ hook: { url: '${env:U}', secrets: ['${env:A}', '${file:/b}'], timeout: '2s' }, mail: { password: '${env:P}', to: ['Ops <ops@example.com>', 'b@xn--bcher-kva.example'] } });
});

describe('what is wrong is said, with how to mend it', () => {
  test.each([
    [{ a: { type: 'slak' } }, '"channels.a.type" cannot be "slak"; did you mean "slack"?'],
    [{ a: {} }, '"channels.a.type" is missing; add it, one of email, webhook, slack, discord, teams, pagerduty, telegram, ntfy, alertmanager, exec'],
    [{ a: 'https://hooks.slack.com/services/sesame' }, '"channels.a" must be a block of settings with a "type"; correct the value'],
    [{ 'a b': MINIMAL['slack'] }, '"a b" cannot be a name here; write a name of 1 to 64 letters, digits, dots, dashes and underscores'],
    [{ a: { type: 'slack' } }, '"channels.a.url" is missing; add it, where a secret is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}'],
    [{ a: { ...MINIMAL['slack'], chanel: 'x' } }, 'unknown key "chanel"; use one of type, url, timeout, allowPrivate, caFile, rate'],
    [{ a: { ...MINIMAL['slack'], timout: 5 } }, 'unknown key "timout"; did you mean "timeout"?'],
    [{ a: { ...MINIMAL['slack'], url: 'https://hooks.slack.com/services/sesame' } }, 'a secret may not stand in the configuration itself; write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}'],
    [{ a: { ...MINIMAL['slack'], timeout: '10m' } }, '"channels.a.timeout" must be a length of time from 1 to 120 seconds (a number of seconds, or text such as 500ms or 2s), not "10m"; for example timeout: 15s'],
    [{ a: { ...MINIMAL['slack'], rate: { burst: 0 } } }, '"channels.a.rate.burst" must be a whole number from 1 to 1000, not 0; for example burst: 1'],
    [{ a: { ...MINIMAL['webhook'], url: 'https://user:sesame@example.com/' } }, 'an address with a password in it may not stand in the configuration itself; write an address that starts with https:// or http://, or where it is: ${env:NAME}'],
    [{ a: { ...MINIMAL['webhook'], url: 'ftp://example.com' } }, 'this is no http or https address; write an address that starts with https:// or http://, or where it is: ${env:NAME}'],
    [{ a: { ...MINIMAL['alertmanager'], url: 'http://u:sesame@am:9093' } }, 'an address with a password in it may not stand in the configuration itself; write an address that starts with https:// or http://; a password has a setting of its own'],
    [{ a: { ...MINIMAL['alertmanager'], url: 9093 } }, '"channels.a.url" must be an address that starts with https:// or http://; correct the value'],
    [{ a: { ...MINIMAL['webhook'], secrets: ['sesame'] } }, 'a secret may not stand in the configuration itself; write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}'],
    [{ a: { ...MINIMAL['webhook'], headers: { Authorization: 'Bearer sesame' } } }, 'what "Authorization" carries is a secret; write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}'],
    [{ a: { ...MINIMAL['webhook'], headers: { Host: 'x' } } }, '"Host" cannot be a name here; write the name of a header that is not set anyway (X-Team)'],
    [{ a: { ...MINIMAL['webhook'], headers: { 'X-A': 'a\r\nX-B: c' } } }, 'this is longer than 2000 characters, or has control characters; write text of one line, or where it is: ${env:NAME}'],
    [{ a: { ...MINIMAL['email'], to: [] } }, '"channels.a.to" must be a list of 1 to 50 addresses, not an empty list; correct the value'],
    [{ a: { ...MINIMAL['email'], security: 'ssl' } }, '"channels.a.security" cannot be "ssl"; use one of starttls, tls, none'],
    [{ a: { ...MINIMAL['email'], username: 'u' } }, '"username" and "password" belong together; set both, or none'],
    [{ a: { ...MINIMAL['email'], username: 'u', password: '${env:P}', security: 'none' } }, 'the password would be sent in the clear; set "security" to starttls or tls'],
    [{ a: { ...MINIMAL['email'], dkim: { domain: 'example.com', selector: 's', key: 'sesame' } } }, 'a secret may not stand in the configuration itself; write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}'],
    [{ a: { ...MINIMAL['email'], host: 'smtp.example.com\r\nX' } }, '"channels.a.host" must be the name or address of a mail server, not "smtp.example.com\r\nX"; correct the value'],
    [{ a: { ...MINIMAL['alertmanager'], username: 'u', password: '${env:P}', token: '${env:T}' } }, '"token" and "username" exclude each other; remove one of the two'],
    [{ a: { ...MINIMAL['telegram'], chat: 'my chat' } }, '"channels.a.chat" must be the number of a chat (-1001234567890) or the name of a public channel (@name), not "my chat"; correct the value'],
    [{ a: { ...MINIMAL['ntfy'], topic: 'a/b' } }, 'this is no topic; write a topic of 1 to 64 letters, digits, _ and -, or where it is: ${env:NAME}'],
    [{ a: { ...MINIMAL['exec'], command: 'rm -rf /' } }, '"channels.a.command" must be a list: the path of a program (it starts with /), and at most 63 arguments, not "rm -rf /"; correct the value'],
    [{ a: { ...MINIMAL['exec'], command: ['rm'] } }, '"channels.a.command" must be a list: the path of a program (it starts with /), and at most 63 arguments, not a list of 1; correct the value'],
    [{ a: { ...MINIMAL['exec'], environment: { '1': 'x' } } }, '"1" cannot be a name here; write the name of a variable (letters, digits and _)'],
  ])('%#', (channels, line) => {
    expect(said(channels)).toEqual([line]);
    expect(said(channels).join()).not.toContain('sesame');
  });
});

test('each setting of each type has a description', () => {
  const option = (type: string): Schema => optionOf(channelsSetting.def.valueType, { type }) ?? channelsSetting;
  for (const type of Object.keys(MINIMAL)) {
    const shape = shapeOf(option(type));
    expect(shape.size, type).toBeGreaterThan(2);
    for (const [name, setting] of shape) expect(descriptionOf(setting), `${type}.${name}`).toMatch(/\.$/);
  }
});

test('they may not be set by a project\'s file', () => {
  expect(factsOf(channelsSetting.prefault({})).privileged).toBe(true);
});
