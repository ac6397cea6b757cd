import { expect, test } from 'vitest';
import { InspectError, UserError } from '../../src/model/errors.ts';
import { file } from '../../src/model/kinds/process-parts.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { PLAY_SPEEDS } from '../../src/model/timeline.ts';
import { type Bench, NOW, openBench } from './support.ts';

const MS = NOW * 1000;
const ROWS = [{ pid: 10, cpu: 5, command: 'live-one' }, { pid: 11, cpu: 1, command: 'live-two' }];
const shownAt = (bench: Bench): number | undefined => bench.travel.position()?.time;

test('[ goes into the past and back a tick, ] on, and L comes back', async () => {
  const bench = openBench(ROWS);
  bench.press('[');
  await expect.poll(() => shownAt(bench)).toBe(MS - 1000);
  expect(bench.rows().join('\n')).toContain(`then-${MS - 1000}`);
  expect(bench.rows().join('\n')).not.toContain('live-one');
  bench.press('[', '[');
  await expect.poll(() => shownAt(bench)).toBe(MS - 3000);
  bench.press(']');
  await expect.poll(() => shownAt(bench)).toBe(MS - 2000);
  bench.press('L');
  expect(shownAt(bench)).toBeUndefined();
  expect(bench.rows().join('\n')).toContain('live-one');
});

test('at the ends of history it is said, and nothing moves', async () => {
  const bench = openBench(ROWS);
  bench.press('[');
  await expect.poll(() => shownAt(bench)).toBe(MS - 1000);
  bench.press(']');
  await expect.poll(() => bench.dashboard.message?.text).toContain('last tick');
  expect(shownAt(bench)).toBe(MS - 1000);
  await bench.travel.seek(bench.travel.from);
  bench.press('[');
  await expect.poll(() => bench.dashboard.message?.text).toContain('first tick');
  expect(shownAt(bench)).toBe(bench.travel.from);
});

test('{ and } go by minutes and stay within what there is', async () => {
  const bench = openBench(ROWS);
  bench.press('{');
  await expect.poll(() => shownAt(bench)).toBe(MS - 60_000);
  bench.press('{');
  await expect.poll(() => shownAt(bench)).toBe(MS - 120_000);
  bench.press('}', '}', '}');
  await expect.poll(() => shownAt(bench)).toBe(bench.travel.to);
});

test('in the present the keys of the past do nothing', async () => {
  const bench = openBench(ROWS);
  bench.press(']', '}', 'y', ')', '(', 'L');
  await new Promise((resolve) => setImmediate(resolve));
  expect(shownAt(bench)).toBeUndefined();
});

test('where nothing can be recorded the keys of time are free', () => {
  const bench = openBench(ROWS);
  bench.timeline.travel = undefined;
  bench.press('[', 'B', 'a', 'b');
  expect(bench.dashboard.prompt).toBeUndefined();
  expect(bench.dashboard.brush).toBeUndefined();
});

test('no history yet is a message, never a crash', async () => {
  for (const key of ['[', '{', 'a', 'A']) {
    const bench = openBench(ROWS);
    bench.travel.failure = new UserError('there is no history yet', { mend: 'record one: pyprocwatch record' });
    bench.travel.findings = [MS - 5000, MS + 5000];
    bench.press(key);
    await expect.poll(() => bench.dashboard.message, { message: key }).toEqual({ text: 'there is no history yet; record one: pyprocwatch record', bad: true });
    expect(bench.rows().join('\n')).toContain('live-one');
  }
});

test('b asks for a time, shows while it is typed which that is, and goes there', async () => {
  const bench = openBench(ROWS);
  bench.press('b');
  bench.type('10 minutes');
  const { prompt } = bench.dashboard;
  const hint = (): string => (typeof prompt?.hint === 'function' ? prompt.hint(prompt.text) : '');
  expect(hint()).toContain('yesterday');
  bench.type(' ago');
  expect(hint()).toContain('10m 00s ago');
  bench.press('enter');
  await expect.poll(() => shownAt(bench)).toBe(MS - 600_000);
  bench.press('@');
  bench.type('now');
  bench.press('enter');
  expect(shownAt(bench)).toBeUndefined();
  bench.press('b');
  bench.type('sometime');
  bench.press('enter');
  expect(bench.dashboard.message?.text).toContain('"sometime" is no time');
});

