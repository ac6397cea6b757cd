import { expect, test } from 'vitest';
import { canMount, fillInRounds, healedAfter } from '../storage/alerts/full-disk.ts';

test.skipIf(!canMount)('a disk that is full, 50 times: each alert is delivered once, the store is whole and heals itself (skipped: may not mount one)', () => {
  expect(fillInRounds('96m', 50)).toEqual({ stderr: '', result: healedAfter(50) });
});
