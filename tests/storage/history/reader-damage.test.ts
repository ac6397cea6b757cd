import { describe, expect, test } from 'vitest';
import { gauge } from '../../../src/model/fields.ts';
import { defineKind } from '../../../src/model/kind.ts';
import { cpu } from '../../../src/model/kinds/host-parts.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { layoutOf } from '../../../storage/history/codec/layout.ts';
import type { HistoryReader } from '../../../storage/history/reader.ts';
import { blobOf, type Database, numberOf } from '../../../storage/history/sqlite.ts';
import { temporaryFolder } from '../../config/support.ts';
import { cpuFrame, snapshotOf, timeOf } from './sample.ts';
import { edit, expectTick, fourWindows, historyOf, openWriter, recordTicks, withReader } from './support.ts';

const chunkOf = (database: Database, kind: string, time: number): number => numberOf(database.get('SELECT chunk.id AS id FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = ? AND t0 <= ? AND t1 >= ?', kind, time, time), 'id');

function flip(database: Database, id: number, at: (length: number) => number): void {
  const blob = blobOf(database.get('SELECT blob FROM chunk WHERE id = ?', id), 'blob');
  const place = at(blob.length);
  expect(database.run('UPDATE chunk SET blob = ? WHERE id = ?', blob.with(place, (blob[place] ?? 0) ^ 0x10), id).changes).toBe(1);
}

describe('damage', () => {
  test.each<[string, (length: number) => number]>([
    ['in the middle', (length) => length >> 1],
    ['in the version', () => 0],
    ['in the checksum', () => 3],
    ['at the end', (length) => length - 1],
  ])('a byte flipped in a chunk (%s): that one is told of, all else replays', async (_, at) => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    let id = 0;
    await edit(folder, (database) => {
      id = chunkOf(database, 'process', timeOf(15));
      flip(database, id, at);
    });
    await withReader(folder, (reader) => {
      for (const tick of [0, 9, 20, 29, 30, 39]) expectTick(reader, tick, 40);
      expect(reader.faults).toEqual([]);
      // Of that window all other kinds are there.
      for (let tick = 10; tick < 20; tick += 1) {
        const moment = reader.moment(timeOf(tick));
        expect([moment?.time, moment?.frames.map(({ kind }) => kind.name)]).toEqual([timeOf(tick), ['cpu']]);
      }
      expect(reader.faults).toEqual([expect.stringMatching(new RegExp(`^chunk ${id} cannot be read: (the checksum of a chunk is wrong|chunk version 17 is not known)$`))]);
      expect(reader.series(processKind, 'cpuPercent', ({ numbers }) => numbers[0] === 2, 0, Infinity).times).toHaveLength(30);
    });
  });

  test('a byte flipped in the chunk of ticks: whoever asks for one of them gets the last before, and can step over it', async () => {
    const folder = temporaryFolder();
    await fourWindows(folder);
    await edit(folder, (database) => flip(database, chunkOf(database, 'tick', timeOf(15)), (length) => length - 3));
    await withReader(folder, (reader) => {
      expect(reader.moment(timeOf(15))?.time).toBe(timeOf(9));
      expect(reader.neighbour(timeOf(9), 'after')).toBe(timeOf(20));
      expect(reader.neighbour(timeOf(20), 'before')).toBe(timeOf(9));
      expect(reader.ticks(0, Infinity)).toHaveLength(30);
      for (const tick of [9, 20, 39]) expectTick(reader, tick, 40);
      expect(reader.faults).toHaveLength(1);
    });
  });

  test('a damaged head: what was before it is kept, by readers and by the next writer, and no tick is made up', async () => {
    const folder = temporaryFolder();
    await historyOf(folder, 20, 40);
    await edit(folder, (database) => {
      for (const row of database.all('SELECT layout, ts, blob FROM head WHERE ts = ?', timeOf(12))) {
        const blob = blobOf(row, 'blob');
        database.run('UPDATE head SET blob = ? WHERE layout = ? AND ts = ?', blob.with(blob.length - 1, (blob.at(-1) ?? 0) ^ 1), numberOf(row, 'layout'), timeOf(12));
      }
    });
    const expectKept = (reader: HistoryReader): void => {
      for (const tick of [0, 5, 11]) expectTick(reader, tick, 40);
      expect(reader.ticks(0, Infinity)).toHaveLength(12);
      expect(reader.moment(timeOf(19))?.time).toBe(timeOf(11));
    };
    await withReader(folder, (reader) => {
      expectKept(reader);
      expect(reader.faults).toContain('8 of the latest ticks of process cannot be read: the checksum of a head is wrong');
    });
    const writer = await openWriter(folder);
    await withReader(folder, (reader) => {
      expectKept(reader);
      expect(reader.faults).toEqual([]);
      // Set aside, and told of: whoever records says it.
      expect(numberOf(reader.database.get('SELECT count(*) AS n FROM damaged'), 'n')).toBe(8 * 3);
    });
    expect(writer.lost).toHaveLength(3);
    expect(writer.lost.join('\n')).toContain(`8 ticks of process from ${new Date(timeOf(12)).toLocaleString('sv')} on could not be read and were set aside: pyprocwatch history check tells more`);
    recordTicks(writer, 20, 23, 40);
    writer.close();
    await withReader(folder, (reader) => {
      for (const tick of [11, 20, 22]) expectTick(reader, tick, 40);
    });
  });

  test('an identity that is gone or damaged reads as a row without a name', async () => {
    const folder = temporaryFolder();
    await historyOf(folder, 3, 40);
    await edit(folder, (database) => {
      database.exec("UPDATE identity SET numbers = x'0102' WHERE id % 3 = 0; UPDATE identity SET texts = x'8080' WHERE id % 3 = 1; DELETE FROM identity WHERE id % 7 = 0");
    });
    await withReader(folder, (reader) => {
      const moment = reader.moment(timeOf(1));
      const frame = moment?.frames.find(({ kind }) => kind.name === 'process');
      expect([moment?.intervalSeconds, frame?.count]).toEqual([1, snapshotOf(1, 40).named('process')?.count]);
      const pids = frame?.column('pid') ?? new Float64Array(0);
      expect(pids.some(Number.isNaN) && !pids.every(Number.isNaN)).toBe(true);
      expect(reader.faults).toEqual([]);
    });
  });

  test.each(['{', 'null', '{"kind":"process"}', '{"kind":"process","columns":[{"name":"x","precision":0,"course":"rate"}],"changingTexts":[],"keyNumbers":[],"texts":[]}'])('a layout that is %s: its kind is told of, all else replays, and it can be written on', async (json) => {
    const folder = temporaryFolder();
    await historyOf(folder, 3, 4);
    await edit(folder, (database) => database.run("UPDATE layout SET json = ? WHERE kind = 'process'", json));
    const expectOthers = async (): Promise<void> => withReader(folder, (reader) => {
      expect(reader.moment(timeOf(1))?.frames.map(({ kind }) => kind.name)).toEqual(['cpu']);
      expect(reader.faults).toEqual(['1 kinds cannot be read: what is stored of them is not known']);
    });
    await expectOthers();
    const writer = await openWriter(folder);
    recordTicks(writer, 3, 5, 4);
    writer.close();
    await expectOthers();
    await withReader(folder, (reader) => expectTick(reader, 4, 4));
  });
});

