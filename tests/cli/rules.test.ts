import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { DEFAULT_RULES } from '../../src/alerts/default-rules.ts';
import { usualRulesFile } from '../../src/alerts/rules/load-rules.ts';
import { rulesCommand } from '../../src/cli/commands/rules.ts';
import { explainRules } from '../../src/cli/rules/explain.ts';
import type { RulesContext } from '../../src/cli/rules/context.ts';
import { EXIT } from '../../src/model/errors.ts';
import { machine } from '../alerts/engine-support.ts';
import { BEGIN } from '../alerts/live/snapshots.ts';
import { place, put, temporaryFolder } from '../config/support.ts';
import { recordAll, type Sample } from '../storage/history/machine.ts';

const NOW = Date.UTC(2026, 2, 3, 12);

function context(more: Partial<RulesContext> = {}): RulesContext {
  const { home, cwd } = place();
  return { around: { home, cwd, env: {}, userId: process.geteuid?.() }, configured: [], folder: temporaryFolder(), now: NOW, ...more };
}

interface Said { out: string; err: string; exit: number }

/** Runs the command line as the program does; gives what it wrote and how it ended. */
async function run(around: RulesContext, ...words: readonly string[]): Promise<Said> {
  const said = { out: '', err: '', exit: -1 };
  const command = rulesCommand({
    out: (text) => { said.out += text; },
    err: (text) => { said.err += text; },
    exit: (code) => { said.exit = code; },
  }, () => Promise.resolve(around));
  await yargs(['rules', ...words]).command(command).strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return said;
}

describe('rules check', () => {
  test('the program\'s own rules are all right', async () => {
    expect(await run(context(), 'check')).toEqual({ out: 'the program\'s own rules: 9 alerts, 0 records; all can be read\n', err: '', exit: EXIT.ok });
  });

  test('files that are named, else those of the configuration', async () => {
    const around = context();
    const path = put(join(around.around.cwd, 'mine.yaml'), 'rules: [{when: host.cpu > 5}, {record: a, expr: host.cpu}]');
    expect(await run(around, 'check', 'mine.yaml')).toEqual({ out: `${path}: 1 alert, 1 record; all can be read\n`, err: '', exit: EXIT.ok });
    expect((await run({ ...around, configured: ['mine.yaml'] }, 'check')).out).toContain(path);
  });

  test('every mistake is a line with its place', async () => {
    const around = context();
    const path = put(join(around.around.cwd, 'mine.yaml'), 'rules:\n- when: host.cpuu > 5\n- when: host.cpu >\n- alert: "\\u202Ex"\n  when: host.cpu > 5 for 5\n');
    expect(await run(around, 'check', 'mine.yaml')).toEqual({
      out: '', exit: EXIT.configuration,
      err: `${path}:2:9: there are no series "host.cpuu"; did you mean "host.cpu"?\n${path}:3:19: the expression ends too soon; write a series, a number or a function\n${path}:5:26: "5" is not expected here; write how long: for 5m\n`,
    });
  });

  test('a file that anybody can write is not read', async () => {
    const around = context();
    put(join(around.around.cwd, 'mine.yaml'), 'rules: []', 0o666);
    const said = await run(around, 'check', 'mine.yaml');
    expect([said.exit, said.err]).toEqual([EXIT.configuration, expect.stringMatching(/anybody can write this file; chmod go-w/)]);
  });
});

