import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePoints, parseSeries } from '../../../src/alerts/testing/series-notation.ts';
import { expectQuick } from '../../model/support.ts';
import { faultOf } from '../support.ts';

const _ = undefined;

describe('values, as promtool writes them', () => {
  test.each([
    ['1 2 3', [1, 2, 3]], ['', []], ['  1\n2\t3 ', [1, 2, 3]], ['-2.5 +3 .5 1e3 1.', [-2.5, 3, 0.5, 1000, 1]], ['1x3', [1, 1, 1, 1]], ['0+10x3', [0, 10, 20, 30]], ['10-2x4', [10, 8, 6, 4, 2]], ['-2+4x3', [-2, 2, 6, 10]], ['1+0.5x2', [1, 1.5, 2]], ['5x0', [5]],
    ['1 _x3 2', [1, _, _, _, 2]], ['_ 1', [_, 1]], ['1 stale', [1, 'stale']], ['stalex2', ['stale', 'stale', 'stale']], ['NaN Inf -Inf', [Number.NaN, Infinity, -Infinity]], ['Infx1', [Infinity, Infinity]], ['0x4', [0, 0, 0, 0, 0]], ['1e3x1', [1000, 1000]],
  ])('%s', (text, wanted) => expect(parsePoints(text)).toEqual(wanted));

  test.each([['1 two 3', 'two'], ['1 + 2', '+'], ['1x', '1x'], ['1+2', '1+2'], ['x3', 'x3'], ['1x-3', '1x-3'], ['_+1x3', '_+1x3'], ['1x99999999', '1x99999999'], ['1x60000 1x60000', '1x60000']])('%s is a mistake', (text, at) => {
    const fault = faultOf(text, parsePoints);
    expect([fault.at, fault.what]).toEqual([at, `"${at}" is no value`]);
    expect(fault.mend).toContain('0+10x5');
  });

  test('a hundred thousand values are quick', () => expectQuick(() => expect(parsePoints('0+1x99999')).toHaveLength(100_000), 200));

  test('as many as are said', () => {
    fc.assert(fc.property(fc.nat(100), fc.integer({ min: -50, max: 50 }), fc.integer({ min: -5, max: 5 }), (count, first, step) => {
      expect(parsePoints(`${first}${step < 0 ? '' : '+'}${step}x${count}`)).toEqual(Array.from({ length: count + 1 }, (__, index) => first + step * index));
    }));
  });
});

describe('a series', () => {
  test.each([['up', 'up{}'], ['up{job="x", instance="a:1"}', 'up{instance="a:1", job="x"}'], ['{__name__="up",job="x"}', 'up{job="x"}'], ['(up)', 'up{}']])('%s', (text, wanted) => expect(String(parseSeries(text))).toBe(wanted));
  test.each(['up{job=~"x"}', 'up{job!="x"}', 'up[5m]', 'up offset 5m', 'up > 5', '5', 'sum(up)'])('%s is none', (text) => expect(faultOf(text, parseSeries)).toMatchObject({ what: `"${text}" is no series`, mend: 'write name{label="value"}' }));
});
