import { expect, test } from 'vitest';
import { type Frame, FrameBuilder } from '../../src/model/frame.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import type { Foreseen } from '../../src/model/timeline.ts';
import { draw } from './draw.tsx';
import { type Bench, NOW, openBench, snapshotOf } from './support.ts';

const ROWS = [{ pid: 10, cpu: 50, command: '/usr/bin/leaky --all', group: 'web' }, { pid: 11, cpu: 5, command: '/bin/quiet', group: 'calm' }];
const WORDS = 'its memory grew by 12 MB an hour for 7 hours without ever going back, which nothing else of this group did in the last days, and at this pace its limit of 2 GB is reached tomorrow at noon';

function findings(rows: readonly { kind: string; key: string; score: number; type?: number; words?: string; since?: number; figure?: string }[]): Frame {
  const builder = new FrameBuilder(finding);
  rows.forEach(({ kind, key, score, type = 3, words = WORDS, since = NOW - 60, figure = 'rssBytes' }, index) => builder.add({
    id: safeText(`f${index}`), type, score, subjectKind: safeText(kind), subject: safeText(key), subjectKey: safeText(key), figure: safeText(figure), words: safeText(words), since,
  }));
  return builder.build();
}

function benchWith(frame: Frame): Bench {
  const bench = openBench(ROWS);
  bench.timeline.show(snapshotOf(ROWS, [], NOW * 1000, [frame]));
  return bench;
}
const KEY = `10@${NOW - 100}`;

test('rows of which something was found have a mark before their command, the others none', () => {
  const bench = benchWith(findings([{ kind: 'process', key: KEY, score: 92 }, { kind: 'group', key: 'web', score: 60 }]));
  expect(bench.rows().find((row) => row.includes('leaky'))).toMatch(/ !! \/usr\/bin\/leaky --all/);
  expect(bench.rows().find((row) => row.includes('quiet'))).not.toContain('!');
  bench.press('g');
  expect(bench.rows().find((row) => row.includes('web'))).toMatch(/ ! web/);
  expect(bench.rows().find((row) => row.includes('calm'))).not.toContain('!');
});

test('rows keep their width with a mark, and lose it when nothing is found any more', () => {
  const bench = benchWith(findings([{ kind: 'process', key: KEY, score: 92 }]));
  for (const width of [60, 80, 200]) for (const row of bench.rows(width)) expect(displayWidth(row)).toBe(width);
  bench.timeline.show(snapshotOf(ROWS));
  expect(bench.rows().join('\n')).not.toContain('!');
});

test.each([[80, 24], [200, 60]])('the overview of a process says all of the evidence at %ix%i', async (columns, rows) => {
  const bench = benchWith(findings([{ kind: 'process', key: KEY, score: 92 }]));
  bench.press('enter');
  const text = (await draw(bench, columns, rows)).join(' ').replace(/\s+/g, ' ');
  expect(text).toContain(`! LEAK 92% ${WORDS}`);
  expect(text).toContain('user alice');
});

test.each([[80, 24], [200, 60]])('the processes of a group stand under the evidence at %ix%i', async (columns, rows) => {
  const bench = benchWith(findings([{ kind: 'group', key: 'web', score: 60, type: 1 }]));
  bench.press('g', 'enter');
  const text = (await draw(bench, columns, rows)).join(' ').replace(/\s+/g, ' ');
  expect(text).toContain(`! anomaly 60% ${WORDS}`);
  expect(text).toContain('leaky');
});

test('w shows what was found, and Enter leads to what it is about', () => {
  const bench = benchWith(findings([{ kind: 'process', key: KEY, score: 92 }, { kind: 'group', key: 'web', score: 60 }, { kind: 'host', key: 'vm', score: 55, words: 'the host is busy' }]));
  bench.press('w');
  expect(bench.rows()[1]).toContain('LEAK');
  bench.press('enter');
  expect(bench.dashboard.page).toMatchObject({ type: 'detail', process: { pid: 10 } });
  bench.press('escape', 'down', 'enter');
  expect(bench.dashboard.page).toMatchObject({ type: 'table', only: { field: 'group', value: 'web' } });
  bench.press('escape', 'end', 'enter');
  expect(bench.dashboard.message?.text).toBe('the host is busy');
});

test('going to where something began says what it was', async () => {
  const bench = openBench(ROWS);
  bench.travel.findings = [NOW * 1000 - 300_000];
  bench.travel.found = [findings([{ kind: 'group', key: 'old', score: 90, words: 'since long', since: NOW - 3000 }, { kind: 'group', key: 'web', score: 60, words: 'web was busy', since: NOW - 301 }])];
  bench.press('A');
  await expect.poll(() => bench.dashboard.message?.text).toBe('web was busy');
});

test('what grows is drawn over all of its time with its floor; what else has a limit is told below', async () => {
  const bench = benchWith(findings([{ kind: 'process', key: KEY, score: 92, figure: 'anonymousBytes', since: NOW - 3000 }]));
  const limited = (figure: string, forecast: Foreseen['forecast']): Foreseen => ({ figure, value: 500, limit: 1024, of: 'open files it may have', forecast });
  bench.travel.limits = [
    limited('openFiles', { secondsToLimit: 7200, low: 6000, high: 9000, confidence: 0.93, slopePerHour: 262 }), limited('anonymousBytes', undefined),
    { figure: 'threads', value: 10, limit: 110, of: 'tasks allowed in /web', forecast: undefined },
  ];
  bench.press('enter');
  await expect.poll(() => bench.travel.selectors.map(({ field }) => field)).toContain('anonymousBytes');
  const text = (await draw(bench, 160, 60)).join(' ').replace(/\s+/g, ' ');
  expect(text).toContain('Memory of its own, and the floor it kept');
  expect(text).toContain('heads for open files it may have: open files 500, used up (1024) in about 2.0 h [1.7 h to 2.5 h] at 262 an hour; 93% sure');
  expect(text).toContain('room left threads 100 (tasks allowed in /web)');
  // Said by what was found.
  expect(text).not.toContain('room left memory');
});
