import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageBytes, parsePageSize } from '../../../../src/collectors/linux/processes/page-size.ts';

const words = (...values: bigint[]): Buffer => Buffer.from(BigUint64Array.from(values).buffer);

test.runIf(process.platform === 'linux')('is that of this kernel', () => {
  expect(pageBytes()).toBe(Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })));
});

test('is found among the other values of the vector', () => {
  expect(parsePageSize(words(33n, 140_000n, 16n, 6n, 6n, 65_536n, 0n, 0n), 8, true)).toBe(65_536);
  expect(parsePageSize(Buffer.from(Uint32Array.of(16, 6, 6, 16_384, 0, 0).buffer), 4, true)).toBe(16_384);
});

test('is the usual one where the vector does not say, or says nonsense', () => {
  expect(parsePageSize(words(0n, 0n), 8, true)).toBe(4096);
  expect(parsePageSize(words(6n, 5n), 8, true)).toBe(4096);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom<4 | 8>(4, 8), fc.boolean(), (bytes, width, little) => {
    expect(parsePageSize(Buffer.from(bytes), width, little)).toBeGreaterThanOrEqual(1024);
  }));
});
