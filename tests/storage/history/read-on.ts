import { HistoryReader } from '../../../storage/history/reader.ts';
import { differenceOf } from './compare.ts';
import { snapshotOf, START, timeOf } from './sample.ts';

// Reads moments of a history that another process writes, until it is told that it is enough: `read-on.ts FOLDER PROCESSES SEED`.
const [folder = '', processes = '', seed = ''] = process.argv.slice(2);
const reader = await HistoryReader.open(folder);
let state = Number(seed);
let moments = 0;
const told = { enough: false };
const wrong: string[] = [];
process.on('message', () => {
  told.enough = true;
});
process.send?.('begun');
while (!told.enough) {
  state = (state * 48_271) % 2_147_483_647;
  const to = reader.bounds()?.to ?? START;
  // Every other time the newest there is.
  const tick = moments % 2 === 0 ? (to - START) / 1000 : state % ((to - START) / 1000 + 1);
  const difference = differenceOf(snapshotOf(tick, Number(processes)), reader.moment(timeOf(tick)));
  if (difference !== '') wrong.push(`tick ${tick}: ${difference}`);
  moments += 1;
  // Messages come in only between turns of the event loop.
  await new Promise(setImmediate);
}
process.send?.({ moments, wrong: wrong.slice(0, 5), faults: reader.faults });
reader.close();
process.disconnect?.();
