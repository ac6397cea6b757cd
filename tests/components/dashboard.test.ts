import { expect, test } from 'vitest';
import { file } from '../../src/model/kinds/process-parts.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { InspectError } from '../../src/model/errors.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { NOW, openBench, snapshotOf } from './support.ts';

const FAMILY = [
  { pid: 10, parent: 1, cpu: 5, rss: 100, command: '/usr/bin/parent --all', group: 'web' },
  { pid: 11, parent: 10, cpu: 50, rss: 200, command: '/usr/bin/child one', group: 'web', user: 'bob' },
  { pid: 12, parent: 10, cpu: 20, rss: 400, command: '/usr/bin/child two', group: 'web' },
  { pid: 20, parent: 1, cpu: 30, rss: 800, command: '/opt/other', group: 'other', container: 'box' },
];
const pids = (rows: readonly string[]): number[] => rows.slice(1).map((row) => Number(/^\s*(\d+)/.exec(row)?.[1]));

test('the busiest process comes first', () => {
  expect(pids(openBench(FAMILY).rows())).toEqual([11, 20, 12, 10]);
});

test('P M and T sort, again inverts, and the choice is remembered', () => {
  const bench = openBench(FAMILY);
  bench.press('M');
  expect(pids(bench.rows())).toEqual([20, 12, 11, 10]);
  bench.press('M');
  expect(pids(bench.rows())).toEqual([10, 11, 12, 20]);
  expect(bench.kept().sort?.['process']).toEqual({ field: 'rssBytes', descending: false });
  bench.press('I');
  expect(pids(bench.rows())).toEqual([20, 12, 11, 10]);
});

test('the tree shows children under their parents and folds to the totals of the branch', () => {
  const bench = openBench(FAMILY);
  bench.press('t');
  expect(pids(bench.rows())).toEqual([10, 11, 12, 20]);
  expect(bench.rows()[2]).toContain('├─ /usr/bin/child one');
  expect(bench.rows()[3]).toContain('└─ /usr/bin/child two');
  bench.press('-');
  expect(pids(bench.rows())).toEqual([10, 20]);
  expect(bench.rows()[1]).toMatch(/ 75\.0 .* 700 .*\+2 \/usr\/bin\/parent/);
  bench.press('+');
  expect(pids(bench.rows())).toEqual([10, 11, 12, 20]);
});

test('a filter narrows while it is typed, says what is wrong, and Escape drops it', () => {
  const bench = openBench(FAMILY);
  bench.press('F4');
  bench.type('cpu > 25');
  expect(pids(bench.rows())).toEqual([11, 20]);
  bench.type(' and usr = bob');
  expect(bench.dashboard.prompt?.error).toContain('did you mean "user"?');
  bench.press('Enter', 'enter');
  expect(bench.dashboard.prompt).toBeDefined();
  bench.press('escape');
  expect(bench.dashboard.prompt).toBeUndefined();
  expect(pids(bench.rows())).toEqual([11, 20, 12, 10]);
});

test('Escape on the first page clears the filter, then the tags, and never quits', () => {
  const bench = openBench(FAMILY, { filter: 'cpu > 25' });
  expect(pids(bench.rows())).toEqual([11, 20]);
  bench.press('escape', 'space', 'escape', 'escape');
  expect(pids(bench.rows())).toHaveLength(4);
  expect(bench.dashboard.table?.tagged.size).toBe(0);
  expect(bench.calls).not.toContain('quit');
});

test('filters typed before come back with Up', () => {
  const bench = openBench(FAMILY);
  bench.press('F4');
  bench.type('cpu > 25');
  bench.press('enter', 'escape', 'F4');
  bench.type('zzz');
  bench.press('up');
  expect(bench.dashboard.prompt?.text).toBe('cpu > 25');
  expect(pids(bench.rows())).toEqual([11, 20]);
  bench.press('down');
  expect(bench.dashboard.prompt?.text).toBe('');
});

