import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReplayedTimeline } from '../../src/engine/replayed-timeline.ts';
import { TimeTravel } from '../../src/engine/time-travel.ts';
import { UserError } from '../../src/model/errors.ts';
import { Frame } from '../../src/model/frame.ts';
import { type JsonValue, snapshotToJson } from '../../src/model/json.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { everything, ProcessMonitor } from '../../src/monitors/process-monitor.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';

const START = Date.UTC(2026, 10, 19, 3, 0, 0);
const STEP = 5000;

let folder: string;
let writer: HistoryWriter;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: START }, DEFAULT_TIERS);
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true });
});

const texts = processKind.texts.map((name) => safeText(name === 'group' ? 'web' : ''));

/** One process of the program `web` that uses `cpu` percent. */
function tick(time: number, cpu: number): Snapshot {
  const numbers = new Float64Array(processKind.numbers.length).fill(Number.NaN);
  const put = (name: (typeof processKind.numbers)[number], value: number): void => {
    numbers[processKind.numbers.indexOf(name)] = value;
  };
  put('pid', 42);
  put('startTime', 1.7e9);
  put('cpuPercent', cpu);
  return new Snapshot(time, STEP / 1000, [new Frame(processKind, 1, numbers, [texts])], []);
}

let reader: HistoryReader | undefined;
afterEach(() => {
  reader?.close();
  reader = undefined;
});

async function replayed(): Promise<ReplayedTimeline> {
  reader = await HistoryReader.open(folder);
  return new ReplayedTimeline(reader);
}

const cpuOf = (snapshot: Snapshot | undefined): number | undefined => snapshot?.frame(processKind)?.number('cpuPercent', 0);

function rowsByPid(json: { readonly [name: string]: JsonValue }): Map<JsonValue, JsonValue> {
  const { processes } = json;
  if (!Array.isArray(processes)) throw new Error('no processes');
  return new Map(processes.map((row: { readonly [name: string]: JsonValue }) => [row['pid'] ?? null, row]));
}

const allRows = (frame: Frame | undefined): number[] => Array.from({ length: frame?.count ?? 0 }, (_, row) => row);

describe('a replayed moment', () => {
  test('shows what --once --json showed at that moment, field by field, of every kind', async () => {
    const monitor = new ProcessMonitor({ intervalSeconds: 0.3 });
    const live = await monitor.sampleOnce(everything());
    expect(writer.record(live)).toBe(true);
    const timeline = await replayed();
    timeline.seek(live.time + 500);
    const past = timeline.latest();
    if (past === undefined) throw new Error('nothing was recorded');
    for (const frame of live.collected()) {
      const then = past.named(frame.kind.name);
      const [shown, replay] = [snapshotToJson(live, frame, allRows(frame)), snapshotToJson(past, then, allRows(then))];
      if (frame.kind.name === processKind.name) {
        expect(Object.fromEntries(rowsByPid(replay))).toEqual(Object.fromEntries(rowsByPid(shown)));
        expect(rowsByPid(shown).size).toBeGreaterThan(2);
      } else expect(replay[frame.kind.plural]).toEqual(shown[frame.kind.plural]);
      expect({ ...replay, [frame.kind.plural]: null }).toEqual({ ...shown, [frame.kind.plural]: null });
    }
    // Totals follow from what was recorded.
    for (const name of ['group', 'user', 'container']) {
      const sorted = (snapshot: Snapshot): string[] => allRows(snapshot.named(name)).map((row) => JSON.stringify(snapshot.named(name)?.textsOf(row))).sort();
      expect(sorted(past)).toEqual(sorted(live));
    }
    await timeline.close();
  });

  test('is the last one at or before the time asked for; steps go from tick to tick', async () => {
    for (let index = 0; index < 10; index += 1) writer.record(tick(START + index * STEP, index));
    const timeline = await replayed();
    timeline.seek(START + 3 * STEP + 10);
    expect(cpuOf(timeline.latest())).toBe(3);
    timeline.step(1);
    expect(cpuOf(timeline.latest())).toBe(4);
    timeline.step(-3);
    expect(cpuOf(timeline.latest())).toBe(1);
    timeline.step(-5);
    expect(cpuOf(timeline.latest())).toBe(0);
    timeline.step(100);
    expect(timeline.position()).toMatchObject({ time: START + 9 * STEP, from: START, to: START + 9 * STEP, gap: undefined });
    await timeline.close();
  });

  test('in a gap there are no rows, and it says from when to when nothing was recorded', async () => {
    writer.record(tick(START, 1));
    writer.record(tick(START + STEP, 2));
    const later = START + 3_600_000;
    writer.record(tick(later, 3));
    writer.record(tick(later + STEP, 4));
    const timeline = await replayed();
    timeline.seek(START + 600_000);
    expect(timeline.position().gap).toEqual({ from: START + STEP, to: later });
    expect(timeline.latest()?.collected()).toEqual([]);
    expect(timeline.latest()?.notices[0]?.message).toMatch(/^nothing was recorded from /);
    timeline.step(1);
    expect(cpuOf(timeline.latest())).toBe(3);
    await timeline.close();
  });

  test('has the ten minutes before it as the series of a process and of its group', async () => {
    for (let index = 0; index < 300; index += 1) writer.record(tick(START + index * STEP, index % 7));
    const timeline = await replayed();
    timeline.seek(START + 299 * STEP);
    const { times, values } = timeline.series({ kind: 'process', field: 'cpuPercent', key: '42@1700000000' });
    expect(times).toHaveLength(121);
    expect(times.at(-1)).toBe(START + 299 * STEP);
    expect(values).toEqual(times.map((time) => ((time - START) / STEP) % 7));
    await timeline.close();
  });

  test('plays on by itself, over gaps at once, and stops at the end', async () => {
    for (let index = 0; index < 20; index += 1) writer.record(tick(START + index * STEP + (index >= 10 ? 3_600_000 : 0), index));
    const timeline = await replayed();
    timeline.seek(START);
    const seen: number[] = [];
    const ended = new Promise<void>((resolve) => {
      timeline.subscribe((snapshot) => {
        const cpu = cpuOf(snapshot);
        if (cpu !== undefined) seen.push(cpu);
        if (timeline.position().speed === 0) resolve();
      });
    });
    timeline.play(100);
    await ended;
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen.at(-1)).toBe(19);
    await timeline.close();
  });
});

describe('going into the past', () => {
  test('without a history says so, and stays where it was', async () => {
    const travel = new TimeTravel(undefined, () => HistoryReader.open(join(folder, 'none')), () => START);
    await expect(travel.seek(START)).rejects.toThrow(UserError);
    expect(travel.position()).toBeUndefined();
    await travel.close();
  });

  test('what rose is told from the equally long time before', async () => {
    for (let index = 0; index < 40; index += 1) writer.record(tick(START + index * STEP, index < 20 ? 5 : 50));
    const travel = new TimeTravel(undefined, () => HistoryReader.open(folder), () => START);
    await travel.seek(START + 30 * STEP);
    expect(travel.position()?.time).toBe(START + 30 * STEP);
    expect(await travel.risen('group', 'cpuPercent', START + 20 * STEP - 1, START + 40 * STEP - 1)).toEqual([{ entity: 'web', now: 50, before: 5 }]);
    const overview = await travel.overview({ kind: 'group', field: 'cpuPercent', key: 'web' }, START, START + 80 * STEP, 8);
    expect(overview.values).toEqual([5, 5, 50, 50, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    await travel.close();
  });
});
