import { join } from 'node:path';
import { expect } from 'vitest';
import { UserError } from '../../../src/model/errors.ts';
import type { Frame } from '../../../src/model/frame.ts';
import { isNumber } from '../../../src/model/kind.ts';
import { toPrecision } from '../../../src/model/precision.ts';
import { HistoryReader } from '../../../storage/history/reader.ts';
import { STORE_FILE } from '../../../storage/history/schema.ts';
import { Database } from '../../../storage/history/sqlite.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { snapshotOf, timeOf } from './sample.ts';

export const NAME = { pid: process.pid, command: 'pyprocwatch record', since: timeOf(0) };
export const openWriter = (folder: string): Promise<HistoryWriter> => HistoryWriter.open(folder, NAME, DEFAULT_TIERS);

/** Records those ticks of about so many processes; all must be taken. */
export function recordTicks(writer: HistoryWriter, from: number, to: number, count: number): void {
  for (let tick = from; tick < to; tick += 1) expect(writer.record(snapshotOf(tick, count)), `tick ${tick}: ${writer.trouble ?? ''}`).toBe(true);
}

/** A history of those ticks, closed. */
export async function historyOf(folder: string, ticks: number, count: number): Promise<void> {
  const writer = await openWriter(folder);
  recordTicks(writer, 0, ticks, count);
  writer.close();
}

/** What is kept of the rows of a frame, by key: key numbers and texts as they are, all else to its precision. */
export function keptOf(frame: Frame): Map<string, readonly (number | string)[]> {
  const { kind } = frame;
  const kept = (name: string, row: number): number => {
    const field = kind.fields[name];
    const value = frame.number(name, row);
    return field === undefined || !isNumber(field) || kind.key.includes(name) ? value : toPrecision(value, field.precision ?? 1);
  };
  const rows = Array.from({ length: frame.count }, (_, row) => [
    kind.key.map((name) => (kind.numbers.includes(name) ? frame.number(name, row) : frame.text(name, row))).join('/'),
    [...kind.numbers.map((name) => kept(name, row)), ...kind.texts.map((name) => frame.text(name, row))],
  ] as const);
  expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
  return new Map(rows);
}

/** Reads that tick back and compares it field by field with what `snapshotOf` says that it was. */
export function expectTick(reader: HistoryReader, tick: number, count: number): void {
  const moment = reader.moment(timeOf(tick));
  const recorded = snapshotOf(tick, count);
  expect([moment?.time, moment?.intervalSeconds, moment?.minute]).toEqual([recorded.time, 1, false]);
  const frames = new Map(moment?.frames.map((frame) => [frame.kind.name, frame]));
  expect([...frames.keys()].toSorted()).toEqual(['cpu', 'process']);
  for (const frame of recorded.collected()) {
    const read = frames.get(frame.kind.name);
    expect(read === undefined ? undefined : keptOf(read)).toEqual(keptOf(frame));
  }
}

/** Opens, hands to `work`, closes. */
export async function withReader<Result>(folder: string, work: (reader: HistoryReader) => Result | Promise<Result>): Promise<Result> {
  const reader = await HistoryReader.open(folder);
  try {
    return await work(reader);
  } finally {
    reader.close();
  }
}

/** The error of a promise that must reject, as one line. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error instanceof UserError ? error.line : '';
  }
  throw new Error('it was not refused');
}

/** The one number that a query gives. */
export const numberIn = (writer: Pick<HistoryWriter, 'database'>, sql: string): number => Number(Object.values(writer.database.get(sql) ?? {})[0]);

/** Changes a closed history by hand. */
export async function edit(folder: string, work: (database: Database) => void): Promise<void> {
  const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** Three sealed windows of each kind, and an open one: each writer seals what the one before left open. */
export async function fourWindows(folder: string, count = 40): Promise<void> {
  for (let window = 0; window < 4; window += 1) {
    const writer = await openWriter(folder);
    recordTicks(writer, window * 10, window * 10 + 10, count);
    writer.close();
  }
}
