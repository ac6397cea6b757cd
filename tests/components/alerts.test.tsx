import { expect, test, vi } from 'vitest';
import type { AlertDesk } from '../../components/dashboard/alerts.ts';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { type Frame, FrameBuilder } from '../../src/model/frame.ts';
import { alert, ALERT_SEVERITIES, ALERT_STATES } from '../../src/model/kinds/alert.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { draw } from './draw.tsx';
import { type Bench, NOW, openBench, snapshotOf } from './support.ts';

const ROWS = [{ pid: 10, cpu: 50, command: '/usr/bin/leaky --all', group: 'web' }, { pid: 11, cpu: 5, command: '/bin/quiet', group: 'calm' }];
const KEY = `10@${NOW - 100}`;

interface Held {
  readonly name: string;
  readonly state?: (typeof ALERT_STATES)[number];
  readonly severity?: (typeof ALERT_SEVERITIES)[number];
  readonly kind?: string;
  readonly key?: string;
}

function alertsOf(rows: readonly Held[]): Frame {
  const builder = new FrameBuilder(alert);
  for (const { name, state = 'firing', severity = 'warning', kind = 'process', key = KEY } of rows) {
    builder.add({
      fingerprint: safeText(`id-${name}`), name: safeText(name), state: ALERT_STATES.indexOf(state), severity: ALERT_SEVERITIES.indexOf(severity), subjectKind: safeText(kind), subject: safeText('leaky (10)'), subjectKey: safeText(key),
      value: 3, shown: safeText('3 GiB'), since: NOW - 600, firingSeconds: 300, summary: safeText(`${name} is much`), channels: safeText('oncall'), labels: safeText('alertname="x"'), expression: safeText('process.rss > 2GiB'), waitsFor: safeText(''),
    });
  }
  return builder.build();
}

const desk = (): AlertDesk => ({
  explain: vi.fn(() => Promise.resolve(['2026-03-01 11:55:00  firing: it held for as long as the rule asks', '2026-03-01 11:55:10  oncall: delivered in 12 ms'])),
  acknowledge: vi.fn(() => Promise.resolve('acknowledged')),
  silence: vi.fn(() => Promise.resolve('silenced for 2h')),
});

function benchWith(rows: readonly Held[], alerts?: AlertDesk, readonly = false): Bench {
  const bench = openBench(ROWS, { readonly, ...(alerts === undefined ? {} : { alerts }) });
  bench.timeline.show(snapshotOf(ROWS, [], NOW * 1000, [alertsOf(rows)]));
  return bench;
}

test('the header counts what fires and is neither silenced nor seen to', async () => {
  const held: readonly Held[] = [{ name: 'One' }, { name: 'Two' }, { name: 'Three', state: 'silenced' }, { name: 'Four', state: 'acknowledged' }, { name: 'Five', state: 'pending' }, { name: 'Six', state: 'resolved' }];
  expect((await draw(benchWith(held), 120, 30))[0]).toContain('2 ALERTS');
  expect((await draw(benchWith(held.slice(0, 1)), 120, 30))[0]).toContain('1 ALERT ');
  expect((await draw(benchWith(held.slice(2)), 120, 30))[0]).not.toContain('ALERT');
});

test('what an alert is about has a mark while it holds, in every table', () => {
  const bench = benchWith([{ name: 'Much' }, { name: 'Group', kind: 'group', key: 'calm' }, { name: 'Old', state: 'resolved', key: `11@${NOW - 100}` }]);
  expect(bench.rows().find((row) => row.includes('leaky'))).toMatch(/!! \/usr/);
  expect(bench.rows().find((row) => row.includes('quiet'))).not.toContain('!');
  bench.press('g');
  expect(bench.rows().find((row) => row.includes('calm'))).toContain('!!');
});

test('the view shows the worst first, whole at each width', async () => {
  const bench = benchWith([{ name: 'Low', severity: 'info' }, { name: 'High', severity: 'critical' }, { name: 'Middle' }], desk());
  bench.press('W');
  const rows = bench.rows();
  expect(rows.map((row) => /High|Middle|Low/.exec(row)?.[0]).filter(Boolean)).toEqual(['High', 'Middle', 'Low']);
  expect(rows[0]).toContain('SEVERITY');
  for (const [columns, lines] of [[80, 24], [120, 30], [200, 60]] as const) {
    const text = await draw(bench, columns, lines);
    expect(text.join(' ')).toMatch(/critical +firing +High/);
    expect(text.at(-1)).toContain('Acknowledge');
  }
});

test('Enter tells why, wrapped to the screen; Esc goes back', async () => {
  const kept = desk();
  const bench = benchWith([{ name: 'Much' }], kept);
  bench.press('W', 'enter');
  await expect.poll(async () => (await draw(bench, 80, 24)).join(' ')).toContain('oncall: delivered in 12 ms');
  expect(kept.explain).toHaveBeenCalledWith('id-Much');
  const text = await draw(bench, 60, 24);
  for (const words of ['rule     process.rss > 2GiB', 'told to  oncall', 'Much is much', 'as the  │', '   rule asks']) expect(text.join('\n')).toContain(words);
  bench.press('escape');
  expect(bench.dashboard.panel).toBeUndefined();
});

test('an alert is acknowledged and silenced for a time that is asked for', async () => {
  const kept = desk();
  const bench = benchWith([{ name: 'Much' }], kept);
  bench.press('W', 'x');
  await expect.poll(() => bench.dashboard.message?.text).toBe('acknowledged');
  bench.press('m');
  expect(bench.dashboard.prompt?.label).toBe('Silence for');
  bench.press('enter');
  await expect.poll(() => bench.dashboard.message?.text).toBe('silenced for 2h');
  expect(kept.silence).toHaveBeenCalledWith('id-Much', 7_200_000);
});

test('what the desk refuses is said, and so is that nobody watches', async () => {
  const kept = { ...desk(), acknowledge: () => Promise.reject(new UserError('this does not fire', { mend: 'only what fires can be acknowledged', exitCode: EXIT.usage })) };
  const refusing = benchWith([{ name: 'Much' }], kept);
  refusing.press('W', 'x');
  await expect.poll(() => refusing.dashboard.message?.text).toContain('this does not fire');
  const alone = benchWith([{ name: 'Much' }]);
  alone.press('W', 'x');
  await expect.poll(() => alone.dashboard.message?.text).toContain('nobody watches');
});

test('read-only, nothing is done about an alert', () => {
  const kept = desk();
  const bench = benchWith([{ name: 'Much' }], kept, true);
  bench.press('W', 'x', 'm');
  expect(bench.dashboard.message?.text).toBe('this is read-only');
  expect(bench.dashboard.prompt).toBeUndefined();
  expect(kept.acknowledge).not.toHaveBeenCalled();
});

test('o opens what an alert is about', async () => {
  const bench = benchWith([{ name: 'Much' }], desk());
  bench.press('W', 'o');
  await expect.poll(() => bench.dashboard.page.type).toBe('detail');
});