describe('rules explain', () => {
  const snapshot = machine(BEGIN, [{ pid: 1, name: 'node', cpuPercent: 95, rssBytes: 3 * 1024 ** 3 }, { pid: 2, name: 'bash', cpuPercent: 1, rssBytes: 1024 }], { cpuPercent: 40 });
  const explain = (what: string, around = context()): Promise<Said> => explainRules(around, what, () => Promise.resolve(snapshot)).then(({ out, err, exitCode }) => ({ out, err, exit: exitCode }));

  test('what a line means, and what it says of this moment', async () => {
    expect(await explain('process.rss{name="node"} > 2GiB for 5m')).toEqual({
      err: '', exit: EXIT.ok, out: `alert this rule
  written    process.rss{name="node"} > 2GiB for 5m
  canonical  pyprocwatch_process_resident_memory_bytes{name="node"} > 2147483648
  fires      when it has held for 5m
  severity   warning
  looks at   1 series
  holds now  for 1
             node (1): 3.00 GiB
`,
    });
  });

  test('a rule by its name, with all its settings', async () => {
    const around = context({ configured: ['mine.yaml'] });
    put(join(around.around.cwd, 'mine.yaml'), 'rules: [{alert: Hot, when: process.cpu > 99% in 3 of 5 for 1m, clear: < 50%, keep_firing_for: 2m, nodata: alert, severity: critical, to: [oncall]}, {alert: Mean, when: "avg_over_time(process.cpu[5m]) > 5"}]');
    const { out } = await explain('Hot', around);
    expect(out).toContain('alert Hot\n');
    expect(out).toContain('  canonical  (100 * pyprocwatch_process_cpu_ratio) > 99\n  fires      when it holds at 3 of 5 evaluations for 1m, until (100 * pyprocwatch_process_cpu_ratio) < 50, and 2m longer, series that are gone: it fires for them\n  severity   critical\n  told to    oncall\n');
    expect(out).toContain('  looks at   2 series\n  holds now  for none\n             node (1): 95.0%\n             bash (2): 1.0%\n');
    expect((await explain('Mean', around)).out).toContain('looks at   2 series, over 5m (of which there is but one moment here)');
    // All of them.
    expect((await explain('', around)).out.match(/^alert /gm)).toHaveLength(2);
  });

  test.each([
    ['process.rsss > 5', 'line 1, column 1: there are no series "process.rsss"; did you mean "process.rss"?\n'], ['process.rss{nmae="x"} > 5', 'line 1, column 1: processes have no label "nmae"; did you mean "name"?\n'], ['process.rss >', 'line 1, column 14: the expression ends too soon; write a series, a number or a function\n'], ['Nothing', expect.stringContaining('there are no series "Nothing"')],
  ])('%s is a mistake', async (text, err) => {
    expect(await explain(text)).toEqual({ out: '', err, exit: EXIT.usage });
  });

  test('the program\'s own rules can all be evaluated', async () => {
    const { out } = await explain('');
    expect(out).not.toContain('cannot be evaluated');
    expect(out.match(/^alert /gm)).toHaveLength(9);
  });
});

describe('rules test', () => {
  const example = (name: string): string => readFileSync(join(import.meta.dirname, '../fixtures/promtool', name), 'utf8');
  const files = (test: string): RulesContext => {
    const around = context();
    put(join(around.around.cwd, 'alerts.yml'), example('alerts.yml'));
    put(join(around.around.cwd, 'test.yml'), test);
    return around;
  };

  test('the example of Prometheus\' documentation passes', async () => {
    const around = files(example('test.yml'));
    expect(await run(around, 'test', 'test.yml')).toEqual({ out: `${join(around.around.cwd, 'test.yml')}: 1 test passed\n`, err: '', exit: EXIT.ok });
  });

  test('and fails where it should, with what was expected', async () => {
    const around = files(example('test.yml').replace('eval_time: 10m', 'eval_time: 4m').replace('value: 50', 'value: 51'));
    const said = await run(around, 'test', 'test.yml');
    expect([said.exit, said.err]).toEqual([EXIT.runtime, '']);
    expect(said.out.split('\n')).toEqual([
      `${join(around.around.cwd, 'test.yml')}: FAILED`,
      expect.stringMatching(/^ {2}test 1: alertname InstanceDown, time 4m: expected \[labels .*\], got \[\]$/),
      expect.stringMatching(/^ {2}test 1: expr "go_goroutines > 5", time 4m: expected \[.* 51; .* 50\], got \[.* 50; .* 50\]$/), '',
    ]);
  });

  test.each([
    [example('test.yml').replace("'0 0 0 0 0 0", "'0 0 zero 0 0 0"), /test 1: "zero" is no value; write numbers/], [example('test.yml').replace('go_goroutines > 5', 'go_goroutines >'), /test 1: the expression ends too soon/], [example('test.yml').replace('alerts.yml', 'none.yml'), /none\.yml: there is no such file/], ['tests: 5', /"tests" must be a list/],
  ])('a file with a mistake is no test that fails', async (text, err) => {
    const said = await run(files(text), 'test', 'test.yml');
    expect([said.exit, said.out]).toEqual([EXIT.configuration, '']);
    expect(said.err).toMatch(err);
  });
});

