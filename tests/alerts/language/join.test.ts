import { describe, expect, test } from 'vitest';
import { storeOf, valuesOf } from '../support.ts';

const store = storeOf({
  'used{mount="/",dev="a"}': '90', 'used{mount="/home",dev="b"}': '40',
  'size{mount="/",dev="a"}': '100', 'size{mount="/home",dev="b"}': '80', 'size{mount="/var",dev="c"}': '10',
  'owner{mount="/",team="core"}': '1', 'owner{mount="/home",team="home"}': '1',
  'part{mount="/",n="1"}': '3', 'part{mount="/",n="2"}': '4',
});
const values = (expression: string): Record<string, number> => valuesOf(expression, store, 0);
const fault = (expression: string) => expect(() => values(expression));

describe('arithmetic and comparisons of series', () => {
  test.each([
    ['used / size', { '{dev="a", mount="/"}': 0.9, '{dev="b", mount="/home"}': 0.5 }],
    ['used / on (mount) size', { '{mount="/"}': 0.9, '{mount="/home"}': 0.5 }],
    ['used / ignoring (dev) size', { '{mount="/"}': 0.9, '{mount="/home"}': 0.5 }],
    ['size - used > 20', { '{dev="b", mount="/home"}': 40 }],
    ['used > size / 2', { 'used{dev="a", mount="/"}': 90 }],
    ['used > bool size / 2', { '{dev="a", mount="/"}': 1, '{dev="b", mount="/home"}': 0 }],
    ['used > on (mount) 0.8 * size', { '{mount="/"}': 90 }],
    ['100 - used', { '{dev="a", mount="/"}': 10, '{dev="b", mount="/home"}': 60 }],
    ['50 < used', { 'used{dev="a", mount="/"}': 90 }],
    ['50 > bool used', { '{dev="a", mount="/"}': 0, '{dev="b", mount="/home"}': 1 }],
    ['used * on (mount) group_left (team) owner', { '{dev="a", mount="/", team="core"}': 90, '{dev="b", mount="/home", team="home"}': 40 }],
    ['owner * on (mount) group_right (team) used', { '{dev="a", mount="/", team="core"}': 90, '{dev="b", mount="/home", team="home"}': 40 }],
    ['used + on (mount) group_left (none) owner', { '{dev="a", mount="/"}': 91, '{dev="b", mount="/home"}': 41 }],
    ['part / ignoring (n, team) group_left owner', { '{mount="/", n="1"}': 3, '{mount="/", n="2"}': 4 }],
    ['-used', { '{dev="a", mount="/"}': -90, '{dev="b", mount="/home"}': -40 }],
    ['+used', { 'used{dev="a", mount="/"}': 90, 'used{dev="b", mount="/home"}': 40 }],
    ['used / none', {}], ['none / on (mount) part', {}],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual(wanted));

  test('what is not clear is refused in Prometheus\' words', () => {
    fault('used / on (mount) part').toThrow(/^found duplicate series for the match group on the right hand-side of the operation: .*many-to-many matching not allowed$/);
    fault('part / on (mount) group_right used').toThrow(/on the left hand-side/);
    fault('part / on (mount) used').toThrow(/^multiple matches for labels: many-to-one matching must be explicit/);
    fault('part / on (mount) group_left (n) label_replace(used, "n", "", "", "")').toThrow(/^multiple matches for labels: grouping labels must ensure unique matches$/);
  });
});

describe('and, or, unless', () => {
  test.each([
    ['used and size', { 'used{dev="a", mount="/"}': 90, 'used{dev="b", mount="/home"}': 40 }],
    ['size unless used', { 'size{dev="c", mount="/var"}': 10 }],
    ['size unless on (mount) part', { 'size{dev="b", mount="/home"}': 80, 'size{dev="c", mount="/var"}': 10 }],
    ['used and on (mount) part > 3', { 'used{dev="a", mount="/"}': 90 }],
    ['used > 50 or size < 50', { 'used{dev="a", mount="/"}': 90, 'size{dev="c", mount="/var"}': 10 }],
    ['used or size', { 'used{dev="a", mount="/"}': 90, 'used{dev="b", mount="/home"}': 40, 'size{dev="c", mount="/var"}': 10 }],
    ['owner or on (mount) size', { 'owner{mount="/", team="core"}': 1, 'owner{mount="/home", team="home"}': 1, 'size{dev="c", mount="/var"}': 10 }],
    ['used and on () none', {}], ['used and on () owner', { 'used{dev="a", mount="/"}': 90, 'used{dev="b", mount="/home"}': 40 }],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual(wanted));
});
