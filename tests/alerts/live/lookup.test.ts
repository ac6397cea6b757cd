import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { fits } from '../../../src/alerts/language/functions/series.ts';
import { MATCH_OPERATORS, type SelectorNode } from '../../../src/alerts/language/ast.ts';
import { SnapshotSource } from '../../../src/alerts/live/snapshot-source.ts';
import { process } from '../../../src/model/kinds/process.ts';
import type { Row } from '../../model/support.ts';
import { BEGIN, framesOf, snapshotOf } from './snapshots.ts';

const NAMES = ['node', 'bash', 'ü', ''] as const;
const row = fc.record({ pid: fc.integer({ min: 1, max: 6 }), name: fc.constantFrom(...NAMES), user: fc.constantFrom('ann', 'www', ''), container: fc.constantFrom('a.service', ''), command: fc.constantFrom('node x', 'bash', ''), cpuPercent: fc.constantFrom(0, 50, Number.NaN) });
const matcher = fc.record({
  label: fc.constantFrom('name', 'user', 'pid', 'container', 'command', 'started', 'nothing'), operator: fc.constantFrom(...MATCH_OPERATORS), value: fc.constantFrom(...NAMES, '3', 'node x', 'n.*|3', '.*', '.+', '1970-01-01T00:00:05.000Z'),
});
const text = (value: number | string | undefined): string => (typeof value === 'number' ? String(value) : (value ?? ''));

/** Whether a row fits, worked out plainly. */
const passes = (given: Row, { matchers }: Pick<SelectorNode, 'matchers'>): boolean => matchers.every((each) => fits(each)(each.label === 'started' ? '1970-01-01T00:00:05.000Z' : each.label === 'nothing' ? '' : text(given[each.label])));

test('rows that are looked up by an index are those that a scan finds', () => {
  fc.assert(fc.property(fc.uniqueArray(row, { selector: ({ pid }) => pid, maxLength: 6 }), fc.array(fc.array(matcher, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows, selectors) => {
    const source = new SnapshotSource([], 1000);
    source.observe(snapshotOf(BEGIN, framesOf([process, rows.map((each) => ({ ...each, startTime: 5 }))])));
    // Several in turn: what was found for one must not show in another.
    for (const matchers of [...selectors, ...selectors]) {
      const node = parseExpression('process.cpu');
      if (node.type !== 'selector') throw new Error('no selector');
      const selector: SelectorNode = { ...node, matchers };
      const wanted = rows.filter((each) => !Number.isNaN(each.cpuPercent) && passes(each, selector)).map(({ pid, cpuPercent }) => `${pid} ${cpuPercent}`);
      expect(source.instant(selector, BEGIN).map(({ labels, value }) => `${labels.get('pid')} ${value}`)).toEqual(wanted);
      expect(source.instant(selector, BEGIN, (value) => value > 10).map(({ value }) => value)).toEqual(wanted.filter((each) => each.endsWith(' 50')).map(() => 50));
    }
  }), { numRuns: 500 });
});
