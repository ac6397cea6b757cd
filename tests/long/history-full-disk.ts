import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HistoryReader } from '../../storage/history/reader.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { differenceOf } from '../storage/history/compare.ts';
import { snapshotOf, timeOf } from '../storage/history/sample.ts';

// Fills a small disk with a history, makes room and goes on; prints what came of it: `history-full-disk.ts FOLDER`.
const [folder = ''] = process.argv.slice(2);
const PROCESSES = 1500;
const filler = join(folder, 'filler');
writeFileSync(filler, new Uint8Array(2 ** 20));
const writer = await HistoryWriter.open(folder, { pid: process.pid, command: 'history-full-disk', since: timeOf(0) }, DEFAULT_TIERS);
const recorded: number[] = [];
const record = (tick: number): boolean => {
  if (!writer.record(snapshotOf(tick, PROCESSES))) return false;
  recorded.push(tick);
  return true;
};

/** Of all ticks that were taken, those that do not read back as they were. */
async function wrongOnes(): Promise<string[]> {
  const reader = await HistoryReader.open(folder);
  const wrong = recorded.map((tick) => `${tick}: ${differenceOf(snapshotOf(tick, PROCESSES), reader.moment(timeOf(tick)))}`).filter((line) => !line.endsWith(': '));
  wrong.push(...reader.faults, ...reader.ticks(0, Infinity).filter((time) => !recorded.includes((time - timeOf(0)) / 1000)).map((time) => `${time} was not acknowledged`));
  reader.close();
  return wrong;
}

let tick = 0;
while (tick < 5000 && record(tick)) tick += 1;
const filledAfter = tick;
const trouble = writer.trouble ?? '';
const taken: boolean[] = [];
for (let later = tick + 6; later < tick + 60; later += 6) taken.push(record(later));
const troubleThen = writer.trouble ?? '';
const wrongWhenFull = await wrongOnes();
rmSync(filler);
tick += 100;
const resumed = [record(tick), record(tick + 1), record(tick + 2)];
const troubleAfter = writer.trouble ?? '';
writer.close();
const wrongAfter = await wrongOnes();
process.stdout.write(JSON.stringify({ filledAfter, trouble, taken, troubleThen, wrongWhenFull, resumed, troubleAfter, wrongAfter }));
