import { expect, test } from 'vitest';
import { goFloat } from '../../../src/alerts/language/go-float.ts';

/** Taken down from promtool 2.42: `{{ $value }}`. */
test.each([
  [0, '0'], [-0, '-0'], [1, '1'], [0.5, '0.5'], [123_456, '123456'], [999_999.5, '999999.5'], [1e6, '1e+06'], [2 ** 31, '2.147483648e+09'], [1_234_567.5, '1.2345675e+06'], [-12_345.678, '-12345.678'],
  [0.0001, '0.0001'], [0.000_012_34, '1.234e-05'], [1e21, '1e+21'], [1.5e300, '1.5e+300'], [1e-300, '1e-300'], [Infinity, '+Inf'], [-Infinity, '-Inf'], [Number.NaN, 'NaN'],
])('%d is %s', (value, text) => expect(goFloat(value)).toBe(text));
