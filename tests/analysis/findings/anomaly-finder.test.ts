import { expect, test } from 'vitest';
import { AnomalyFinder } from '../../../src/analysis/findings/anomaly-finder.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { group } from '../../../src/model/kinds/group.ts';
import { frameOf } from '../../model/support.ts';

const MINUTE = 60_000;

/** One look a minute at programs of these names. */
function minute(finder: AnomalyFinder, number: number, ...names: readonly string[]): void {
  finder.observe(new Snapshot(1_760_000_040_000 + number * MINUTE, 60, [frameOf(group, names.map((name) => ({ name, cpuPercent: 10, rssBytes: 2 ** 30 })))], [], () => undefined));
}

/** What it wants to know the past of. */
function wanted(finder: AnomalyFinder): string[] {
  const names: string[] = [];
  for (let figure = finder.nextToLearn(); figure !== undefined; figure = finder.nextToLearn()) names.push(`${figure.subject} ${figure.field}`);
  return names;
}

test('programs that come and go are forgotten when they are too many, those gone for longest first; one that comes back asks for its past again', () => {
  const finder = new AnomalyFinder();
  for (let number = 0; number < 100; number += 1) minute(finder, number, 'always', `job-${number}`);
  expect(wanted(finder).filter((name) => name.startsWith('always'))).toEqual(['always cpuPercent', 'always rssBytes']);
  minute(finder, 100, 'always', 'job-98');
  expect(wanted(finder)).toEqual([]);
  minute(finder, 101, 'always', 'job-1');
  expect(wanted(finder)).toEqual(['job-1 cpuPercent', 'job-1 rssBytes']);
});

test('what is forgotten is not asked for any more, where nobody answers', () => {
  const finder = new AnomalyFinder();
  for (let number = 0; number < 200; number += 1) minute(finder, number, `job-${number}`);
  // Eighty, and those of the minute that goes on.
  expect(wanted(finder).length).toBeLessThanOrEqual(82);
});
