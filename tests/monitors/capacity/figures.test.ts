import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inner } from '../../../src/alerts/language/ast.ts';
import { METRIC_NAME } from '../../../src/alerts/language/label-set.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { figuresOf } from '../../../src/monitors/capacity/figures.ts';
import { PART_KINDS } from '../../../src/monitors/capacity/part.ts';

/** Labels that a selector asks for. */
function askedFor(selector: string): Readonly<Record<string, string>> {
  const node = inner(parseExpression(selector));
  if (node.type !== 'selector') throw new Error(`${selector} is no selector`);
  return Object.fromEntries(node.matchers.filter(({ label }) => label !== METRIC_NAME).map(({ label, operator, value }) => [label, `${operator}${value}`]));
}

test('whatever a part is called, its figures are asked for by exactly that name', () => {
  const anyName = fc.oneof(fc.string({ minLength: 1, maxLength: 80 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), fc.constantFrom('/a="b"', '/a\\', '"}', '/x"} or up{a="', '{{}}', '/\u{202e}x', '/`', 'GET /a b', ' /pay')).map(safeText);
  fc.assert(fc.property(fc.constantFrom(...PART_KINDS), anyName, (kind, name) => {
    const all = figuresOf({ kind, name });
    const last = all.at(-1);
    for (const { requests, costs, taken, memoryOfEach } of all) {
      const selectors = [requests, costs?.cpuSeconds, costs?.low, costs?.high, memoryOfEach?.count, memoryOfEach?.bytes, ...Object.values(taken).flatMap((figures) => figures.map(([selector]) => selector))].filter((selector) => selector !== undefined);
      expect(selectors.length).toBeGreaterThan(3);
      for (const selector of selectors) {
        const { route, name: own, country, method, ...rest } = askedFor(selector);
        expect(rest).toEqual({});
        const told = method === undefined ? route ?? own ?? country : `${method} ${(route ?? '').slice(1)}`;
        expect(told).toBe(`=${name}`);
      }
    }
    // A method and a route first, where it may be both.
    expect(all).toHaveLength(kind === 'endpoint' && name.includes(' ') ? 2 : 1);
    expect(askedFor(last?.requests ?? '')['method']).toBeUndefined();
  }));
});
