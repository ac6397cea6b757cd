import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage, memoryUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { usagePdf } from '../../src/reports/format/pdf.ts';
import { usageText } from '../../src/reports/format/text.ts';
import { usageReport, type UsageReport } from '../../src/reports/report.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { rolledKind } from '../../storage/history/rolled-kinds.ts';
import { STORE_FILE } from '../../storage/history/schema.ts';
import { Database, numberOf } from '../../storage/history/sqlite.ts';
import { markdown, report, round } from '../live/report.ts';
import { recordStore } from './store.ts';

const USAGE = `Usage: node bench/report/run.ts [options]
  --processes 400   processes on the machine
  --rounds 3        of each report; the median counts
Records 30 days of history in a temporary folder (28 days each minute, then 48 hours each 5 seconds), with its hourly
totals, and measures the CPU time of reports of it. Takes some minutes.
`;

const HOUR = 3_600_000;

const { values } = parseArgs({ options: { processes: { type: 'string', default: '400' }, rounds: { type: 'string', default: '3' }, help: { type: 'boolean', default: false } } });

interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly rows: number;
  readonly entities: number;
}

const cpuSeconds = async (work: () => Promise<unknown>): Promise<number> => {
  const before = cpuUsage();
  await work();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1e6;
};

async function reportOf(folder: string, kind: string, hours: number, end: number): Promise<UsageReport> {
  const rolled = rolledKind(kind);
  if (rolled === undefined) throw new RangeError(`no ${kind}`);
  // Opened anew each time, as the command does.
  const reader = await HistoryReader.open(folder);
  try {
    return usageReport(reader, { rolled, from: end - hours * HOUR, to: end, sort: { field: 'cpuPercent', measure: 'perSecond' }, top: 20 });
  } finally {
    reader.close();
  }
}

async function measure(name: string, folder: string, kind: string, hours: number, end: number, intervalSeconds: number, processes: number, rounds: number): Promise<Measured> {
  const taken: number[] = [];
  let entities = 0;
  for (let round = 0; round < rounds; round += 1) {
    taken.push(await cpuSeconds(async () => {
      const made = await reportOf(folder, kind, hours, end);
      entities = made.entities;
      usageText(made, 120);
    }));
  }
  const seconds = taken.toSorted((left, right) => left - right)[taken.length >> 1] ?? Number.NaN;
  process.stderr.write(`${name}: ${seconds.toFixed(2)} s\n`);
  return { name, seconds, rows: Math.round((hours * 3600 / intervalSeconds) * processes), entities };
}

async function run(processes: number, rounds: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'pyprocwatch-bench-'));
  try {
    const [whole, raw] = [join(root, 'whole'), join(root, 'raw')];
    for (const folder of [whole, raw]) mkdirSync(folder);
    // In the midst of an hour: neither edge of a report is a whole one.
    const end = Math.floor(Date.now() / HOUR) * HOUR + HOUR / 3;
    const building = await cpuSeconds(() => recordStore(whole, processes, [{ hours: 28 * 24, intervalSeconds: 60 }, { hours: 48, intervalSeconds: 5 }], end, (text) => process.stderr.write(`${text}\n`)));
    cpSync(whole, raw, { recursive: true });
    const database = await Database.open(join(raw, STORE_FILE), { readOnly: false });
    database.exec("DELETE FROM rollup; DELETE FROM progress WHERE name LIKE 'hours/%'");
    const samples = numberOf(database.get("SELECT sum(rows) AS n FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = 'process' AND tier = 0"), 'n');
    database.close();
    const all = [
      await measure('1 h', whole, 'group', 1, end, 5, processes, rounds),
      await measure('48 h', whole, 'group', 48, end, 5, processes, rounds),
      await measure('48 h, by user', whole, 'user', 48, end, 5, processes, rounds),
      await measure('48 h, without hourly totals', raw, 'group', 48, end, 5, processes, 1),
      await measure('30 days', whole, 'group', 720, end, 60, processes, rounds),
    ];
    const made = await reportOf(whole, 'group', 48, end);
    const pdf = await cpuSeconds(() => usagePdf(made, end));
    const size = statSync(join(whole, STORE_FILE)).size;
    const table = markdown(['report', 'samples in it', 'entities', 'CPU s'], all.map(({ name, seconds, rows, entities }) => [name, rows.toLocaleString('en-US'), entities, round(seconds, 2)]));
    const notes = `\n\nEach with the equally long period before, and as text. The PDF of one: ${round(pdf, 2)} s. The store has ${round(size / 1024 ** 2, 1)} MiB, ${samples.toLocaleString('en-US')} samples of processes as such; recording it all took ${round(building, 0)} s of CPU. Largest memory: ${round(memoryUsage().rss / 1024 ** 2, 0)} MiB.`;
    report('report', `Reports of ${processes} processes`, table + notes, { processes, reports: all, pdfSeconds: pdf, storeBytes: size, samples, buildSeconds: building });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(USAGE);
else await run(Number(values.processes), Number(values.rounds));
