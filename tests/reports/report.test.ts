import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { comparison } from '../../src/reports/report.ts';
import { temporaryFolder } from '../config/support.ts';
import { CPUS, generate, MEMORY_BYTES, plainTallies, recordAll, type Sample, type Tick } from '../storage/history/machine.ts';
import { HOUR, MINUTE, reportOf } from './support.ts';

const FROM = Date.UTC(2026, 2, 3, 10);
const STEP = 10_000;

const process = (group: string, figures: Partial<Sample>): Sample => ({ pid: group.length, startTime: 1, group, user: 'root', container: '', cpuPercent: 0, rssBytes: 4096 * 1000, readBytesPerSecond: 0, ...figures });
/** Ticks of `minutes` from a minute on. */
const ticks = (from: number, minutes: number, processes: (tick: number) => readonly Sample[]): Tick[] =>
  Array.from({ length: (minutes * MINUTE) / STEP }, (_, tick) => ({ time: FROM + from * MINUTE + (tick + 1) * STEP, processes: processes(tick) }));

describe('figures', () => {
  test('cpu time, its share of the host, bytes, peaks with their time', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, ticks(0, 60, (tick) => [process('web', { cpuPercent: tick === 90 ? 300 : 100, rssBytes: MEMORY_BYTES / 4, readBytesPerSecond: 1000 }), process('idle-one', {})]));
    const report = await reportOf(folder, FROM + 1, FROM + HOUR + 1);
    const [web, idle] = report.rows;
    expect([web?.name, idle?.name, report.entities]).toEqual(['web', 'idle-one', 2]);
    const [cpu, memory, read] = [web?.figures.get('cpuPercent'), web?.figures.get('rssBytes'), web?.figures.get('readBytesPerSecond')];
    expect(cpu).toMatchObject({ peak: 300, peakAt: FROM + 91 * STEP, total: 3620, least: 100 });
    expect(Math.abs((cpu?.p50 ?? 0) - 100)).toBeLessThanOrEqual(1);
    expect(cpu?.mean).toBeCloseTo(3620 / 36, 6);
    expect(cpu?.hostPercent).toBeCloseTo(3620 / 36 / CPUS, 3);
    expect(memory).toMatchObject({ peak: MEMORY_BYTES / 4, total: Number.NaN });
    expect(memory?.hostPercent).toBeCloseTo(25, 6);
    expect(read?.total).toBe(3_600_000);
    expect(web?.presentSeconds).toBeCloseTo(3600, 6);
  });

  test('what it was in the period before, who is new, and who is gone', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, [
      ...ticks(0, 60, () => [process('web', { cpuPercent: 40 }), process('old', { cpuPercent: 10 })]),
      ...ticks(60, 60, () => [process('web', { cpuPercent: 50, rssBytes: 4096 * 2000 }), process('fresh', { cpuPercent: 5 })]),
    ]);
    const report = await reportOf(folder, FROM + HOUR + 1, FROM + 2 * HOUR + 1);
    expect(comparison(report)).toBe('all');
    const [web, fresh] = report.rows;
    expect([web?.isNew, fresh?.isNew, report.gone]).toEqual([false, true, { count: 1, names: ['old'] }]);
    expect(web?.figures.get('cpuPercent')?.before).toMatchObject({ mean: 40, peak: 40, total: 1440 });
    expect(web?.figures.get('cpuPercent')?.before?.changePercent).toBeCloseTo(25, 2);
    expect(web?.figures.get('cpuPercent')?.before?.change).toBeCloseTo(10, 2);
    expect(web?.figures.get('rssBytes')?.before?.changePercent).toBeCloseTo(100, 6);
    expect(fresh?.figures.get('cpuPercent')?.before).toMatchObject({ total: 0, changePercent: Number.NaN });
  });

  test('a change is by recorded time where less of the period before was recorded', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, [...ticks(45, 15, () => [process('web', { cpuPercent: 40 })]), ...ticks(60, 60, () => [process('web', { cpuPercent: 50 })])]);
    const report = await reportOf(folder, FROM + HOUR + 1, FROM + 2 * HOUR + 1);
    expect(comparison(report)).toBe('part');
    expect(report.before.coverage.recordedPercent).toBeCloseTo(25, 1);
    expect(report.rows[0]?.figures.get('cpuPercent')?.before?.changePercent).toBeCloseTo(25, 2);
    expect(comparison(await reportOf(folder, FROM + 45 * MINUTE, FROM + HOUR))).toBe('none');
  });

  test('the order is by any measure, and top takes the first', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, ticks(0, 20, (tick) => [process('steady', { cpuPercent: 30 }), process('spiky', { cpuPercent: tick === 7 ? 400 : 1 }), process('big', { rssBytes: 4096 * 90_000 })]));
    const names = async (asked: Parameters<typeof reportOf>[3]): Promise<string[]> => (await reportOf(folder, FROM, FROM + HOUR, asked)).rows.map(({ name }) => name);
    expect(await names({})).toEqual(['steady', 'spiky', 'big']);
    expect(await names({ measure: 'peak' })).toEqual(['spiky', 'steady', 'big']);
    expect(await names({ field: 'rssBytes', top: 1 })).toEqual(['big']);
    expect((await reportOf(folder, FROM, FROM + HOUR, { top: 1 })).entities).toBe(3);
  });
});

