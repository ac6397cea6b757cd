import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put } from '../config/support.ts';
import { sleeper } from './support/processes.ts';
import { isInstalled, Sandbox } from './support/program.ts';
import { Receiver } from './support/receiver.ts';
import { eventually } from './support/wait.ts';
import { configure, setRules, upRule, Watching } from './support/watching.ts';

/** Fires for no series, but cannot be evaluated: two series would be the same one. */
const FAULTY = '- alert: Faulty\n  when: process.up + on (user) group_left () process.up > 5\n';

describe('signs of life of a service', () => {
  it('serves figures to Prometheus, its own state among them', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    await using child = await sleeper();
    configure(sandbox, { hook: hook.channel() }, { watch: { metrics: { enabled: true, port: 0, token: '${env:METRICS_TOKEN}' } } });
    setRules(sandbox, `rules:\n${upRule(child.mark)}${FAULTY}`);
    await using watch = await Watching.start(sandbox, { env: { METRICS_TOKEN: 'a-token-of-the-test' } });
    await hook.got(1);
    const url = String((await watch.logs('watching'))['metrics']);
    expect((await fetch(url)).status).toBe(401);
    let text = '';
    await eventually(async () => {
      text = await (await fetch(url, { headers: { authorization: 'Bearer a-token-of-the-test' } })).text();
      return text.includes('pyprocwatch_messages_delivered_total{channel="hook"} 1') ? true : undefined;
    }, () => text);
    for (const line of ['pyprocwatch_rules 2', 'pyprocwatch_rules_failing 1', 'pyprocwatch_alert_state_stored 1', 'pyprocwatch_channel_up{channel="hook"} 1', 'pyprocwatch_messages_queued{channel="hook"} 0', 'pyprocwatch_messages_dead_total{channel="hook"} 0']) expect(text).toContain(`\n${line}\n`);
    expect(text).toMatch(/^pyprocwatch_host_/m);
    if (isInstalled('promtool')) {
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    } else console.warn('promtool is not installed: /metrics was not checked by it');
    expect((await watch.end()).code).toBe(0);
  });

  it('beats after rounds that went well, and says /fail when a rule cannot be evaluated', async () => {
    using sandbox = new Sandbox();
    await using hook = await Receiver.listen();
    configure(sandbox, {}, { watch: { heartbeat: { url: '${env:HEARTBEAT}', interval: 10 } } });
    setRules(sandbox, `rules:\n${upRule('0')}`);
    await using watch = await Watching.start(sandbox, { env: { HEARTBEAT: `${hook.origin.replace('//', '//user:p%40ss@')}/ping/4711?create=1` } });
    await hook.got(1, '/ping/4711?create=1');
    expect(hook.all[0]?.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    setRules(sandbox, `rules:\n${upRule('0')}${FAULTY}`);
    watch.signal('SIGHUP');
    await hook.got(1, '/ping/4711/fail?create=1');
    expect(await watch.logs('a rule cannot be evaluated')).toMatchObject({ level: 'warn', rule: expect.stringMatching(/^rules\/Faulty: /) });
    hook.answer = () => 500;
    setRules(sandbox, `rules:\n${upRule('0')}`);
    watch.signal('SIGHUP');
    await watch.logs('the heartbeat does not arrive: it answered 500');
    expect((await watch.end()).code).toBe(0);
    expect(JSON.stringify(watch.log)).not.toContain('4711');
    expect(hook.all.map(({ path }) => path)).toEqual(['/ping/4711?create=1', '/ping/4711/fail?create=1', '/ping/4711?create=1']);
  });

  it('tells systemd that it is ready, alive, reloading and ending, where it is asked to', async () => {
    using sandbox = new Sandbox();
    const heard = join(sandbox.folder, 'heard');
    put(join(sandbox.make('bin'), 'systemd-notify'), `#!/bin/sh\necho "$(date +%s%3N) $NOTIFY_SOCKET $*" >> '${heard}'\n`, 0o755);
    const lines = (): string[][] => {
      try {
        return readFileSync(heard, 'utf8').split('\n').slice(0, -1).map((line) => line.split(' '));
      } catch {
        return [];
      }
    };
    const told = (word: string): number[] => lines().filter((words) => words.includes(word)).map(([time]) => Number(time));
    configure(sandbox, {});
    setRules(sandbox, `rules:\n${upRule('0')}`);
    const WATCHDOG_MILLISECONDS = 7500;
    await using watch = await Watching.start(sandbox, { env: { PATH: `${join(sandbox.folder, 'bin')}:${process.env['PATH']}`, NOTIFY_SOCKET: '/run/of/the/test', WATCHDOG_USEC: String(WATCHDOG_MILLISECONDS * 1000) } });
    await eventually(() => told('WATCHDOG=1')[3], () => JSON.stringify(lines()));
    expect(lines()).toContainEqual([expect.any(String), '/run/of/the/test', '--no-block', `--pid=${watch.pid}`, '--ready', '--status=watching']);
    expect(told('--ready')).toHaveLength(1);
    const fed = told('WATCHDOG=1');
    const gaps = fed.slice(1).map((time, index) => time - (fed[index] ?? 0));
    // Programs take a moment to be started.
    expect(Math.max(...gaps), JSON.stringify(gaps)).toBeLessThan(WATCHDOG_MILLISECONDS / 3 + 500);
    watch.signal('SIGHUP');
    await eventually(() => told('--ready')[1], () => JSON.stringify(lines()));
    expect(told('RELOADING=1')).toHaveLength(1);
    expect((await watch.end()).code).toBe(0);
    expect(told('STOPPING=1')).toHaveLength(1);
    expect(lines().at(-1)).toContain('STOPPING=1');
  });

  it('tells systemd nothing where it is not asked to', async () => {
    using sandbox = new Sandbox();
    const heard = join(sandbox.folder, 'heard');
    put(join(sandbox.make('bin'), 'systemd-notify'), `#!/bin/sh\necho "$*" >> '${heard}'\n`, 0o755);
    put(heard, '');
    configure(sandbox, {}, { watch: { metrics: { enabled: true, port: 0 } } });
    await using watch = await Watching.start(sandbox, { env: { PATH: `${join(sandbox.folder, 'bin')}:${process.env['PATH']}` } });
    const url = String((await watch.logs('watching'))['metrics']);
    let status = 0;
    // A sample has been evaluated when there are figures.
    await eventually(async () => {
      ({ status } = await fetch(url));
      return status === 200 ? true : undefined;
    }, () => `it answers ${status}`);
    expect((await watch.end()).code).toBe(0);
    expect(readFileSync(heard, 'utf8')).toBe('');
  });
});
