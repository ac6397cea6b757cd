import { Frame } from '../../src/model/frame.ts';
import { isNumber } from '../../src/model/kind.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { MINUTE } from '../../storage/history/minute.ts';
import type { GeneratedTick } from './generate.ts';

/** What other benchmarks start by the hundred: no real machine has them. */
const LOAD = 'sleep';

/** The process tables of a history, but for idle processes that were started as a load. */
export async function readTicks(folder: string): Promise<GeneratedTick[]> {
  const reader = await HistoryReader.open(folder);
  const bounds = reader.bounds();
  const times = bounds === undefined ? [] : reader.ticks(bounds.from, bounds.to);
  const ticks = times.flatMap((time): GeneratedTick[] => {
    const moment = reader.moment(time);
    const frame = moment?.frames.find(({ kind }) => kind.name === processKind.name);
    return moment === undefined || frame === undefined ? [] : [{ time, intervalSeconds: moment.intervalSeconds, frame: without(frame, LOAD) }];
  });
  reader.close();
  return ticks;
}

function without(frame: Frame, name: string): Frame {
  const rows = Array.from({ length: frame.count }, (_, row) => row).filter((row) => frame.text('name', row) !== name);
  return pick(frame, rows);
}

function pick(frame: Frame, rows: readonly number[]): Frame {
  const numbers = new Float64Array(processKind.numbers.length * rows.length);
  processKind.numbers.forEach((field, column) => {
    const values = frame.column(field);
    rows.forEach((row, index) => {
      numbers[column * rows.length + index] = values[row] ?? Number.NaN;
    });
  });
  return new Frame(processKind, rows.length, numbers, rows.map((row) => frame.textsOf(row)));
}

/** A tick for each whole minute: gauges that flow are its means, all others as they were last. */
export function minutesOf(ticks: readonly GeneratedTick[]): GeneratedTick[] {
  const minutes = Map.groupBy(ticks, ({ time }) => Math.floor(time / MINUTE) * MINUTE);
  return [...minutes].slice(1, -1).map(([time, each]) => ({ time, intervalSeconds: MINUTE / 1000, frame: meanOf(each.map(({ frame }) => frame)) }));
}

function meanOf(frames: readonly Frame[]): Frame {
  const last = frames.at(-1) ?? new Frame(processKind, 0, new Float64Array(0), []);
  const places = frames.map((frame) => new Map([...frame.column('pid')].map((pid, row) => [pid, row])));
  const pids = last.column('pid');
  const numbers = new Float64Array(processKind.numbers.length * last.count);
  processKind.numbers.forEach((name, column) => {
    const field = processKind.fields[name];
    const mean = isNumber(field) && field.role === 'gauge';
    for (let row = 0; row < last.count; row += 1) {
      const known = !mean ? [] : frames.map((frame, tick) => frame.number(name, places[tick]?.get(pids[row] ?? 0) ?? -1)).filter((value) => !Number.isNaN(value));
      numbers[column * last.count + row] = mean ? (known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length) : last.number(name, row);
    }
  });
  return new Frame(processKind, last.count, numbers, Array.from({ length: last.count }, (_, row) => last.textsOf(row)));
}
