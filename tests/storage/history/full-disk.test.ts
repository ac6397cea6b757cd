import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../config/support.ts';
import { snapshotOf, timeOf } from './sample.ts';
import { expectTick, numberIn, openWriter, recordTicks, withReader } from './support.ts';

describe('a disk that is full', () => {
  test('recording pauses with one clear line, what is there is read, and it goes on by itself', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 20, 2500);
    writer.database.exec(`PRAGMA max_page_count=${numberIn(writer, 'PRAGMA page_count') + 2}`);
    let tick = 20;
    while (writer.record(snapshotOf(tick, 2500))) tick += 1;
    expect(tick).toBeLessThan(60);
    expect(writer.trouble).toBe('recording is paused: the disk is full; it goes on by itself');
    const last = tick - 1;
    // It is not tried at each tick.
    writer.database.exec('PRAGMA max_page_count=1000000');
    expect(writer.record(snapshotOf(tick + 1, 2500))).toBe(false);
    expect(writer.trouble).toBe('recording is paused: the disk is full; it goes on by itself');
    await withReader(folder, (reader) => {
      for (const known of [0, 19, last]) expectTick(reader, known, 2500);
      expect(reader.bounds()?.to).toBe(timeOf(last));
    });
    recordTicks(writer, tick + 5, tick + 30, 2500);
    expect(writer.trouble).toBeUndefined();
    writer.close();
    await withReader(folder, (reader) => {
      for (const known of [0, 19, last, tick + 5, tick + 6, tick + 29]) expectTick(reader, known, 2500);
      expect(reader.ticks(0, Infinity)).toHaveLength(last + 1 + 25);
      expect(reader.faults).toEqual([]);
    });
  });

  test('it stays full: nothing is lost by trying', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 10, 400);
    writer.database.exec(`PRAGMA max_page_count=${numberIn(writer, 'PRAGMA page_count')}`);
    let tick = 10;
    while (writer.record(snapshotOf(tick, 400))) tick += 1;
    for (let later = tick; later < tick + 60; later += 6) expect(writer.record(snapshotOf(later, 400))).toBe(false);
    expect(writer.trouble).toContain('the disk is full');
    writer.close();
    await withReader(folder, (reader) => {
      for (let known = 0; known < tick; known += 1) expectTick(reader, known, 400);
    });
    const next = await openWriter(folder);
    recordTicks(next, tick, tick + 3, 400);
    next.close();
    await withReader(folder, (reader) => expect(reader.ticks(0, Infinity)).toHaveLength(tick + 3));
  });
});