test('search moves to the next row that holds the text and n goes on', () => {
  const bench = openBench(FAMILY);
  bench.press('/');
  bench.type('child');
  bench.press('enter');
  expect(bench.dashboard.table?.cursor).toBe(0);
  bench.press('n');
  expect(bench.dashboard.table?.cursor).toBe(2);
  bench.press('N');
  expect(bench.dashboard.table?.cursor).toBe(0);
});

test('o finds who holds a port and shows the ports', () => {
  const bench = openBench(FAMILY);
  bench.press('o');
  bench.type('8080');
  bench.press('enter');
  const { page } = bench.dashboard;
  expect(page.type === 'table' && page.filterText).toBe('port = 8080');
  expect(bench.rows()[0]).toContain('LISTEN');
  expect(bench.timeline.demands.at(-1)?.everywhere).toContain('sockets');
});

test('a group leads to its processes, and a signal from the group is for all of them', () => {
  const bench = openBench(FAMILY);
  bench.press('g');
  expect(bench.rows()[1]).toMatch(/^\s+3\s+75\.0 .* web/);
  expect(bench.dashboard.targets().map(({ pid }) => pid)).toEqual([10, 11, 12]);
  bench.press('enter');
  expect(pids(bench.rows())).toEqual([11, 12, 10]);
  bench.press('escape');
  expect(bench.rows()[0]).toContain('GROUP');
});

test('tagged rows are what an action is for, and stay tagged when the order changes', () => {
  const bench = openBench(FAMILY);
  bench.press('space', 'space', 'M');
  expect(bench.dashboard.targets().map(({ pid }) => pid).sort()).toEqual([11, 20]);
  bench.press('U');
  expect(bench.dashboard.targets()).toHaveLength(1);
});

test('the signal menu asks before it sends, and no sends nothing', () => {
  const bench = openBench(FAMILY);
  bench.press('k');
  bench.type('kill');
  bench.press('enter');
  const { panel } = bench.dashboard;
  expect(panel?.type === 'confirm' && panel.title).toBe('SIGKILL to 11 child one?');
  bench.press('n');
  expect(bench.dashboard.message?.text).toBe('nothing was sent');
});

test('a process that has ended since gets no signal', () => {
  const bench = openBench([{ pid: 2_000_000_000, cpu: 1 }]);
  bench.press('k', 'enter', 'y');
  expect(bench.dashboard.message).toEqual({ bad: true, text: expect.stringContaining('it has ended; nothing was done') });
});

test('read-only refuses signals and priorities and says why', () => {
  const bench = openBench(FAMILY, { readonly: true });
  for (const key of ['k', 'F7', 'F8', 'r', 'i']) {
    bench.dashboard.message = undefined;
    bench.press(key);
    expect(bench.dashboard.message, key).toEqual({ text: 'this is read-only', bad: true });
    expect(bench.dashboard.panel, key).toBeUndefined();
  }
});

test('Enter opens the details, tabs read their table, and a reason stands where nothing may be read', async () => {
  const bench = openBench(FAMILY);
  const files = new FrameBuilder(file);
  files.add({ fd: 3, type: safeText('file'), target: safeText('/var/log/app.log') });
  bench.timeline.answer = (request) => (request.kind === 'file' ? Promise.resolve(files.build()) : Promise.reject(new InspectError('not for you', 'run as root')));
  bench.press('enter', 'l');
  await expect.poll(() => bench.rows()[1]).toContain('/var/log/app.log');
  bench.press('e');
  await expect.poll(() => bench.rows().join('\n')).toContain('not for you; run as root');
  expect(bench.timeline.inspected.at(-1)).toEqual({ kind: 'variable', pid: 11, startTime: NOW - 100, reveal: false });
  bench.press('x');
  await expect.poll(() => bench.timeline.inspected.at(-1)?.reveal).toBe(true);
  bench.press('escape');
  expect(bench.dashboard.pages).toHaveLength(1);
});

test('columns are ticked in the menu and remembered', () => {
  const bench = openBench(FAMILY);
  bench.press('F2');
  bench.type('PPID');
  bench.press('enter', 'escape', 'escape');
  expect(bench.kept().columns?.['process']).toContain('parentPid');
  expect(bench.rows()[0]).toContain('PPID');
  expect(bench.dashboard.panel).toBeUndefined();
});

