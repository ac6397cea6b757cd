import { describe, expect, test } from 'vitest';
import { Frame, FrameBuilder } from '../../../src/model/frame.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { temporaryFolder } from '../../config/support.ts';
import { processFrame, snapshotOf, timeOf } from './sample.ts';
import { expectTick, keptOf, numberIn, openWriter, recordTicks, withReader } from './support.ts';

describe('recording', () => {
  test('what was recorded is read back field by field, over seals and a new writer', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    // 3000 rows a tick: a chunk of 50,000 rows is full after 16 ticks.
    recordTicks(writer, 0, 40, 3000);
    expect(numberIn(writer, 'SELECT count(*) FROM chunk')).toBeGreaterThanOrEqual(2);
    expect(numberIn(writer, 'SELECT max(rows) FROM chunk')).toBeLessThanOrEqual(50_000);
    writer.close();
    const second = await openWriter(folder);
    recordTicks(second, 40, 44, 3000);
    await withReader(folder, (reader) => {
      for (const tick of [0, 1, 15, 16, 17, 31, 39, 40, 43]) expectTick(reader, tick, 3000);
      expect(reader.bounds()).toEqual({ from: timeOf(0), to: timeOf(43) });
      expect(reader.ticks(0, Infinity)).toEqual(Array.from({ length: 44 }, (_, tick) => timeOf(tick)));
      expect(reader.faults).toEqual([]);
    });
    second.close();
  });

  test('a window ends after 600 ticks, however few rows it has', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 601, 3);
    expect(numberIn(writer, "SELECT max(ticks) FROM chunk")).toBe(600);
    expect(numberIn(writer, 'SELECT max(n) FROM (SELECT count(*) AS n FROM head GROUP BY layout)')).toBe(1);
    writer.close();
    await withReader(folder, (reader) => {
      for (const tick of [0, 300, 599, 600]) expectTick(reader, tick, 3);
    });
  });

  test('an identity is written once for as long as it is there, also when its texts are handed over anew', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    const names = processKind.texts.map((name) => safeText(name === 'name' ? 'sleeper' : ''));
    const texts = [[...names], [...names]];
    const numbers = new Float64Array(processKind.numbers.length * 2);
    numbers.set([1, 2], processKind.numbers.indexOf('pid') * 2);
    const record = (tick: number): boolean => writer.record(new Snapshot(timeOf(tick), 1, [new Frame(processKind, 2, numbers, texts)], []));
    let tick = 0;
    for (; tick < 500; tick += 1) expect(record(tick)).toBe(true);
    // As if the second one had opened a port after a long time: the row's texts are another array.
    texts[1] = [...names];
    for (; tick < 520; tick += 1) expect(record(tick)).toBe(true);
    expect(numberIn(writer, "SELECT count(*) FROM identity JOIN layout ON layout.id = identity.layout WHERE kind = 'process'")).toBe(2);
    writer.close();
  });

  test('notices, kinds that were not collected and kinds that follow from others', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    const notices = [{ source: 'disks', message: safeText('refused') }];
    expect(writer.record(snapshotOf(0, 3, notices))).toBe(true);
    expect(writer.record(new Snapshot(timeOf(1), Number.NaN, [processFrame(1, 3), processFrame(0, 3).asStale()], []))).toBe(true);
    expect(writer.record(new Snapshot(timeOf(2), 1, [], []))).toBe(true);
    writer.close();
    await withReader(folder, (reader) => {
      expect(reader.moment(timeOf(0))?.notices).toEqual(notices);
      // Of one kind the last counts, and rows of an earlier tick are not recorded again.
      expect(reader.moment(timeOf(1))).toMatchObject({ intervalSeconds: Number.NaN, frames: [], notices: [] });
      expect(reader.moment(timeOf(2))?.frames).toEqual([]);
      expect(reader.moment(timeOf(0) - 1)).toBeUndefined();
      expect(reader.moment(Infinity)?.time).toBe(timeOf(2));
    });
  });

  test('hostile texts come out as they were made safe, and others are made safe', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    const hostile = ['\u{1B}]0;owned\u{07}', 'a\u{202E}b', '\u{E000}\u{E001}', 'x\0y', "'; DROP TABLE chunk; --", '{"__proto__":1}', '\u{D800}', 'caf\u{E9} \u{1F600}', 'x'.repeat(100_000)];
    const builder = new FrameBuilder(processKind);
    hostile.forEach((text, row) => builder.add({ pid: row + 1, startTime: 1, command: safeText(text), ports: safeText(text) }));
    const frame = builder.build();
    writer.record(new Snapshot(timeOf(0), 1, [frame], []));
    await withReader(folder, (reader) => {
      const read = reader.moment(timeOf(0))?.frames[0];
      expect(read === undefined ? undefined : keptOf(read)).toEqual(keptOf(frame));
    });
    // Whoever can write the file can write anything into it.
    writer.database.run('UPDATE text SET value = ? WHERE value = ?', '\u{1B}[2J\nforged', safeText('x\0y'));
    await withReader(folder, (reader) => {
      const read = reader.moment(timeOf(0))?.frames[0];
      expect(read?.text('command', 3)).toBe('\u{FFFD}[2J forged');
    });
    writer.close();
  });
});

describe('a clock that is set back', () => {
  test('ticks before what is recorded are left out, with a word, until it is later', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 10, 5);
    expect(writer.record(snapshotOf(9, 5))).toBe(false);
    expect(writer.trouble).toBeUndefined();
    expect(writer.record(snapshotOf(4, 5))).toBe(false);
    expect(writer.trouble).toMatch(/^recording is paused: the clock was set back; it goes on when it is past \d{4}-/);
    recordTicks(writer, 10, 12, 5);
    expect(writer.trouble).toBeUndefined();
    writer.close();
    // Also for the next writer.
    const next = await openWriter(folder);
    expect(next.record(snapshotOf(11, 5))).toBe(false);
    recordTicks(next, 12, 13, 5);
    next.close();
    await withReader(folder, (reader) => {
      expect(reader.ticks(0, Infinity)).toHaveLength(13);
      for (const tick of [0, 4, 9, 12]) expectTick(reader, tick, 5);
    });
  });
});