describe('a kind whose declaration changed since', () => {
  test('fewer columns then: the others are not known; more then: they are left out; another precision then: it counts', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 1, 2);
    const { kind, columns, ...rest } = layoutOf(cpu);
    const id = numberOf(writer.database.get('SELECT id FROM layout WHERE kind = ?', 'cpu'), 'id');
    writer.close();
    // As an older program would have declared it: a column that is gone today stands first, one of today's is missing.
    const older = columns.map((column) => (column.name === 'userPercent' ? { ...column, name: 'oldPercent' } : column));
    await edit(folder, (database) => database.run('UPDATE layout SET json = ? WHERE id = ?', JSON.stringify({ kind, columns: older.map((column) => ({ ...column, precision: 10 })), ...rest }), id));
    const next = await openWriter(folder);
    recordTicks(next, 1, 3, 2);
    next.close();
    await withReader(folder, (reader) => {
      const then = reader.moment(timeOf(0))?.frames.find((frame) => frame.kind.name === 'cpu');
      // 0.1 was kept as 1 step; steps of 10 make it a hundred times as much.
      expect(then?.number('usedPercent', 0)).toBeCloseTo(cpuFrame(0).number('usedPercent', 0) * 100, 6);
      expect(then?.number('userPercent', 0)).toBe(Number.NaN);
      expect(then?.number('id', 1)).toBe(1);
      for (const tick of [1, 2]) expectTick(reader, tick, 2);
      expect(reader.ticks(0, Infinity)).toHaveLength(3);
      expect(reader.series(cpu, 'usedPercent', ({ numbers }) => numbers[0] === 0, 0, Infinity).times).toHaveLength(3);
    });
  });

  test('a kind that is gone today is passed over', async () => {
    const folder = temporaryFolder();
    await historyOf(folder, 3, 2);
    const gone = defineKind('gone', { plural: 'gone', help: 'Was there once.', key: ['id'], fields: { id: gauge('id', 'Who.', { header: 'ID', width: 3 }) }, columns: ['id'] });
    await edit(folder, (database) => database.run('UPDATE layout SET kind = ?, json = ? WHERE kind = ?', 'gone', JSON.stringify({ ...layoutOf(gone), columns: layoutOf(cpu).columns }), 'cpu'));
    await withReader(folder, (reader) => {
      expect(reader.moment(timeOf(1))?.frames.map(({ kind }) => kind.name)).toEqual(['process']);
      expect(reader.faults).toEqual([]);
    });
    const writer = await openWriter(folder);
    recordTicks(writer, 3, 5, 2);
    writer.close();
  });
});
