import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readState } from '../../../storage/history/state.ts';
import { temporaryFolder } from '../../config/support.ts';
import { snapshotOf } from './sample.ts';
import { edit, expectTick, numberIn, openWriter, recordTicks, withReader } from './support.ts';

const bytes = (length: number, salt = 1): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * index * salt) >> 3);

describe('what a program keeps for its next start', () => {
  test('is there for the next writer, under its name, the last of each', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    expect(writer.keptState('leaks')).toBeUndefined();
    writer.keepState('leaks', { version: 3, bytes: bytes(100_000) });
    writer.keepState('other', { version: 1, bytes: bytes(0) });
    writer.keepState('leaks', { version: 4, bytes: bytes(70_000, 3) });
    writer.close();
    const next = await openWriter(folder);
    expect(next.keptState('leaks')).toEqual({ version: 4, bytes: Buffer.from(bytes(70_000, 3)) });
    expect(next.keptState('other')?.bytes).toHaveLength(0);
    expect(next.keptState('none')).toBeUndefined();
    expect(numberIn(next, 'SELECT count(*) FROM state')).toBe(2);
    next.close();
  });

  test('changes nothing for who reads the history', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 5, 30);
    writer.keepState('leaks', { version: 1, bytes: bytes(9000) });
    recordTicks(writer, 5, 9, 30);
    expect(numberIn(writer, 'PRAGMA user_version')).toBe(1);
    writer.close();
    await withReader(folder, (reader) => {
      for (let tick = 0; tick < 9; tick += 1) expectTick(reader, tick, 30);
    });
  });

  test('on a full disk is what was kept before, and recording tells of it as ever', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 5, 300);
    writer.keepState('leaks', { version: 1, bytes: bytes(2000) });
    writer.database.exec(`PRAGMA max_page_count=${numberIn(writer, 'PRAGMA page_count')}`);
    const large = Uint8Array.from({ length: 200_000 }, (_, index) => Math.imul(index ^ (index >>> 7), 2_654_435_761) >>> 13);
    writer.keepState('leaks', { version: 1, bytes: large });
    expect(writer.trouble).toBeUndefined();
    expect(writer.keptState('leaks')?.bytes).toHaveLength(2000);
    let tick = 5;
    while (writer.record(snapshotOf(tick, 300))) tick += 1;
    expect(writer.trouble).toBe('recording is paused: the disk is full; it goes on by itself');
    writer.keepState('leaks', { version: 1, bytes: bytes(10) });
    writer.database.exec('PRAGMA max_page_count=1000000');
    recordTicks(writer, tick + 6, tick + 9, 300);
    writer.keepState('leaks', { version: 1, bytes: large });
    expect(writer.keptState('leaks')?.bytes).toHaveLength(200_000);
    writer.close();
  });

  test('that is damaged is nothing, whichever byte it is', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    writer.keepState('leaks', { version: 1, bytes: bytes(5000) });
    writer.close();
    await edit(folder, (database) => {
      const blob = database.get('SELECT blob FROM state')?.['blob'];
      if (!(blob instanceof Uint8Array)) throw new Error('nothing was kept');
      fc.assert(fc.property(fc.nat({ max: blob.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = blob.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        database.run('UPDATE state SET blob = ?', damaged);
        expect(readState(database, 'leaks')).toBeUndefined();
      }), { seed: 5 });
      database.run("UPDATE state SET blob = 'text'");
      expect(readState(database, 'leaks')).toBeUndefined();
    });
  });

  test('in a table that is another is nothing, and hinders nobody', async () => {
    const folder = temporaryFolder();
    (await openWriter(folder)).close();
    await edit(folder, (database) => database.exec('CREATE TABLE state(a)'));
    const writer = await openWriter(folder);
    writer.keepState('leaks', { version: 1, bytes: bytes(10) });
    expect(writer.keptState('leaks')).toBeUndefined();
    recordTicks(writer, 0, 3, 3);
    writer.close();
  });
});
