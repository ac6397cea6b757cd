import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../../src/model/errors.ts';
import { temporaryFolder } from '../../config/support.ts';
import { recordedBackend } from './recorded.ts';
import { NOW, runCapacity as run } from './run-capacity.ts';

describe('capacity plan', () => {
  test('tells what is needed when, on which type, why, and what it costs', async () => {
    const folder = await recordedBackend(NOW, 2);
    const { out, err, exit } = await run(folder, 'plan', '--instance', 'c7a.medium', '--json');
    expect([err, exit]).toEqual(['', EXIT.ok]);
    const { resources, plan, cost, fixed, instance, requests } = JSON.parse(out);
    expect(Object.keys(resources)).toEqual(['cpuCores', 'memoryBytes', 'connections', 'networkBitsPerSecond']);
    expect(resources.cpuCores.steps).toHaveLength(168);
    expect(resources.cpuCores.peak.bound).toBeGreaterThan(resources.cpuCores.peak.median);
    expect(resources.cpuCores.byRequests.share).toBeGreaterThan(0.9);
    expect(requests.expectedError).toBeLessThan(0.3);
    expect(instance).toMatchObject({ cloud: 'aws', type: 'c7a.medium', vcpus: 1 });
    // Lines follow one another through the whole week, and hold each step's need at 70 % of a core each.
    // The last hour of the past has one sample at its start: it is not whole, and foretold.
    expect(plan[0].from).toBe(new Date(NOW - 3_600_000).toISOString());
    for (const [index, line] of plan.slice(1).entries()) expect(line.from).toBe(plan[index].to);
    for (const { time, need } of resources.cpuCores.steps) expect(plan.find((line: { from: string; to: string }) => line.from <= time && time < line.to).instances * 0.7).toBeGreaterThanOrEqual(need * (1 - 1e-6));
    expect(cost.amount).toBeCloseTo(cost.instanceHours * instance.hourly, 3);
    expect(cost.amount).toBeLessThanOrEqual(fixed.amount);
    expect(cost.priceDate).toMatch(/^2026-\d\d-\d\d$/);
  });

  test('as text it says how well it can be told first; as CSV it is lines alone', async () => {
    const folder = await recordedBackend(NOW);
    const { out } = await run(folder, 'plan');
    expect(out).toMatch(/^What the next 7 days need, at 95 %, by what was recorded from 2026-06-01 .*\nRequests: It cannot be told better than/);
    expect(out).not.toContain('NaN');
    expect((await run(folder, 'plan', '--format', 'csv')).out.split('\n')[0]).toBe('from,to,instances,because,need,need_at,cloud,region,instance,cost,currency,of,memory_bytes_before_requests');
  });

  test('what if: growth, a cheaper route, a campaign', async () => {
    const folder = await recordedBackend(NOW, 2);
    const peak = async (...words: readonly string[]): Promise<number> => JSON.parse((await run(folder, 'plan', '--json', ...words)).out).resources.cpuCores.peak.median;
    const plain = await peak();
    expect(await peak('--growth', '1.5')).toBeGreaterThan(plain * 1.1);
    expect(await peak('--cheaper', '/api/v1/search?q=~=50%')).toBeLessThan(plain);
    expect(await peak('--grow', '/api/v1/search?q=~=3')).toBeGreaterThan(plain);
    expect(await peak('--campaign', '2026-06-24T12:00Z/4h=x3')).toBeGreaterThan(plain * 1.2);
  });

  test.each([
    [['--instance', 'c9z.large'], 'no instance type'], [['--cheaper', '/none=30%'], 'no requests of /none'], [['--cheaper', '30%'], 'write a route'], [['--cheaper', '/a=150%'], 'nothing can cost less'], [['--campaign', 'soon'], 'write when'], [['--margin', 'much'], 'a part such as'],
    [['--days', '0'], '--days'], [['--days', 'NaN'], '--days'], [['--growth', '1e308'], 'up to 1000'], [['--margin', '10'], '10% or 0.1'],
    [['--of', 'region:FR'], 'no requests of region FR are known; name one of DE, US, JP'], [['--of', 'endpoint:/api/v1/prodcts'], 'name one of /api/v1/products, '], [['--of', 'endpoint:POST /api/v1/products'], 'no requests of endpoint POST /api/v1/products'], [['--of', 'cohort:premum'], 'name one of premium, free'], [['--of', 'region:D=E'], 'two letters'], [['--of', '\u{1b}[2J:x'], 'use one of endpoint'],
    [['--new-region', 'FR=x2'], 'no requests of region FR are known; name one of DE, US, JP'], [['--new-region', 'D=E=x2'], 'write the region'], [['--new-region', 'DE=x2', '--of', 'region:DE'], 'of the whole service'], [['--of', 'cohort:free', '--grow', '/a=2'], 'not told apart by route'], [['--region', 'nowhere'], '--region'], [['--cloud', 'gcp', '--instance', 'm7i.large'], 'catalogue of gcp'],
     [['--growth', '0'], '--growth'], [['--confidence', '2'], 'confidence'],
  ])('%j is one clear line', async (words, told) => {
    const { out, err } = await run(await recordedBackend(NOW, 1), 'plan', ...words);
    expect(out).toBe('');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(told);
    expect(err.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('as a PDF it goes to a file, whole', async () => {
    const folder = await recordedBackend(NOW, 2);
    const path = join(temporaryFolder(), 'plan.pdf');
    expect((await run(folder, 'plan', '--format', 'pdf')).err).toContain('--out plan.pdf');
    expect((await run(folder, 'plan', '--format', 'pdf', '--out', path)).out).toContain('plan.pdf: What the next 7 days need');
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.subarray(-6).toString().trim()).toBe('%%EOF');
    expect((await run(folder, 'plan', '--format', 'pdf', '--out', path)).err).toContain('--force');
  });

  test('without a history it says how to have one', async () => {
    expect((await run(temporaryFolder(), 'plan')).err).toContain('pyprocwatch record');
  });
});

describe('capacity backtest', () => {
  test('tries its own plans in the past, beside last week\'s peak and that with a buffer', async () => {
    const { out, exit } = await run(await recordedBackend(NOW), 'backtest', '--instance', 'c7a.medium', '--json');
    expect(exit).toBe(EXIT.ok);
    const { ways, peakErrors, origins } = JSON.parse(out);
    expect(ways.map(({ name }: { name: string }) => name)).toEqual(['this plan', 'last week\'s peak + 30 %', 'last week\'s peak']);
    expect(peakErrors).toHaveLength(origins.length);
    for (const error of peakErrors) expect(Math.abs(error)).toBeLessThan(0.15);
    expect(ways[0].held).toBe(ways[0].plans);
    expect(ways[0].wastedCoreHours).toBeLessThan(ways[1].wastedCoreHours);
  });

  test('as text, and where the history is too short', async () => {
    expect((await run(await recordedBackend(NOW), 'backtest')).out).toMatch(/^Plans of 7 days at 95 %[\s\S]*this plan[\s\S]*The highest CPU was typically/);
    expect((await run(await recordedBackend(NOW, 1), 'backtest')).err).toContain('days are needed');
  });
});
