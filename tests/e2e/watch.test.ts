import { chmodSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { put } from '../config/support.ts';
import { mark, sleeper } from './support/processes.ts';
import { run, Sandbox } from './support/program.ts';
import { Receiver } from './support/receiver.ts';
import { configure, listed, rulesFile, setRules, stateOf, upRule, Watching } from './support/watching.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('watching without a screen', () => {
  it('tells of what begins and of its end, once each, signed; the log has a line of JSON for each', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    const own = mark();
    configure(sandbox, { hook: hook.channel('/hook', { secrets: ['${env:HOOK_SECRET}'] }) });
    setRules(sandbox, `rules:\n${upRule(own, 'Up', '  severity: critical\n')}`);
    await using watch = await Watching.start(sandbox, { env: { HOOK_SECRET: `whsec_${SECRET}` } });
    const before = Date.now();
    {
      await using child = await sleeper({}, own);
      await hook.got(1);
      const [request] = hook.all;
      const [message] = hook.messages();
      expect(message).toMatchObject({
        type: 'alerts.firing', timestamp: expect.stringMatching(ISO),
        data: {
          id: message?.id, status: 'firing', severity: 'critical', host: hostname(), repeated: false, test: false, groupLabels: { alertname: 'Up' }, more: 0,
          alerts: [{
            status: 'firing', labels: { alertname: 'Up', severity: 'critical', name: 'sleep', pid: String(child.pid) }, annotations: { summary: `sleep of process ${child.pid} is there` }, endsAt: null, value: 1,
            expression: `process.up{command=~"sleep ${own}.*"}`,
          }],
        },
      });
      const startsAt = Date.parse(message?.data.alerts[0]?.startsAt ?? '');
      expect(startsAt).toBeGreaterThanOrEqual(before);
      expect(startsAt).toBeLessThanOrEqual(request?.at ?? 0);
      const stamp = String(request?.headers['webhook-timestamp']);
      expect(Math.abs(Number(stamp) * 1000 - before)).toBeLessThan(20_000);
      expect(request?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', Buffer.from(SECRET, 'base64')).update(`${message?.id}.${stamp}.${request?.body}`).digest('base64')}`);
    }
    await hook.got(2);
    const [fired, resolved] = hook.messages();
    expect(resolved).toMatchObject({ type: 'alerts.resolved', data: { status: 'resolved', groupKey: fired?.data.groupKey, alerts: [{ status: 'resolved', fingerprint: fired?.data.alerts[0]?.fingerprint, startsAt: fired?.data.alerts[0]?.startsAt, endsAt: expect.stringMatching(ISO) }] } });
    expect(resolved?.id).not.toBe(fired?.id);
    expect(await watch.end()).toMatchObject({ code: 0 });
    expect(hook.all).toHaveLength(2);
    expect(watch.logged('alert')).toMatchObject([{ alert: 'rules/Up', what: 'firing', level: 'info' }, { alert: 'rules/Up', what: 'resolved' }]);
    expect(watch.log.at(0)).toMatchObject({ msg: 'watching', rules: 1, channels: ['hook'], pid: watch.pid });
    expect(watch.log.at(-1)).toMatchObject({ msg: 'ending', why: 'SIGTERM' });
  });

  it('SIGHUP takes new rules; of a broken file it says where, and goes on with those before', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    await using first = await sleeper();
    await using second = await sleeper();
    configure(sandbox, { hook: hook.channel() });
    setRules(sandbox, `rules:\n${upRule(first.mark, 'First')}`);
    await using watch = await Watching.start(sandbox);
    await hook.got(1);
    setRules(sandbox, `rules:\n${upRule(first.mark, 'First')}${upRule(second.mark, 'Second')}`);
    watch.signal('SIGHUP');
    await watch.logs('configuration read anew; metrics, remote write, endpoints and the interval stay as they were at the start');
    await hook.got(2);
    setRules(sandbox, 'rules:\n- alert: Third\n  when: process.rsss > 5\n');
    watch.signal('SIGHUP');
    const refused = 'the configuration is not taken; what was in force goes on';
    expect(await watch.logs(refused)).toMatchObject({ level: 'error', reason: expect.stringMatching(new RegExp(`^${rulesFile(sandbox)}:3:9: there are no series "process.rsss"; did you mean "process.rss"\\?$`)) });
    await second[Symbol.asyncDispose]();
    await hook.got(3);
    expect(hook.messages().map(({ type, data: { alerts: [alert] } }) => [type, alert?.labels['alertname']])).toEqual([['alerts.firing', 'First'], ['alerts.firing', 'Second'], ['alerts.resolved', 'Second']]);
    expect(watch.logged(refused)).toHaveLength(1);
    // Who was told of an alert whose rule is taken away is told that it is over.
    setRules(sandbox, `rules:\n${upRule(second.mark, 'Second')}`);
    watch.signal('SIGHUP');
    await watch.logs('configuration read anew; metrics, remote write, endpoints and the interval stay as they were at the start', 2);
    await hook.got(4);
    expect(hook.messages()[3]).toMatchObject({ type: 'alerts.resolved', data: { groupKey: hook.messages()[0]?.data.groupKey, alerts: [{ labels: { alertname: 'First' } }] } });
    expect((await watch.end()).code).toBe(0);
    expect(hook.all).toHaveLength(4);
  });

  it('SIGTERM ends it within 5 s while receivers hang; the next one delivers what was not', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    await using child = await sleeper();
    hook.answer = () => 'hang';
    configure(sandbox, { hook: hook.channel() }, { watch: { heartbeat: { url: `${hook.origin}/beat` } } });
    setRules(sandbox, `rules:\n${upRule(child.mark)}`);
    await using watch = await Watching.start(sandbox);
    await hook.got(1);
    await hook.got(1, '/beat');
    const { code, milliseconds } = await watch.end();
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(5000);
    await child[Symbol.asyncDispose]();
    hook.answer = () => 200;
    await using next = await Watching.start(sandbox);
    await hook.got(3);
    const [hung, again, resolved] = hook.messages();
    expect(again).toMatchObject({ id: hung?.id, type: 'alerts.firing' });
    expect(resolved).toMatchObject({ type: 'alerts.resolved', data: { alerts: [{ fingerprint: hung?.data.alerts[0]?.fingerprint, startsAt: hung?.data.alerts[0]?.startsAt }] } });
    expect((await next.end()).code).toBe(0);
    expect(hook.at('/hook')).toHaveLength(3);
  });

  it('refuses a second one by the name of the first', async () => {
    using sandbox = new Sandbox();
    configure(sandbox, {});
    await using watch = await Watching.start(sandbox);
    const second = await run(['watch'], { sandbox });
    expect(second).toMatchObject({ code: 69, out: '' });
    expect(second.err).toMatch(new RegExp(`^pyprocwatch: ${stateOf(sandbox)}: alerts are being watched for by process ${watch.pid} \\(pyprocwatch watch, since \\d{4}-.*\\); end that one, or choose another folder with --history\\n$`));
    expect((await watch.end('SIGINT')).code).toBe(0);
  });

  it('refuses a configuration that others may write, secrets that are not there or that others may read, and channels that there are not: one line, 78', async () => {
    const refusal = async (prepare: (sandbox: Sandbox) => void): Promise<string> => {
      using sandbox = new Sandbox();
      prepare(sandbox);
      const { code, out, err } = await run(['watch'], { sandbox });
      expect({ code, out }, err).toEqual({ code: 78, out: '' });
      expect(err.split('\n')).toHaveLength(2);
      return err.replaceAll(sandbox.folder, '');
    };
    const hook = { type: 'webhook', url: 'https://example.com/hook' };
    const lines = await Promise.all([
      refusal((sandbox) => chmodSync(configure(sandbox, { hook }), 0o666)),
      refusal((sandbox) => configure(sandbox, { hook: { ...hook, secrets: ['${env:HOOK_SECRET}'] } })),
      refusal((sandbox) => configure(sandbox, { hook: { ...hook, secrets: ['whsec_open'] } })),
      refusal((sandbox) => configure(sandbox, { hook: { ...hook, secrets: [`\${file:${put(join(sandbox.home, 'secret'), SECRET, 0o644)}}`] } })),
      refusal((sandbox) => configure(sandbox, { hook }, { alerts: { to: ['hok'] } })),
      refusal((sandbox) => {
        configure(sandbox, { hook });
        setRules(sandbox, 'rules:\n- when: process.rss > 1\n  to: [hok]\n');
      }),
      refusal((sandbox) => configure(sandbox, { hook }, { watch: { metrics: { enabled: true, host: '0.0.0.0', port: 0 } } })),
      refusal((sandbox) => configure(sandbox, { hook }, { watch: { heartbeat: { url: '${env:HEARTBEAT}' } } })),
    ]);
    expect(lines).toEqual([
      'pyprocwatch: /home/config/pyprocwatch/config.yaml: anybody can write this file; chmod go-w /home/config/pyprocwatch/config.yaml\n',
      'pyprocwatch: alerts.channels.hook: ${env:HOOK_SECRET}: there is no such variable in the environment, or it is empty; set HOOK_SECRET where the program is started (systemd: EnvironmentFile=)\n',
      expect.stringMatching(/^pyprocwatch: \/home\/config\/pyprocwatch\/config\.yaml:1:\d+: a secret may not stand in the configuration itself; write where it is: \$\{env:NAME\}, /),
      'pyprocwatch: alerts.channels.hook: /home/secret: its group or others can read or write this secret; chmod 600 /home/secret\n',
      'pyprocwatch: alerts.to: there is no channel "hok"; did you mean "hook"?\n',
      'pyprocwatch: /home/config/pyprocwatch/rules.yaml:2:9: there is no channel "hok"; did you mean "hook"?\n',
      'pyprocwatch: 0.0.0.0:0: others could read what runs on this machine; set a token, or listen on 127.0.0.1\n',
      expect.stringMatching(/^pyprocwatch: \$\{env:HEARTBEAT\}: there is no such variable/),
    ]);
  });

  it('without a channel alerts are only shown', async () => {
    using sandbox = new Sandbox();
    await using child = await sleeper();
    configure(sandbox, {});
    setRules(sandbox, `rules:\n${upRule(child.mark)}`);
    await using watch = await Watching.start(sandbox);
    await watch.logs('alert');
    expect(await listed(sandbox)).toMatchObject([{ name: 'Up', state: 'firing', severity: 'warning', labels: { pid: String(child.pid) } }]);
    expect((await watch.end()).code).toBe(0);
    expect(readFileSync(join(stateOf(sandbox), 'watch.holder'), 'utf8')).toContain(String(watch.pid));
  });
});
