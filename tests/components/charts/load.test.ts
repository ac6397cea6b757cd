import { expect, it, vi } from 'vitest';
import { loadCharts, plainLine } from '../../../components/charts/index.ts';
import { UserError } from '../../../src/model/errors.ts';
import { chart } from './support.ts';

vi.mock('blessed', () => {
  throw new Error('no such package');
});

it('says what to do when the library cannot be loaded, and the plain chart is there still', async () => {
  const error: unknown = await loadCharts().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(error instanceof UserError ? error.line : '').toBe('charts cannot be drawn: blessed-contrib could not be loaded; install it anew with npm install');
  expect(plainLine(chart())).toHaveLength(18);
});