test('a time before all that was recorded shows the first and says so', async () => {
  const bench = openBench(ROWS);
  bench.press('b');
  bench.type('3 days ago');
  bench.press('enter');
  await expect.poll(() => bench.dashboard.message?.text).toContain('nothing was recorded before');
  expect(shownAt(bench)).toBe(bench.travel.from);
});

test('y plays and stands, ) and ( change the speed, Z stands too', async () => {
  const bench = openBench(ROWS);
  const speed = (): number | undefined => bench.travel.position()?.speed;
  bench.press('[');
  await expect.poll(speed).toBe(0);
  bench.press('y');
  await expect.poll(speed).toBe(1);
  for (const expected of PLAY_SPEEDS.slice(1)) {
    bench.press(')');
    await expect.poll(speed).toBe(expected);
  }
  bench.press(')');
  bench.press('(');
  await expect.poll(speed).toBe(PLAY_SPEEDS.at(-2));
  bench.press('Z');
  await expect.poll(speed).toBe(0);
  expect(bench.dashboard.paused).toBe(false);
  bench.press('y');
  await expect.poll(speed).toBe(PLAY_SPEEDS.at(-2));
  bench.press('[');
  await expect.poll(speed).toBe(0);
});

test('a and A go to what was found unusual, and say when there is none', async () => {
  const bench = openBench(ROWS);
  bench.travel.findings = [MS - 900_000, MS - 300_000];
  bench.press('A');
  await expect.poll(() => shownAt(bench)).toBe(MS - 300_000);
  bench.press('A');
  await expect.poll(() => shownAt(bench)).toBe(MS - 900_000);
  bench.press('A');
  await expect.poll(() => bench.dashboard.message?.text).toBe('nothing unusual was found earlier');
  bench.press('a');
  await expect.poll(() => shownAt(bench)).toBe(MS - 300_000);
  bench.press('a');
  await expect.poll(() => bench.dashboard.message?.text).toBe('nothing unusual was found later');
});

test('Escape closes what is open first, and at the last level comes back to the present', async () => {
  const bench = openBench(ROWS);
  bench.press('[');
  await expect.poll(() => shownAt(bench)).toBeDefined();
  bench.press('enter', 'space', 'escape');
  expect(bench.dashboard.pages).toHaveLength(1);
  bench.press('space', 'escape');
  expect(bench.dashboard.table?.tagged.size).toBe(0);
  expect(shownAt(bench)).toBeDefined();
  bench.press('escape');
  expect(shownAt(bench)).toBeUndefined();
});

test('in the past nothing can be acted on', async () => {
  const bench = openBench(ROWS);
  // From the key on, not only once the past is there.
  bench.press('[', 'k');
  expect(bench.dashboard.message?.text).toBe('this is the past: nothing can be acted on');
  await expect.poll(() => shownAt(bench)).toBeDefined();
  for (const key of ['k', 'F7', 'F8', 'r', 'i']) {
    bench.dashboard.message = undefined;
    bench.press(key);
    expect(bench.dashboard.message, key).toEqual({ text: 'this is the past: nothing can be acted on', bad: true });
    expect(bench.dashboard.panel, key).toBeUndefined();
    expect(bench.dashboard.prompt, key).toBeUndefined();
  }
});

test('a question that was open when the past came acts on nothing', async () => {
  const bench = openBench(ROWS);
  bench.press('k', 'enter');
  expect(bench.dashboard.panel?.type).toBe('confirm');
  await bench.travel.seek(MS - 5000);
  bench.press('y');
  expect(bench.dashboard.message?.text).toBe('this is the past: nothing can be acted on');
});

test('a paused screen goes into the past and comes back unpaused', async () => {
  const bench = openBench(ROWS);
  bench.press('Z', '[');
  await expect.poll(() => bench.rows().join('\n')).toContain('then-');
  expect(bench.dashboard.paused).toBe(false);
  bench.press('L');
  expect(bench.rows().join('\n')).toContain('live-one');
});