describe('coverage', () => {
  test('gaps, and what the figures rest on, over hours, samples and a gap', async () => {
    const folder = temporaryFolder();
    const all = generate({ seed: 3, from: FROM, ticks: 1800, intervalMilliseconds: STEP, processes: 4, gaps: 0 });
    const kept = all.filter(({ time }) => time <= FROM + 100 * MINUTE || time > FROM + 130 * MINUTE);
    await recordAll(folder, kept);
    const [from, to] = [FROM + 30 * MINUTE, FROM + 270 * MINUTE];
    const report = await reportOf(folder, from, to);
    const { recordedSeconds, recordedPercent, gapCount, gaps, restsOn } = report.coverage;
    // After the gap the first tick stands for an interval.
    expect([gapCount, gaps]).toEqual([1, [{ from: FROM + 100 * MINUTE, to: FROM + 130 * MINUTE }]]);
    expect(recordedSeconds).toBeCloseTo(210 * 60, 3);
    expect(recordedPercent).toBeCloseTo((210 / 240) * 100, 3);
    expect(restsOn.hours + restsOn.samples).toBeCloseTo(recordedSeconds, 3);
    expect([restsOn.hours > 80 * 60, restsOn.samples > 30 * 60, restsOn.minutes]).toEqual([true, true, 0]);
    const plain = plainTallies(kept, STEP, 'group', from, to);
    for (const { name, figures } of report.rows) expect(figures.get('cpuPercent')?.total).toBeCloseTo((plain.get(`${name}/cpuPercent`)?.integral ?? Number.NaN) / 100, 6);
  });

  test('a single sample after a long pause does not fill it', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, [...ticks(0, 10, () => [process('web', { cpuPercent: 10 })]), ...ticks(100, 1, () => [process('web', { cpuPercent: 10 })]).slice(0, 1)], { breakBefore: (tick) => tick === 60 });
    const { coverage, rows } = await reportOf(folder, FROM, FROM + 110 * MINUTE);
    expect([coverage.recordedSeconds, coverage.gapCount]).toEqual([610, 2]);
    expect(rows[0]?.figures.get('cpuPercent')?.total).toBeCloseTo(61, 6);
  });

  test('an hour of which only a part was recorded counts for no more than that', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, ticks(20, 130, () => [process('web', {})]));
    await recordAll(folder, ticks(190, 1, () => []));
    const { coverage } = await reportOf(folder, FROM - HOUR, FROM + 2 * HOUR);
    expect(coverage.restsOn.hours).toBeGreaterThan(0);
    expect(coverage.recordedSeconds).toBeCloseTo(100 * 60, 3);
  });

  test('a period without data says what there is', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, ticks(0, 5, () => [process('web', {})]));
    await expect(reportOf(folder, FROM + HOUR, FROM + 2 * HOUR)).rejects.toThrow(/nothing was recorded from .* to .*: what there is reaches/);
    await expect(reportOf(folder, FROM, FROM + HOUR, { kind: 'container' })).rejects.toThrow(/no containers were recorded/);
    await expect(reportOf(folder, FROM, FROM + HOUR, { kind: 'sensor', field: 'celsius' })).rejects.toBeInstanceOf(UserError);
  });

  test('a history that is made but empty says so', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, []);
    await expect(reportOf(folder, FROM, FROM + HOUR)).rejects.toThrow(/this history is empty/);
  });
});

test('parts of the host have reports of their own', async () => {
  const folder = temporaryFolder();
  await recordAll(folder, ticks(0, 70, () => [process('web', {})]));
  const cpus = await reportOf(folder, FROM, FROM + 70 * MINUTE, { kind: 'cpu', field: 'usedPercent' });
  expect(cpus.rows.map(({ name, figures }) => [name, figures.get('usedPercent')?.mean])).toEqual([['3', 30], ['2', 20], ['1', 10], ['0', 0]]);
  const host = await reportOf(folder, FROM, FROM + 70 * MINUTE, { kind: 'host' });
  expect([host.rows[0]?.name, host.rows[0]?.figures.get('memoryTotalBytes')?.peak]).toEqual(['here', MEMORY_BYTES]);
});
