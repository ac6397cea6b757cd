import { expect, test } from 'vitest';
import { History, MobileBackendMonitor } from '../../src/index.ts';
import { recordedBackend } from '../cli/capacity/recorded.ts';
import { temporaryFolder } from '../config/support.ts';

test('what the next days need at most, with a margin, and more for more users', async () => {
  const monitor = new MobileBackendMonitor({ folder: await recordedBackend(Date.now() - (Date.now() % 3_600_000)) });
  const { resources, requestsPerSecond, expectedError, words } = await monitor.predictPeakResources();
  const cpu = resources.find(({ resource }) => resource === 'cpuCores');
  expect(cpu?.bound).toBeGreaterThan((cpu?.likely ?? 0) * 1.1);
  expect(Math.abs((cpu?.likely ?? 0) / (cpu?.was ?? 1) - 1)).toBeLessThan(0.25);
  expect(cpu?.time).toBeGreaterThan(Date.now() - 3_600_000);
  expect(requestsPerSecond?.bound).toBeGreaterThan(requestsPerSecond?.likely ?? Number.NaN);
  expect(expectedError).toBeLessThan(0.3);
  expect(words[0]).toMatch(/^It cannot be told better/);
  const grown = await monitor.predictPeakResources({ userGrowth: 1.5, includeSafetyMargin: false });
  expect(grown.resources.find(({ resource }) => resource === 'cpuCores')?.likely).toBeGreaterThan(cpu?.likely ?? Number.NaN);
});

test('of a part alone, which is less than the whole', async () => {
  const monitor = new MobileBackendMonitor({ folder: await recordedBackend(Date.now() - (Date.now() % 3_600_000)) });
  const cpuOf = async (request: Parameters<typeof monitor.predictPeakResources>[0]): Promise<number> => (await monitor.predictPeakResources(request)).resources.find(({ resource }) => resource === 'cpuCores')?.likely ?? Number.NaN;
  const [whole, region] = [await cpuOf({}), await cpuOf({ of: { kind: 'region', name: 'de' } })];
  expect(region).toBeGreaterThan(0.05 * whole);
  expect(region).toBeLessThan(0.5 * whole);
  const { words } = await monitor.predictPeakResources({ of: { kind: 'region', name: 'DE' } });
  expect(words).toContain('Memory of region DE is not known: the plan has none.');
  await expect(cpuOf({ of: { kind: 'cohort', name: 'gold' } })).rejects.toThrow(expect.objectContaining({ line: expect.stringContaining('name one of free, premium') }));
});

test('without a history it says so', async () => {
  await expect(new MobileBackendMonitor({ folder: temporaryFolder() }).predictPeakResources()).rejects.toThrow(/history/);
});

test('the history foretells a figure by name and labels', async () => {
  using history = await History.open(await recordedBackend(Date.UTC(2026, 5, 22)));
  const [first] = history.forecast('http.server.requests{route="/api/v1/products"}', { horizon: 2 * 86_400 });
  expect(first?.labels).toContainEqual(['route', '/api/v1/products']);
  expect(first?.forecast.points).toHaveLength(48);
  expect(first?.forecast.expectedError).toBeLessThan(0.3);
});
