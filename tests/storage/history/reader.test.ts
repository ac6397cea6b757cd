import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { cpu } from '../../../src/model/kinds/host-parts.ts';
import { temporaryFolder } from '../../config/support.ts';
import { cpuFrame, snapshotOf, timeOf } from './sample.ts';
import { edit, expectTick, fourWindows, openWriter, recordTicks, withReader } from './support.ts';

describe('moments', () => {
  test('between ticks the one before counts; neighbours and bounds', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    await withReader(folder, (reader) => {
      expect(reader.moment(timeOf(3) + 999)?.time).toBe(timeOf(3));
      expect(reader.moment(timeOf(9) + 500)?.time).toBe(timeOf(9));
      expect(reader.moment(timeOf(99))?.time).toBe(timeOf(39));
      for (let tick = 1; tick < 39; tick += 1) {
        expect([reader.neighbour(timeOf(tick), 'before'), reader.neighbour(timeOf(tick), 'after')]).toEqual([timeOf(tick - 1), timeOf(tick + 1)]);
      }
      expect([reader.neighbour(timeOf(0), 'before'), reader.neighbour(timeOf(39), 'after')]).toEqual([undefined, undefined]);
      expect(reader.ticks(timeOf(8), timeOf(12))).toEqual([8, 9, 10, 11, 12].map(timeOf));
    });
  });

  test('steps lead through the minutes into the samples and back, over what is damaged too', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    // What is older is only there as minutes: here the same ticks, which is as good.
    await edit(folder, (database) => database.run('UPDATE chunk SET tier = 1 WHERE t1 < ?', timeOf(20)));
    await withReader(folder, (reader) => {
      for (let tick = 1; tick < 39; tick += 1) {
        expect([reader.neighbour(timeOf(tick), 'before'), reader.neighbour(timeOf(tick), 'after')]).toEqual([timeOf(tick - 1), timeOf(tick + 1)]);
      }
      expect([reader.moment(timeOf(19))?.minute, reader.moment(timeOf(20))?.minute]).toEqual([true, false]);
      expect(reader.ticks(0, Infinity)).toHaveLength(40);
    });
  });

  test('where the samples of a kind are gone before those of another, its minute is there', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    expect(timeOf(0) % 60_000).toBe(0);
    // Chunks of many rows are shorter, so they go sooner. Here a tick at the start of a minute stands for it.
    await edit(folder, (database) => database.run("UPDATE chunk SET tier = 1 WHERE t1 < ? AND layout = (SELECT id FROM layout WHERE kind = 'process')", timeOf(20)));
    await withReader(folder, (reader) => {
      const [early, late] = [reader.moment(timeOf(0)), reader.moment(timeOf(20))];
      expect(early?.frames.map(({ kind }) => kind.name).sort()).toEqual(late?.frames.map(({ kind }) => kind.name).sort());
      expect([early?.minute, late?.minute]).toEqual([true, false]);
      expect(early?.frames.find(({ kind }) => kind.name === 'process')?.count).toBeGreaterThan(0);
    });
  });

  test('there and back in any order gives the same', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    await withReader(folder, (reader) => {
      for (let step = 0; step < 80; step += 1) expectTick(reader, (step * 17) % 40, 40);
      expect(reader.faults).toEqual([]);
    });
  });

  test('a series of one entity has a point for each tick at which it was there', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    await withReader(folder, (reader) => {
      const { times, values } = reader.series(cpu, 'usedPercent', ({ numbers }) => numbers[0] === 1, timeOf(5), timeOf(34));
      expect(times).toEqual(Array.from({ length: 30 }, (_, index) => timeOf(5 + index)));
      expect(values).toEqual(times.map((_, index) => cpuFrame(5 + index).number('usedPercent', 1)));
    });
  });
});

describe('while another process writes', () => {
  test('a reader sees each tick whole, the newest too, over seals', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 2, 2500);
    await withReader(folder, (reader) => {
      for (let tick = 2; tick < 50; tick += 1) {
        expect(writer.record(snapshotOf(tick, 2500))).toBe(true);
        if (tick % 3 === 0) expectTick(reader, tick, 2500);
        expect(reader.bounds()?.to).toBe(timeOf(tick));
        expect(reader.ticks(timeOf(tick) - 5000, Infinity)).toHaveLength(Math.min(tick + 1, 6));
      }
      expectTick(reader, 7, 2500);
      expect(reader.faults).toEqual([]);
    });
    writer.close();
  });

  test('a seal between two chunks of a series neither loses nor doubles a tick', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    await withReader(folder, async (reader) => {
      const slices = reader.slices(cpu, 0, Infinity);
      const times = [...(slices.next().value?.chunk.times ?? [])];
      // The writer that comes seals the window that was open when the reader began.
      const writer = await openWriter(folder);
      writer.close();
      for (const { chunk } of slices) times.push(...chunk.times);
      expect(times).toEqual(Array.from({ length: 40 }, (_, tick) => timeOf(tick)));
    });
  });

  test('three processes read while one writes', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 3, 600);
    const script = new URL('read-on.ts', import.meta.url);
    const readers = Array.from({ length: 3 }, (_, index): ChildProcess => fork(script, [folder, '600', String(index + 1)], { execArgv: [] }));
    await Promise.all(readers.map((reader) => once(reader, 'message')));
    const reports = readers.map((reader) => once(reader, 'message'));
    recordTicks(writer, 3, 200, 600);
    for (const reader of readers) reader.send('enough');
    const results = await Promise.all(reports);
    writer.close();
    await Promise.all(readers.map((reader) => (reader.exitCode === null ? once(reader, 'exit') : [])));
    for (const [result] of results) {
      expect(result).toMatchObject({ wrong: [], faults: [] });
      expect(Number(Reflect.get(Object(result), 'moments'))).toBeGreaterThan(0);
    }
  });
});
