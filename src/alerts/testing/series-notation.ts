import type { Span } from '../language/ast.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { LabelSet, METRIC_NAME } from '../language/label-set.ts';
import { parseExpression } from '../language/parser.ts';
import { inner } from '../language/ast.ts';
import type { Point } from './series-store.ts';

/** `up{job="x"}` as labels. Throws an `ExpressionError`. */
export function parseSeries(text: string): LabelSet {
  const node = inner(parseExpression(text));
  const span: Span = { from: 0, to: text.length };
  if (node.type !== 'selector' || node.range !== undefined || node.offset !== 0 || node.matchers.some(({ operator }) => operator !== '=')) {
    throw new ExpressionError(`"${text}" is no series`, span, 'write name{label="value"}');
  }
  return LabelSet.of([...(node.name === '' ? [] : [[METRIC_NAME, node.name] as const]), ...node.matchers.map(({ label, value }) => [label, value] as const)]);
}

// No hexadecimal: 0x4 is 0, and 0 four times again.
const NUMBER = String.raw`[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[iI]nf|[nN]a[nN])`;
const REPEATED = new RegExp(`^(${NUMBER}|_|stale)(?:x(\\d+))?$`);
const STEPPED = new RegExp(`^(${NUMBER})([-+](?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)x(\\d+)$`);
const MOST_POINTS = 100_000;

function numberOf(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[-+]/, '');
  if (/^inf$/i.test(bare)) return sign * Infinity;
  return /^nan$/i.test(bare) ? Number.NaN : sign * Number(bare);
}

/** `1 2 _ 3x2 0+10x5 stale`: values one after the other, undefined for none. Throws an `ExpressionError`. */
export function parsePoints(text: string): (Point | undefined)[] {
  const points: (Point | undefined)[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    const [word] = match;
    const stepped = STEPPED.exec(word);
    const repeated = stepped === null ? REPEATED.exec(word) : null;
    const count = Number(stepped?.[3] ?? repeated?.[2] ?? 0);
    if ((stepped === null && repeated === null) || points.length + count > MOST_POINTS) {
      throw new ExpressionError(`"${word}" is no value`, { from: match.index, to: match.index + word.length }, 'write numbers, _ for none, stale, 1x3 or 0+10x5');
    }
    if (stepped !== null) {
      const [first, step] = [numberOf(stepped[1] ?? ''), Number(stepped[2])];
      for (let index = 0; index <= count; index += 1) points.push(first + step * index);
      continue;
    }
    const what = repeated?.[1] ?? '';
    const point = what === '_' ? undefined : what === 'stale' ? 'stale' : numberOf(what);
    // A missing one is missing so often; a value comes once and so often again.
    for (let index = repeated?.[2] !== undefined && what === '_' ? 1 : 0; index <= count; index += 1) points.push(point);
  }
  return points;
}
