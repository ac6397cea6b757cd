import { join } from 'node:path';
import { statSync } from 'node:fs';
import { STORE_FILE } from '../../storage/history/schema.ts';
import { numberOf, textOf } from '../../storage/history/sqlite.ts';
import { tickKind } from '../../storage/history/tick-kind.ts';
import { DEFAULT_TIERS, LEAST_SAMPLES_MILLISECONDS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { GeneratedHost, type Plan } from './generate.ts';
import { cpuOf, Spread } from './clock.ts';

export const DAY = 86_400_000;

/** What one kind of content takes in the store. */
export interface Content {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface Built {
  readonly ticks: number;
  readonly from: number;
  readonly to: number;
  /** Everything that was recorded, with samples of the last days. */
  readonly fileBytes: number;
  readonly contents: readonly Content[];
  /** The same when only what the 90-day tier holds is left, vacuumed. */
  readonly minutesFileBytes: number;
  /** CPU of all threads in ms: of one tick's `record`, and of a tick's part of what makes minutes and hours of samples. */
  readonly recordCpu: number;
  readonly tendCpu: number;
  /** Wall milliseconds of `record`: a transaction, and now and then a sealed window. */
  readonly commit: Spread;
}

/** What the data are, how long, and how much of it stays. */
export interface Building {
  readonly folder: string;
  readonly plan: Plan;
  readonly days: number;
  /** Ends with the minutes alone; otherwise the samples stay. */
  readonly onlyMinutes: boolean;
  readonly tell: (text: string) => void;
}

/** Records `days` of a generated host with a clock that is not waited for, as `pyprocwatch record` does. */
export async function buildStore({ folder, plan, days, onlyMinutes, tell }: Building): Promise<Built> {
  const tiers = { ...DEFAULT_TIERS, mostBytes: Number.MAX_SAFE_INTEGER, samplesMilliseconds: onlyMinutes ? LEAST_SAMPLES_MILLISECONDS : Math.max(DEFAULT_TIERS.samplesMilliseconds, (days + 1) * DAY) };
  const writer = await HistoryWriter.open(folder, { pid: process.pid, command: 'bench/store', since: plan.from }, tiers);
  const host = new GeneratedHost(plan);
  const ticks = Math.round((days * DAY) / 1000 / plan.intervalSeconds);
  const commits: number[] = [];
  let [recordCpu, tendCpu, to] = [0, 0, plan.from];
  for (let tick = 0; tick < ticks; tick += 1) {
    const { time, intervalSeconds, frame } = host.next();
    const before = process.cpuUsage();
    const began = performance.now();
    const recorded = writer.record({ time, intervalSeconds, notices: [], collected: () => [frame] });
    commits.push(performance.now() - began);
    const between = process.cpuUsage();
    recordCpu += cpuOf(before, between);
    if (!recorded) throw new Error(writer.trouble ?? 'not recorded');
    while (writer.tend(time)) { /* Until there is nothing to do. */ }
    tendCpu += cpuOf(between, process.cpuUsage());
    if (writer.trouble !== undefined) throw new Error(writer.trouble);
    to = time;
    if ((tick + 1) % 5000 === 0) tell(`${tick + 1} of ${ticks} ticks, record ${(recordCpu / tick).toFixed(2)} ms, tend ${(tendCpu / tick).toFixed(2)} ms of CPU a tick`);
  }
  const fileBytes = fileOf(writer, folder);
  if (onlyMinutes) forgetSamples(writer);
  const minutesFileBytes = onlyMinutes ? fileOf(writer, folder) : Number.NaN;
  const contents = contentsOf(writer);
  writer.close();
  return { ticks, from: plan.from, to, fileBytes, contents, minutesFileBytes, recordCpu: recordCpu / ticks, tendCpu: tendCpu / ticks, commit: new Spread(commits) };
}

/** Bytes of the file with all that its log still holds. */
function fileOf({ database }: HistoryWriter, folder: string): number {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return statSync(join(folder, STORE_FILE)).size;
}

/** What the 90-day tier holds stays. What is not yet sealed as minutes of every kind exists as samples only: these count as what they are. */
function forgetSamples({ database }: HistoryWriter): void {
  const sealed = numberOf(database.get('SELECT min(last) AS last FROM (SELECT max(t1) AS last FROM chunk WHERE tier = 1 GROUP BY layout)'), 'last');
  const ticks = 'SELECT id FROM layout WHERE kind = ?';
  database.run(`DELETE FROM chunk WHERE tier = 0 AND t1 <= ? AND layout IN (${ticks})`, sealed, tickKind.name);
  // A moment is looked for where its tick is: from the first tick that is left, the samples stay.
  const first = numberOf(database.get(`SELECT min(first) AS first FROM (SELECT min(t0) AS first FROM chunk WHERE tier = 0 AND layout IN (${ticks}) UNION ALL SELECT min(ts) FROM head)`, tickKind.name), 'first');
  database.run('DELETE FROM chunk WHERE tier = 0 AND t1 < ?', first);
  database.exec('VACUUM');
}

function contentsOf({ database }: HistoryWriter): Content[] {
  const rows = database.all(`
    SELECT CASE tier WHEN 0 THEN 'samples' ELSE 'minutes' END || ' of ' || kind AS name, sum(rows) AS rows, sum(length(blob)) AS bytes FROM chunk JOIN layout ON layout.id = chunk.layout GROUP BY 1
    UNION ALL SELECT 'open window', count(*), coalesce(sum(length(blob)), 0) FROM head
    UNION ALL SELECT 'hours of ' || kind, count(*), sum(length(blob)) FROM rollup GROUP BY 1
    UNION ALL SELECT 'identities', count(*), sum(length(numbers) + length(texts) + 12) FROM identity
    UNION ALL SELECT 'texts', count(*), sum(length(value)) FROM text`);
  return rows.map((row) => ({ name: textOf(row, 'name'), rows: numberOf(row, 'rows'), bytes: numberOf(row, 'bytes') }));
}
