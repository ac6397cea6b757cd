import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateVector } from '../../../src/alerts/language/evaluate.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { printExpression } from '../../../src/alerts/language/print.ts';
import { EvaluationError } from '../../../src/alerts/language/value.ts';
import { SnapshotSource } from '../../../src/alerts/live/snapshot-source.ts';
import { expressionText } from '../language/expressions.ts';
import { seeded } from '../../storage/history/machine.ts';
import { BEGIN, snapshotWith } from './snapshots.ts';

const STEP = 30_000;

/** What an expression gives after an hour of snapshots; numbers to nine digits, since percents are ratios on the way. */
function outcome(text: string): unknown {
  const expression = parseExpression(text);
  const source = new SnapshotSource([expression], STEP);
  const random = seeded(3);
  let time = BEGIN;
  for (let step = 0; step < 60; step += 1) {
    time += STEP;
    source.observe(snapshotWith(time, ['ann', 'www'].flatMap((user, index) => (random() < 0.1 ? [] : [{ pid: index + 1, startTime: 5, name: 'node', group: 'shop', user, cpuPercent: Math.floor(random() * 100), rssBytes: 1000 * step }]))));
  }
  try {
    return evaluateVector(expression, time, source).map(({ labels, value }) => `${labels} ${value === 0 ? '0' : value.toPrecision(6)}`).sort();
  } catch (error) {
    if (error instanceof EvaluationError) return 'cannot be evaluated';
    throw error;
  }
}

test('the canonical form of a rule gives what the rule gives, percents and ratios alike', () => {
  // Results at the edge of a comparison, a remainder or a power may tip over by rounding.
  const text = expressionText(['process.cpu', 'process.rss', 'group.cpu']).filter((each) => !/[%^=]|atan2|ln\(|topk|bottomk|1d|1h30m/.test(each.replaceAll(/[!=]~?"|\{[^}]*\}/g, '')));
  fc.assert(fc.property(text, (each) => {
    const canonical = printExpression(parseExpression(each));
    expect(outcome(canonical), canonical).toEqual(outcome(each));
  }), { numRuns: 150 });
});
