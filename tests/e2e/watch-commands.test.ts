import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ALERTS_FILE } from '../../storage/alerts/schema.ts';
import { Database } from '../../storage/history/sqlite.ts';
import { mark, sleeper } from './support/processes.ts';
import { Sandbox } from './support/program.ts';
import { Receiver } from './support/receiver.ts';
import { alerts, configure, listed, setRules, stateOf, upRule, Watching } from './support/watching.ts';

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

/** As if messages had been told so much earlier. */
async function toldEarlier(sandbox: Sandbox, milliseconds: number): Promise<void> {
  const database = await Database.open(join(stateOf(sandbox), ALERTS_FILE), { readOnly: false });
  database.run('UPDATE told SET time = time - ?', milliseconds);
  database.close();
}

describe('what is asked and told beside a service', () => {
  it('lists, explains and tells the history of what fires, as text and as JSON', async () => {
    using sandbox = new Sandbox();
    expect(await alerts(sandbox, 'list')).toMatchObject({ code: 69, out: '', err: expect.stringMatching(/alerts\.db: nothing is known of alerts yet; watch for some: pyprocwatch watch\n$/) });
    await using hook = await Receiver.listen();
    await using child = await sleeper();
    configure(sandbox, { hook: hook.channel() });
    setRules(sandbox, `rules:\n${upRule(child.mark)}`);
    await using watch = await Watching.start(sandbox);
    await hook.got(1);
    const { fingerprint = '', startsAt } = hook.messages()[0]?.data.alerts[0] ?? {};
    const [list, json, history, historyJson, explained, explainedJson] = await Promise.all([
      alerts(sandbox, 'list'), listed(sandbox), alerts(sandbox, 'history', '--last', '1h'), alerts(sandbox, 'history', '--json'), alerts(sandbox, 'explain', fingerprint.slice(0, 6)), alerts(sandbox, 'explain', fingerprint, '--json'),
    ]);
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(list.out).toMatch(new RegExp(`^ID +SEVERITY +STATE +ALERT +SINCE +SUMMARY +LABELS\n${fingerprint.slice(0, 8)} +warning +firing +Up +${TIME} +sleep of process ${child.pid} is there +.*\\bpid=${child.pid}\\b.*\n$`));
    expect(json).toMatchObject([{ id: fingerprint, name: 'Up', rule: 'rules/Up', severity: 'warning', state: 'firing', why: null, since: startsAt, firedAt: startsAt, resolvedAt: null, value: 1, annotations: { summary: `sleep of process ${child.pid} is there` } }]);
    expect(history.out).toMatch(new RegExp(`^TIME +ALERT +ID +WHAT +WHY\n${TIME} +Up +${fingerprint.slice(0, 8)} +pending +it holds; value 1\n.* firing .*\n.* notified +told to hook in message ${hook.messages()[0]?.id}\n$`));
    expect(JSON.parse(historyJson.out)).toMatchObject({ events: [{ id: fingerprint, rule: 'rules/Up', what: 'pending' }, { what: 'firing' }, { what: 'notified' }] });
    expect(explained.out).toMatch(new RegExp(`^Up .*pid=${child.pid}.* \\(firing\\)\n(.*\n)*.*  hook: delivered in \\d+ ms: 127\\.0\\.0\\.1 took it \\(200\\)\n$`));
    expect(JSON.parse(explainedJson.out)).toMatchObject({ id: fingerprint, state: 'firing', events: [{ what: 'pending' }, { what: 'firing' }, { what: 'notified' }], attempts: [{ channel: 'hook', outcome: 'delivered', message: hook.messages()[0]?.id }] });
    expect(await alerts(sandbox, 'explain', 'ffffffffffffffff')).toMatchObject({ code: 64, out: '' });
    expect((await watch.end()).code).toBe(0);
  });

  it('a silence keeps it from being told; what begins meanwhile is told when the silence ends', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    const own = mark();
    configure(sandbox, { hook: hook.channel() });
    setRules(sandbox, `rules:\n${upRule(own)}${upRule(own, 'Other')}`);
    await using watch = await Watching.start(sandbox);
    const silenced = await alerts(sandbox, 'silence', 'Up', 'name=sleep', '--for', '2h', '--for', '1h', '--comment', 'known');
    expect(silenced.out).toMatch(new RegExp(`^silence [0-9a-f]{8}: alertname="Up" name="sleep" for 1h, until ${TIME}\n$`));
    await using child = await sleeper({}, own);
    await hook.got(1);
    await watch.logs('alert', 2);
    expect((await listed(sandbox)).toSorted((left, right) => left.name.localeCompare(right.name))).toMatchObject([
      { name: 'Other', state: 'firing', why: null }, { name: 'Up', state: 'silenced', why: expect.stringMatching(/^until .* by .*: known$/), labels: { pid: String(child.pid) } },
    ]);
    expect((await alerts(sandbox, 'list')).out).toMatch(/\n\n1 silence:\nID +UNTIL +BY +MATCHES +COMMENT\n[0-9a-f]{8} .* alertname="Up" name="sleep" +known\n$/);
    const id = /^silence ([0-9a-f]{8})/.exec(silenced.out)?.[1] ?? '';
    expect(await alerts(sandbox, 'unsilence', id)).toMatchObject({ code: 0, out: `silence ${id} is over\n` });
    await hook.got(2);
    expect(hook.messages().map(({ type, data: { groupLabels } }) => [type, groupLabels['alertname']])).toEqual([['alerts.firing', 'Other'], ['alerts.firing', 'Up']]);
    expect(await alerts(sandbox, 'silence', '=')).toMatchObject({ code: 64, err: expect.stringContaining('"=" says not which alerts') });
    expect((await watch.end()).code).toBe(0);
  });

  it('an acknowledgement stops what is told again, not the end, and is over with it', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    await using child = await sleeper();
    configure(sandbox, { hook: hook.channel() });
    setRules(sandbox, `rules:\n${upRule(child.mark, 'Up', '  repeat: 1m\n')}`);
    {
      await using first = await Watching.start(sandbox);
      await hook.got(1);
      expect((await first.end()).code).toBe(0);
    }
    await toldEarlier(sandbox, 60_000);
    {
      await using second = await Watching.start(sandbox);
      await hook.got(2);
      const acknowledged = await alerts(sandbox, 'ack', 'Up', '--comment', 'I am at it');
      expect(acknowledged).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^1 alert is acknowledged: Up .*pid=${child.pid}`)) });
      expect(await listed(sandbox)).toMatchObject([{ state: 'acknowledged', why: expect.stringMatching(/^by .*: I am at it$/) }]);
      expect((await second.end()).code).toBe(0);
    }
    await toldEarlier(sandbox, 60_000);
    await using third = await Watching.start(sandbox);
    await sleep(2500);
    expect(hook.messages().map(({ data: { repeated } }) => repeated)).toEqual([false, true]);
    await child[Symbol.asyncDispose]();
    await hook.got(3);
    expect(hook.messages().at(-1)).toMatchObject({ type: 'alerts.resolved', data: { alerts: [{ labels: { pid: String(child.pid) } }] } });
    const { silences }: { silences: unknown[] } = JSON.parse((await alerts(sandbox, 'list', '--json')).out);
    expect(silences).toEqual([]);
    expect(await alerts(sandbox, 'ack', 'Up')).toMatchObject({ code: 64, err: expect.stringMatching(/there is no alert "Up"/) });
    expect((await third.end()).code).toBe(0);
    expect(hook.all).toHaveLength(3);
  });

  it('sends tests, and says which did not get out', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    hook.answer = ({ path }) => (path === '/bad' ? 503 : 200);
    configure(sandbox, { good: hook.channel('/good'), bad: hook.channel('/bad') });
    expect(await alerts(sandbox, 'send-test', 'good')).toMatchObject({ code: 0, out: 'good: delivered; 127.0.0.1 took it (200)\n', err: '' });
    expect(hook.messages('/good')).toMatchObject([{ type: 'alerts.firing', data: { test: true, severity: 'info', alerts: [{ labels: { alertname: 'Test' } }] } }]);
    expect(await alerts(sandbox, 'send-test')).toMatchObject({ code: 1, out: 'good: delivered; 127.0.0.1 took it (200)\nbad: not now; 127.0.0.1 answered 503: ok\n' });
    expect(await alerts(sandbox, 'send-test', 'god')).toMatchObject({ code: 64, err: expect.stringContaining('there is no channel "god"; did you mean "good"?') });
  });
});
