import { describe, expect, test } from 'vitest';
import { HistoryReader } from '../../../storage/history/reader.ts';
import { EXIT } from '../../../src/model/errors.ts';
import type { Part } from '../../../src/monitors/capacity/part.ts';
import { type ServiceHistory, serviceHistory } from '../../../src/monitors/capacity/service-history.ts';
import { COHORTS, recordedBackend, REGIONS } from './recorded.ts';
import { NOW, runCapacity } from './run-capacity.ts';

async function historyOf(folder: string, part?: Part, like?: readonly string[]): Promise<ServiceHistory> {
  const reader = await HistoryReader.open(folder);
  try {
    const history = serviceHistory(reader, NOW, part, like);
    if (history === undefined) throw new Error('nothing was recorded');
    return history;
  } finally {
    reader.close();
  }
}
const total = (values: Float64Array | undefined): number => values?.reduce((sum, value) => sum + value, 0) ?? Number.NaN;
const requestsOf = ({ endpoints }: ServiceHistory): number => endpoints.reduce((sum, { requests }) => sum + total(requests), 0);
const peakOf = async (folder: string, ...words: readonly string[]): Promise<number> => JSON.parse((await runCapacity(folder, 'plan', '--json', ...words)).out).resources.cpuCores.peak.median;

describe('the history of a part', () => {
  test('of all endpoints, of all regions and of all cohorts is that of the whole', async () => {
    const folder = await recordedBackend(NOW, 1);
    const whole = await historyOf(folder);
    // What no request accounts for is of no part: what requests cost, times how many there were.
    const spent = whole.endpoints.reduce((sum, { requests, cost }) => sum + total(requests) * cost.cpuSeconds, 0);
    const routes = [...new Set(whole.endpoints.map(({ route }) => route))];
    const kinds: readonly (readonly Part[])[] = [routes.map((name) => ({ kind: 'endpoint', name })), Object.keys(REGIONS).map((name) => ({ kind: 'region', name })), Object.keys(COHORTS).map((name) => ({ kind: 'cohort', name }))];
    for (const parts of kinds) {
      const all = await Promise.all(parts.map((part) => historyOf(folder, part)));
      expect(all.reduce((sum, { of }) => sum + total(of.cpuCores), 0) / spent).toBeCloseTo(1, 1);
      expect(all.reduce((sum, one) => sum + requestsOf(one), 0) / requestsOf(whole)).toBeCloseTo(1, 2);
      for (const one of all) expect(one.times).toEqual(whole.times);
    }
  });

  test('an endpoint is told by its route, or by one method of it', async () => {
    const folder = await recordedBackend(NOW, 1);
    const whole = await historyOf(folder);
    const methodsOf = (route: string): readonly string[] => whole.endpoints.filter((endpoint) => endpoint.route === route).map(({ method }) => method);
    for (const route of new Set(whole.endpoints.map((endpoint) => endpoint.route))) {
      const all = await historyOf(folder, { kind: 'endpoint', name: route });
      expect(all.endpoints.map(({ method }) => method)).toEqual(methodsOf(route));
      let sum = 0;
      for (const method of methodsOf(route)) sum += requestsOf(await historyOf(folder, { kind: 'endpoint', name: `${method} ${route}` }));
      expect(sum).toBeCloseTo(requestsOf(all), 6);
    }
    await expect(historyOf(folder, { kind: 'endpoint', name: 'BREW /api/v1/products' })).rejects.toThrow('no requests of endpoint BREW /api/v1/products');
  });

  test('memory is what is known of each, times how many there are, and else not known', async () => {
    const folder = await recordedBackend(NOW, 1);
    const premium = await historyOf(folder, { kind: 'cohort', name: 'premium' });
    // 0.25 of all requests a second, ten sessions each, 400 kB a session.
    expect(total(premium.of.memoryBytes) / (requestsOf(await historyOf(folder)) * 0.25 * 10 * 400_000)).toBeCloseTo(1, 2);
    expect(premium.of.connections).toBeDefined();
    const free = await historyOf(folder, { kind: 'cohort', name: 'free' });
    expect(free.of.memoryBytes).toBeUndefined();
    expect(free.notes).toEqual(['Memory of cohort free is not known: the plan has none.']);
    const products = await historyOf(folder, { kind: 'endpoint', name: '/api/v1/products' });
    expect(total(products.of.memoryBytes) / total(products.of.connections)).toBeCloseTo(3e6, -4);
    const region = await historyOf(folder, { kind: 'region', name: 'DE' });
    expect([region.of.memoryBytes, region.of.connections]).toEqual([undefined, undefined]);
    expect(total(region.of.networkBitsPerSecond) / (requestsOf(region) * 9500 * 8)).toBeCloseTo(1, 2);
    expect(region.endpoints).toHaveLength(1);
    expect(region.endpoints[0]?.cost.cpuSeconds).toBeGreaterThan(0);
  });

  test('hours of which nothing was recorded are gaps, and those without a request are none', async () => {
    const folder = await recordedBackend(NOW, 1, { skipped: (hour) => hour >= 100 && hour < 104 });
    for (const part of [undefined, { kind: 'region', name: 'DE' }] as const) {
      const { endpoints } = await historyOf(folder, part);
      for (const { requests } of endpoints) {
        expect([...requests.subarray(100, 104)].every(Number.isNaN)).toBe(true);
        expect(requests.filter(Number.isNaN)).toHaveLength(4);
      }
    }
  });
});

