import { expect, test } from 'vitest';
import { storeOf, valuesOf } from '../support.ts';

const store = storeOf({ 'x{a="1",b="1"}': '1', 'x{a="1",b="2"}': '3', 'x{a="2",b="1"}': '5', 'y{a="1"}': 'NaN', 'y{a="2"}': '2', 'y{a="3"}': '2', 'big{a="1"}': '1e308', 'big{a="2"}': '1e308', 'wide{a="1"}': '1e21', 'wide{a="2"}': 'Inf' });
const values = (expression: string): Record<string, number> => valuesOf(expression, store, 0);

test.each([
  ['sum(x)', { '{}': 9 }], ['sum by (a) (x)', { '{a="1"}': 4, '{a="2"}': 5 }], ['sum without (a) (x)', { '{b="1"}': 6, '{b="2"}': 3 }], ['sum by (none) (x)', { '{}': 9 }], ['sum by (__name__) (x)', { 'x{}': 9 }], ['sum without () (x)', { '{a="1", b="1"}': 1, '{a="1", b="2"}': 3, '{a="2", b="1"}': 5 }],
  ['min(x)', { '{}': 1 }], ['max by (a) (x)', { '{a="1"}': 3, '{a="2"}': 5 }], ['avg(x)', { '{}': 3 }], ['count(x)', { '{}': 3 }], ['group(x)', { '{}': 1 }], ['stdvar(x)', { '{}': 8 / 3 }], ['stddev by (a) (x)', { '{a="1"}': 1, '{a="2"}': 0 }],
  ['quantile(0.5, x)', { '{}': 3 }], ['quantile by (a) (0.25, x)', { '{a="1"}': 1.5, '{a="2"}': 5 }],
  ['topk(1, x)', { 'x{a="2", b="1"}': 5 }], ['topk by (a) (1, x)', { 'x{a="1", b="2"}': 3, 'x{a="2", b="1"}': 5 }], ['bottomk(2, x)', { 'x{a="1", b="1"}': 1, 'x{a="1", b="2"}': 3 }], ['topk(0, x)', {}], ['topk(-1, x)', {}], ['topk(NaN, x)', {}], ['topk(1.9, x)', { 'x{a="2", b="1"}': 5 }], ['topk(2, y)', { 'y{a="2"}': 2, 'y{a="3"}': 2 }], ['bottomk(2, y)', { 'y{a="2"}': 2, 'y{a="3"}': 2 }],
  ['min(y)', { '{}': 2 }], ['max(y)', { '{}': 2 }], ['sum(y)', { '{}': Number.NaN }], ['min(y > 5)', {}], ['count(z)', {}], ['avg(big)', { '{}': 1e308 }], ['sum(big)', { '{}': Infinity }],
  ['count_values("v", y)', { '{v="NaN"}': 1, '{v="2"}': 2 }], ['count_values by (a) ("v", x)', { '{a="1", v="1"}': 1, '{a="1", v="3"}': 1, '{a="2", v="5"}': 1 }], ['count_values("v", wide)', { '{v="1000000000000000000000"}': 1, '{v="+Inf"}': 1 }],
])('%s', (expression, wanted) => expect(values(expression)).toEqual(wanted));