test('following keeps the cursor on its process when the order changes', () => {
  const bench = openBench(FAMILY);
  bench.press('F');
  bench.timeline.show(snapshotOf([...FAMILY.filter(({ pid }) => pid !== 11), { pid: 11, parent: 10, cpu: 1 }]));
  expect(bench.dashboard.table?.currentKey()).toBe(`11@${NOW - 100}`);
  expect(bench.dashboard.table?.cursor).toBe(3);
});

test('paused keeps what is shown', () => {
  const bench = openBench(FAMILY);
  bench.press('Z');
  expect(bench.timeline.paused).toBe(true);
  bench.timeline.show(snapshotOf([{ pid: 99 }]));
  expect(pids(bench.rows())).toHaveLength(4);
  bench.press('Z');
  expect(bench.timeline.paused).toBe(false);
});

test('only what is on the screen is asked for', async () => {
  const bench = openBench(FAMILY);
  bench.rows();
  bench.dashboard.refresh();
  expect(bench.timeline.demands.at(-1)).toEqual({ everywhere: [], visible: ['io'], pids: [11, 20, 12, 10] });
  bench.press('D');
  await expect.poll(() => bench.timeline.demands.at(-1)?.everywhere).toEqual(['io']);
});

test('the interval, the theme and the palette', () => {
  const bench = openBench(FAMILY);
  bench.press('d', 'ctrl+u');
  bench.type('500ms');
  bench.press('enter');
  expect(bench.timeline.interval).toBe(500);
  bench.press(':');
  bench.type('theme');
  bench.press('enter');
  bench.type('light');
  bench.press('enter', 'escape', 'escape');
  expect(bench.dashboard.paint.theme.name).toBe('light');
  expect(bench.kept().theme).toBe('light');
});

test('keys of the vim keymap move, and own keys win over both', () => {
  const bench = openBench(FAMILY, {}, 'vim', { quit: ['Q'] });
  bench.press('j', 'j', 'k');
  expect(bench.dashboard.table?.cursor).toBe(1);
  bench.press('q');
  expect(bench.calls).not.toContain('quit');
  bench.press('Q');
  expect(bench.calls).toContain('quit');
});

test('a click selects, a second one opens, a click on a header sorts, the wheel scrolls', () => {
  const bench = openBench(FAMILY);
  bench.rows();
  const click = (x: number, y: number): void => bench.input.handle({ type: 'mouse', action: 'press', button: 0, x, y });
  click(10, 9);
  expect(bench.dashboard.table?.cursor).toBe(2);
  click(1, 6);
  expect(pids(bench.rows())).toEqual([10, 11, 12, 20]);
  click(10, 7);
  click(10, 7);
  expect(bench.dashboard.page.type).toBe('detail');
});

test('typing in a prompt: moving, deleting, words', () => {
  const bench = openBench(FAMILY);
  bench.press('F4');
  bench.type('abc def');
  bench.press('ctrl+w', 'backspace', 'left', 'delete', 'home');
  bench.type('x');
  bench.press('end');
  bench.input.handle({ type: 'paste', text: 'y\u001B[31mz\n' });
  expect(bench.dashboard.prompt?.text).toBe('xaby[31mz');
  bench.press('ctrl+u');
  expect(bench.dashboard.prompt?.text).toBe('');
});

test('help lists every command with its keys', () => {
  const bench = openBench(FAMILY);
  bench.press('?');
  const { panel } = bench.dashboard;
  const text = panel?.type === 'text' ? panel.lines(120).join('\n') : '';
  for (const command of bench.dashboard.options.bindings.commands) expect(text).toContain(command.title);
  bench.press('pagedown', 'home', 'escape');
  expect(bench.dashboard.panel).toBeUndefined();
});

test('one user only, kernel threads hidden', () => {
  const bench = openBench([...FAMILY, { pid: 2, group: 'kernel', user: 'root', command: '[kthreadd]' }]);
  bench.press('u');
  bench.type('bob');
  bench.press('enter');
  expect(pids(bench.rows())).toEqual([11]);
  bench.press('escape', 'K');
  expect(pids(bench.rows())).not.toContain(2);
});
