import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { rowToJson } from '../../../src/model/json.ts';
import { CATALOG } from '../../../src/model/catalog.ts';
import { exportBatches, type ExportRecord, recordOf } from '../../../storage/history/export.ts';
import type { Database } from '../../../storage/history/sqlite.ts';
import { snapshotOf, processFrame, START, timeOf } from './sample.ts';
import { edit, fourWindows, openWriter, recordTicks, withReader } from './support.ts';

const COUNT = 40;
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'export-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const folderNamed = (name: string): string => mkdtempSync(join(root, name));

async function records(database: Database, from: number, to: number, fields?: readonly string[], faults: string[] = []): Promise<ExportRecord[]> {
  const found: ExportRecord[] = [];
  const options = { kind: processKind, from, to, ...(fields === undefined ? {} : { fields }), onFault: (what: string) => faults.push(what) };
  for await (const batch of exportBatches(database, options)) {
    for (let row = 0; row < batch.frame.count; row += 1) found.push(recordOf(batch, row, fields ?? Object.keys(processKind.fields)));
  }
  return found;
}

const sorted = (rows: readonly ExportRecord[]): ExportRecord[] => rows.toSorted((left, right) => left.time.localeCompare(right.time) || Number(left['pid']) - Number(right['pid']));

/** What was recorded of those ticks, as it should be exported. */
const recorded = (from: number, to: number): ExportRecord[] => Array.from({ length: to - from }, (_, index) => {
  const frame = processFrame(from + index, COUNT);
  return Array.from({ length: frame.count }, (_, row) => ({ time: new Date(timeOf(from + index)).toISOString(), ...rowToJson(frame, row) }));
}).flat();

describe('samples', () => {
  let folder = '';
  beforeAll(async () => {
    folder = folderNamed('samples');
    await fourWindows(folder, COUNT);
  });

  test('every row of every tick, sealed or open, field by field, in order of time', async () => {
    await withReader(folder, async ({ database }) => {
      const found = await records(database, 0, timeOf(100));
      expect(found.map(({ time }) => time)).toEqual(found.map(({ time }) => time).toSorted());
      expect(sorted(found)).toEqual(recorded(0, 40));
    });
  });

  test.each([[0, 39], [5, 5], [8, 12], [25, 34], [33, 36]])('from tick %i to tick %i, both included', async (from, to) => {
    await withReader(folder, async ({ database }) => {
      expect(sorted(await records(database, timeOf(from), timeOf(to)))).toEqual(recorded(from, to + 1));
    });
  });

  test('nothing before, after, or between two ticks', async () => {
    await withReader(folder, async ({ database }) => {
      for (const [from, to] of [[0, START - 1], [timeOf(40), timeOf(99)], [timeOf(3) + 1, timeOf(4) - 1], [timeOf(5), timeOf(3)]] as const) expect(await records(database, from, to)).toEqual([]);
    });
  });

  test('only the fields asked for, in the order asked for', async () => {
    await withReader(folder, async ({ database }) => {
      const [first] = await records(database, 0, timeOf(0), ['command', 'cpuPercent']);
      expect(Object.keys(first ?? {})).toEqual(['time', 'command', 'cpuPercent']);
      const before = recorded(0, 1).find(({ command }) => command === first?.['command']);
      expect(first?.['cpuPercent']).toBe(before?.['cpuPercent']);
    });
  });

  test('a batch has at most the rows of one chunk', async () => {
    await withReader(folder, async ({ database }) => {
      const sizes: number[] = [];
      for await (const { frame, times, minute } of exportBatches(database, { kind: processKind, from: 0, to: timeOf(40) })) {
        expect(times).toHaveLength(frame.count);
        expect(minute).toBe(false);
        sizes.push(frame.count);
      }
      expect(sizes).toHaveLength(4);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10 * COUNT);
    });
  });

  test('what a writer seals and adds while rows are read comes once, and all of it', async () => {
    const own = folderNamed('live');
    const writer = await openWriter(own);
    recordTicks(writer, 0, 10, COUNT);
    await withReader(own, async ({ database }) => {
      const found: ExportRecord[] = [];
      let more = 10;
      for await (const { frame, times } of exportBatches(database, { kind: processKind, from: 0, to: timeOf(29) })) {
        for (let row = 0; row < frame.count; row += 1) found.push({ time: new Date(times[row] ?? 0).toISOString(), ...rowToJson(frame, row) });
        if (more < 30) recordTicks(writer, more, more + 10, COUNT);
        more += 10;
      }
      expect(sorted(found)).toEqual(recorded(0, 30));
    });
    writer.close();
  });
});