describe('capacity plan --of', () => {
  test('tells of what in its title, JSON and CSV, and grows with users', async () => {
    const folder = await recordedBackend(NOW, 2);
    const [plain, grown, all] = [await peakOf(folder, '--of', 'region:de'), await peakOf(folder, '--of', 'region:DE', '--growth', '1.5'), await peakOf(folder)];
    expect(grown / plain).toBeCloseTo(1.5, 1);
    expect(plain).toBeLessThan(all / 2);
    expect((await runCapacity(folder, 'plan', '--of', 'region:DE')).out).toMatch(/^What the next 7 days need of region DE, at 95 %[^\n]*\nRequests: [^\n]*\nMemory of region DE is not known: the plan has none\.\n/);
    const json = JSON.parse((await runCapacity(folder, 'plan', '--json', '--of', 'cohort:premium')).out);
    expect(json).toMatchObject({ of: { kind: 'cohort', name: 'premium' }, scenario: { growth: 1, newRegions: [] }, baselinePerInstance: { memoryBytes: null } });
    expect(Object.keys(json.resources)).toEqual(['cpuCores', 'memoryBytes', 'connections', 'networkBitsPerSecond']);
    const csv = (await runCapacity(folder, 'plan', '--format', 'csv', '--of', 'endpoint:/api/v1/search?q=~')).out.split('\n');
    expect(csv[1]?.split(',').at(-2)).toBe('endpoint:/api/v1/search?q=~');
  });

  test('peaks of all regions sum to that of the whole, less what no request accounts for', async () => {
    const folder = await recordedBackend(NOW, 2);
    const { resources: { cpuCores: { peak, byRequests } }, baselinePerInstance } = JSON.parse((await runCapacity(folder, 'plan', '--json')).out);
    let sum = 0;
    for (const country of Object.keys(REGIONS)) sum += await peakOf(folder, '--of', `region:${country}`);
    expect(Math.abs(sum / (peak.median - byRequests.base) - 1)).toBeLessThan(0.05);
    expect(baselinePerInstance.memoryBytes).toBeGreaterThan(2.5e8);
  });

  test('is backtested too', async () => {
    const folder = await recordedBackend(NOW);
    const { out, exit } = await runCapacity(folder, 'backtest', '--of', 'cohort:free', '--json', '--cloud', 'gcp');
    expect(exit).toBe(EXIT.ok);
    const { of, ways, peakErrors } = JSON.parse(out);
    expect(of).toEqual({ kind: 'cohort', name: 'free' });
    expect(ways[0].held).toBe(ways[0].plans);
    // Without what is always there ups and downs are a larger part than those of the whole.
    const errors = peakErrors.map(Math.abs).sort((left: number, right: number) => left - right);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.15);
    expect(errors.at(-1)).toBeLessThan(0.35);
    expect((await runCapacity(folder, 'backtest', '--of', 'cohort:free', '--instance', 'c7a.medium')).out).toMatch(/^Plans of 7 days of cohort free at 95 %/);
  });

  test('an old history without regions and cohorts says how they are known', async () => {
    const folder = await recordedBackend(NOW, 1, { audience: false });
    for (const words of [['--of', 'region:DE'], ['--new-region', 'DE=x2']]) {
      const { out, err, exit } = await runCapacity(folder, 'plan', ...words);
      expect([out, err, exit]).toEqual(['', 'no requests of regions are known; docs/geo.md tells how they are\n', EXIT.data]);
    }
    expect((await runCapacity(folder, 'plan', '--of', 'cohort:free')).err).toContain('docs/endpoints.md');
    expect((await runCapacity(folder, 'plan', '--of', 'endpoint:/api/v1/products')).exit).toBe(EXIT.ok);
  });
});

describe('capacity plan --new-region', () => {
  test('at opposite hours has a lower peak than at the same, and several add up', async () => {
    const folder = await recordedBackend(NOW, 2);
    const plain = await peakOf(folder);
    const [same, opposite] = [await peakOf(folder, '--new-region', 'DE=x2'), await peakOf(folder, '--new-region', 'DE=x2+12h')];
    expect(opposite).toBeLessThan(same * 0.95);
    expect(opposite).toBeGreaterThan(plain);
    const { scenario: { newRegions }, notes, resources } = JSON.parse((await runCapacity(folder, 'plan', '--json', '--new-region', 'DE=x2', '--new-region', 'JP=x0.5-3h', '--days', '2', '--days', '3')).out);
    expect(newRegions).toEqual([{ like: 'DE', factor: 2, shiftSeconds: 0 }, { like: 'JP', factor: 0.5, shiftSeconds: -10_800 }]);
    expect(notes).toEqual(['With a new region: 2 times the requests of DE at the same hours.', 'With a new region: 0.5 times the requests of JP, its day 3 h earlier.']);
    expect(resources.cpuCores.steps).toHaveLength(72);
  });

  test('what-if may be said several times: all of it counts', async () => {
    const folder = await recordedBackend(NOW, 1);
    const [one, both] = [await peakOf(folder, '--grow', '/api/v1/search?q=~=3'), await peakOf(folder, '--grow', '/api/v1/search?q=~=3', '--grow', '/api/v1/products=3')];
    expect(both).toBeGreaterThan(one * 1.01);
  });
});
