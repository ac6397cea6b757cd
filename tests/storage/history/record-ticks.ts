import { UserError } from '../../../src/model/errors.ts';
import { HistoryReader } from '../../../storage/history/reader.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { snapshotOf, timeOf } from './sample.ts';

// Records ticks and prints the number of each that was taken: `record-ticks.ts FOLDER FIRST TICKS PROCESSES [kill | read]`.
const [folder = '', first = '', ticks = '', processes = '', then = ''] = process.argv.slice(2);
try {
  if (then === 'read') (await HistoryReader.open(folder)).close();
  else {
    const writer = await HistoryWriter.open(folder, { pid: process.pid, command: 'record-ticks', since: timeOf(0) }, DEFAULT_TIERS);
    for (let tick = Number(first); tick < Number(first) + Number(ticks); tick += 1) {
      if (writer.record(snapshotOf(tick, Number(processes)))) process.stdout.write(`${tick}\n`);
    }
    if (then === 'kill') process.kill(process.pid, 'SIGKILL');
    writer.close();
  }
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stdout.write(`${error.line}\n`);
}
