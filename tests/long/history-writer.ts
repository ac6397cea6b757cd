import { writeSync } from 'node:fs';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { snapshotOf, timeOf } from '../storage/history/sample.ts';

// Records ticks as fast as it can until it is killed, and says which were taken: `history-writer.ts FOLDER FIRST PROCESSES`.
const [folder = '', first = '', processes = ''] = process.argv.slice(2);
const before = process.cpuUsage();
const writer = await HistoryWriter.open(folder, { pid: process.pid, command: 'history-writer', since: timeOf(0) }, DEFAULT_TIERS);
const { user, system } = process.cpuUsage(before);
writeSync(1, `open ${(user + system) / 1000}\n`);
for (let tick = Number(first); ; tick += 1) {
  if (writer.record(snapshotOf(tick, Number(processes)))) writeSync(1, `${tick}\n`);
  else writeSync(1, `refused ${tick} ${writer.trouble ?? ''}\n`);
  writer.tend(timeOf(tick));
}