test('in a gap there are no rows of another time, and which gap it is stands there', async () => {
  const bench = openBench(ROWS);
  bench.press('[');
  await expect.poll(() => shownAt(bench)).toBeDefined();
  bench.press('b');
  bench.type('35 minutes ago');
  bench.press('enter');
  await expect.poll(() => bench.rows().join('\n')).toMatch(/nothing was recorded from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d to /);
  expect(bench.rows().join('\n')).not.toContain('then-');
  expect(bench.dashboard.targets()).toEqual([]);
});

test('kinds that were not recorded say so', async () => {
  const bench = openBench(ROWS);
  bench.press('[');
  await expect.poll(() => shownAt(bench)).toBeDefined();
  bench.press('w');
  expect(bench.rows().join('\n')).toContain('findings were not recorded');
});

test('tabs that must be read now say in the past that they were not recorded, and show nothing of now', async () => {
  const bench = openBench([{ pid: 1, command: 'same', group: 'old' }]);
  const files = new FrameBuilder(file);
  files.add({ fd: 3, type: safeText('file'), target: safeText('/var/log/of-now.log') });
  bench.timeline.answer = () => Promise.resolve(files.build());
  bench.press('enter', 'l');
  await expect.poll(() => bench.rows().join('\n')).toContain('of-now.log');
  bench.timeline.answer = () => Promise.reject(new InspectError('files are not recorded', 'go back to the present'));
  bench.press('[');
  await expect.poll(() => bench.rows().join('\n')).toContain('files are not recorded; go back to the present');
  expect(bench.rows().join('\n')).not.toContain('of-now.log');
});

test('what is read of now when the past comes is not shown as the past', async () => {
  const bench = openBench([{ pid: 1, command: 'same', group: 'old' }]);
  const files = new FrameBuilder(file);
  files.add({ fd: 3, type: safeText('file'), target: safeText('/var/log/of-now.log') });
  let answer: () => void = () => undefined;
  bench.timeline.answer = () => new Promise((resolve) => {
    answer = () => resolve(files.build());
  });
  bench.press('enter', 'l');
  const first = answer;
  bench.timeline.answer = () => Promise.reject(new InspectError('files are not recorded', 'go back to the present'));
  bench.press('[');
  await expect.poll(() => bench.rows().join('\n')).toContain('files are not recorded');
  first();
  await new Promise((resolve) => setImmediate(resolve));
  expect(bench.rows().join('\n')).not.toContain('of-now.log');
});

test('while the past is looked at nothing dear is asked for', async () => {
  const bench = openBench(ROWS);
  bench.rows();
  bench.dashboard.refresh();
  bench.press('[');
  await expect.poll(() => bench.timeline.demands.at(-1)).toEqual({ everywhere: [], visible: [], pids: [] });
  bench.press('L');
  bench.rows();
  bench.dashboard.refresh();
  expect(bench.timeline.demands.at(-1)?.pids).toEqual([10, 11]);
});

test('ages count from the time that is shown', async () => {
  const bench = openBench(ROWS);
  bench.press('[');
  await expect.poll(() => shownAt(bench)).toBeDefined();
  await bench.travel.seek(MS - 120_000);
  bench.dashboard.setFilter('start < 5m');
  // Started 100 s before NOW: then, it had not even begun, which no age is above.
  expect(bench.rows().join('\n')).toContain('then-');
  bench.dashboard.setFilter('start > 1m');
  expect(bench.rows().join('\n')).not.toContain('then-');
});

test('the keys of time can be bound to others', async () => {
  const bench = openBench(ROWS, {}, 'default', { earlier: ['E'], brush: ['#'] });
  bench.press('[');
  await new Promise((resolve) => setImmediate(resolve));
  expect(shownAt(bench)).toBeUndefined();
  bench.press('E');
  await expect.poll(() => shownAt(bench)).toBeDefined();
  bench.press('#');
  expect(bench.dashboard.brush).toBeDefined();
});

test('each frame of the present asks no history', () => {
  const bench = openBench(ROWS);
  for (let frame = 0; frame < 5; frame += 1) bench.travel.present();
  expect(bench.travel.selectors).toEqual([]);
});
