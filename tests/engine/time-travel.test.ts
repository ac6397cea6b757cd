import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TimeTravel } from '../../src/engine/time-travel.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { machineAt, type MadeMachine } from '../analysis/exhaustion/machine.ts';
import { temporaryFolder } from '../config/support.ts';

const START = Date.UTC(2026, 10, 19, 3);
const STEP = 10_000;
const HOUR = 3_600_000;

let folder: string;
let writer: HistoryWriter;
let travel: TimeTravel;
let now = START;
beforeEach(async () => {
  folder = temporaryFolder();
  writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: START }, DEFAULT_TIERS);
  travel = new TimeTravel(undefined, () => HistoryReader.open(folder), () => now);
});
afterEach(async () => {
  await travel.close();
  writer.close();
});

/** Records from START on; `found` names what is unusual at a time. */
function record(hours: number, machine: (time: number) => MadeMachine, found: (time: number) => readonly string[] = () => [], compact = true): void {
  const end = START + hours * HOUR;
  for (let time = START; time <= end; time += STEP) {
    const builder = new FrameBuilder(finding);
    for (const id of found(time)) builder.add({ id: safeText(id), score: 60 });
    const snapshot = machineAt(time, machine(time));
    writer.record({ ...snapshot, time, intervalSeconds: STEP / 1000, notices: [], collected: () => [...snapshot.collected(), builder.build()] });
    if (compact) writer.tend(time);
  }
  now = end;
}

const hourOf = (time: number): number => (time - START) / HOUR;

describe('a figure over many hours', () => {
  test.each([[true, 'minutes and then samples'], [false, 'samples alone']])('is whole, by %s: %s', async (compact) => {
    record(5, (time) => ({ memoryUsedBytes: hourOf(time) * 1e9 }), undefined, compact);
    const { times, values } = await travel.overview({ kind: 'host', field: 'memoryUsedBytes', key: '' }, START, now, 100);
    expect(values).toHaveLength(100);
    values.forEach((value, index) => expect(Math.abs(value / 1e9 - hourOf(times[index] ?? 0))).toBeLessThan(0.05));
  });
});

describe('what was unusual', () => {
  const found = (time: number): string[] => [...(hourOf(time) >= 1 && hourOf(time) < 4 ? ['long'] : []), ...(hourOf(time) >= 3.5 && hourOf(time) < 3.75 ? ['short'] : [])];

  test.each([true, false])('is known by its beginnings, however long ago (minutes made: %s)', async (compact) => {
    record(5, () => ({}), found, compact);
    const began = await travel.began(START, now);
    // A minute is as exact as minutes are.
    expect(began.map((time) => Math.round(hourOf(time) * 60))).toEqual([60, 210]);
  });

  test('is gone to from beginning to beginning, and said when there is none', async () => {
    record(5, () => ({}), found);
    expect(await travel.jump(-1)).toBe(true);
    expect(hourOf(travel.position()?.time ?? 0)).toBeCloseTo(3.5, 1);
    expect(await travel.jump(-1)).toBe(true);
    expect(hourOf(travel.position()?.time ?? 0)).toBeCloseTo(1, 1);
    expect(await travel.jump(-1)).toBe(false);
    expect(await travel.jump(1)).toBe(true);
    expect(hourOf(travel.position()?.time ?? 0)).toBeCloseTo(3.5, 1);
  });
});

test('what is foreseen of a process is by what is shown, not by what came later', async () => {
  // It grows for two hours, then stands.
  record(5, (time) => ({ memoryAvailableBytes: 1e12, processes: [{ pid: 7, openFiles: 100 + 100 * Math.min(2, hourOf(time)), openFilesLimit: 1000 }] }));
  await travel.seek(START + 2 * HOUR);
  const [early] = await travel.foreseen('7@100');
  expect(early).toMatchObject({ figure: 'openFiles', limit: 1000, of: 'open files it may have' });
  expect((early?.forecast?.secondsToLimit ?? 0) / 3600).toBeCloseTo(7, 0);
  await travel.seek(now);
  expect((await travel.foreseen('7@100'))[0]?.forecast).toBeUndefined();
  expect(await travel.foreseen('8@100')).toEqual([]);
});