describe('what cannot be read', () => {
  test('a damaged chunk is told of, and all else comes', async () => {
    const folder = folderNamed('damaged');
    await fourWindows(folder, COUNT);
    await edit(folder, (database) => {
      database.run("UPDATE chunk SET blob = zeroblob(100) WHERE t0 = ? AND layout = (SELECT id FROM layout WHERE kind = 'process')", timeOf(10));
    });
    await withReader(folder, async ({ database }) => {
      const faults: string[] = [];
      expect(sorted(await records(database, 0, timeOf(40), undefined, faults))).toEqual([...recorded(0, 10), ...recorded(20, 40)]);
      expect(faults).toEqual([expect.stringContaining(new Date(timeOf(10)).toISOString())]);
    });
  });

  test('of a damaged open window what came before the damage', async () => {
    const folder = folderNamed('heads');
    await fourWindows(folder, COUNT);
    await edit(folder, (database) => {
      database.run("UPDATE head SET blob = zeroblob(40) WHERE ts = ? AND layout = (SELECT id FROM layout WHERE kind = 'process')", timeOf(35));
    });
    await withReader(folder, async ({ database }) => {
      const faults: string[] = [];
      expect(sorted(await records(database, 0, timeOf(40), undefined, faults))).toEqual(recorded(0, 35));
      expect(faults).toHaveLength(1);
    });
  });
});

describe('minutes', () => {
  const STEP = 20_000;
  const TICKS = 4000;
  let folder = '';
  beforeAll(async () => {
    folder = folderNamed('minutes');
    const writer = await openWriter(folder);
    for (let tick = 0; tick < TICKS; tick += 1) expect(writer.record(snapshotOf(tick, 4, [], START + tick * STEP))).toBe(true);
    for (let left = 10_000; left > 0 && writer.tend(START); left -= 1);
    writer.close();
  });

  test('where the samples are gone there are minutes, and no time counts twice', async () => {
    await edit(folder, (database) => {
      database.run("DELETE FROM chunk WHERE tier = 0 AND t0 < ?", START + 1000 * STEP);
    });
    await withReader(folder, async ({ database }) => {
      const minutes: number[] = [];
      const samples: number[] = [];
      for await (const { times, minute } of exportBatches(database, { kind: processKind, from: 0, to: START + TICKS * STEP })) (minute ? minutes : samples).push(...times);
      const first = samples[0] ?? Number.NaN;
      expect(new Set(minutes).size).toBe((first - START) / 60_000);
      expect(Math.max(...minutes)).toBe(first - 60_000);
      expect(new Set(samples).size).toBe((START + TICKS * STEP - first) / STEP);
      expect([...minutes, ...samples]).toEqual([...minutes, ...samples].toSorted((left, right) => left - right));
    });
  });

  test('minutes stand in for a chunk of samples that is damaged', async () => {
    await withReader(folder, async ({ database }) => {
      const row = database.get("SELECT id, t0, t1 FROM chunk WHERE tier = 0 AND layout = (SELECT id FROM layout WHERE kind = 'process') ORDER BY t0");
      const [id, from, to] = [Number(row?.['id']), Number(row?.['t0']), Number(row?.['t1'])];
      await edit(folder, (own) => {
        own.run('UPDATE chunk SET blob = zeroblob(9) WHERE id = ?', id);
      });
      const minutes: number[] = [];
      for await (const { times, minute } of exportBatches(database, { kind: processKind, from, to })) if (minute) minutes.push(...times);
      expect(new Set(minutes).size).toBeGreaterThanOrEqual(Math.floor((to - from) / 60_000) - 1);
    });
  });
});

test('no kind has a field that the time of a row would hide', () => {
  for (const kind of CATALOG) expect(Object.keys(kind.fields)).not.toContain('time');
});