describe('rules backtest', () => {
  const sample = (cpuPercent: number): Sample => ({ pid: 7, startTime: 1, group: 'web', user: 'www', container: '', cpuPercent, rssBytes: 4096, readBytesPerSecond: 0 });
  const recorded = async (): Promise<RulesContext> => {
    const around = context({ configured: ['mine.yaml'] });
    put(join(around.around.cwd, 'mine.yaml'), 'rules: [{alert: Hot, when: process.cpu > 50% for 1m, severity: critical}]');
    // Half an hour till now, ten minutes of it hot.
    await recordAll(around.folder, Array.from({ length: 180 }, (_, tick) => ({ time: NOW - (180 - tick) * 10_000, processes: [sample(tick >= 60 && tick < 120 ? 90 : 5)] })));
    return around;
  };

  test('what would have fired, when, and how often', async () => {
    const around = await recorded();
    const said = await run(around, 'backtest', '--last', '1h');
    expect([said.err, said.exit]).toEqual(['', EXIT.ok]);
    expect(said.out).toMatch(/^\d{4}-.* to .*, \d+ looks\n/);
    expect(said.out).toMatch(/\nFIRED +FOR +RULE +SUBJECT +WHY\n.* 9m +Hot +web \(7\) +it held for as long as the rule asks; value 90\.0%\n\nHot: 1 alert, /);
    const json: unknown = JSON.parse((await run(around, 'backtest', '--last', '1h', '--json', '--step', '30s')).out);
    expect(json).toMatchObject({ schema: 'pyprocwatch/1', stepSeconds: 30, alerts: [{ rule: 'rules/Hot', subject: 'web (7)', firedAt: expect.stringMatching(/^2026-/), resolvedAt: expect.stringMatching(/^2026-/) }] });
  });

  test('nothing', async () => {
    const around = await recorded();
    put(join(around.around.cwd, 'quiet.yaml'), 'rules: [{alert: Hot, when: process.cpu > 500%}]');
    expect((await run(around, 'backtest', 'quiet.yaml')).out).toMatch(/\nnothing would have fired\n$/);
  });

  test('no history, and no length of time', async () => {
    const none = await run(context(), 'backtest');
    expect([none.out, none.exit]).toEqual(['', EXIT.unavailable]);
    await expect(run(context(), 'backtest', '--last', 'ever')).rejects.toMatchObject({ line: expect.stringMatching(/^--last: "ever" is no length of time; write /) });
  });
});

describe('rules init', () => {
  test('writes the program\'s own rules where they are looked for, private; never over what is there', async () => {
    const around = context();
    const path = usualRulesFile(around.around);
    expect(await run(around, 'init')).toEqual({ out: `${path} is written: change what you like, then pyprocwatch rules check\n`, err: '', exit: EXIT.ok });
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual([DEFAULT_RULES, 0o600]);
    expect((await run(around, 'check')).out).toBe(`${path}: 9 alerts, 0 records; all can be read\n`);
    put(path, 'rules: []');
    const refused = await run(around, 'init');
    expect([refused.exit, readFileSync(path, 'utf8')]).toEqual([EXIT.usage, 'rules: []']);
    expect((await run(around, 'init', '--force')).exit).toBe(EXIT.ok);
    expect(readFileSync(path, 'utf8')).toBe(DEFAULT_RULES);
  });

  test('or elsewhere', async () => {
    const around = context();
    expect((await run(around, 'init', 'here/rules.yaml')).exit).toBe(EXIT.ok);
    expect(readFileSync(join(around.around.cwd, 'here/rules.yaml'), 'utf8')).toBe(DEFAULT_RULES);
  });
});
