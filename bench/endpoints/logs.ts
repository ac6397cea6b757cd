import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atEnd } from '../live/closers.ts';
import { markdown, report, round } from '../live/report.ts';
import { LINE_FORMATS, type LineFormat, writeLines } from './log-lines.ts';
import { measureCommand, type Measured } from './measure-command.ts';

const USAGE = `Usage: node bench/endpoints/logs.ts [options]
  --lines 3000000     of combined, of combined with nginx's times behind it, and of HAProxy's
  --others 500000     of each other format; 0 leaves them out
  --rounds 3          every program once in each, the medians are told
  --seed 1
  --program dist/pyprocwatch.mjs   as "npm run build" makes it
`;
const { values } = parseArgs({ options: { lines: { type: 'string', default: '3000000' }, others: { type: 'string', default: '500000' }, rounds: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' }, program: { type: 'string', default: fileURLToPath(new URL('../../dist/pyprocwatch.mjs', import.meta.url)) }, help: { type: 'boolean', default: false } } });
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const LARGE: readonly LineFormat[] = ['combined', 'nginx:pyprocwatch', 'haproxy'];
const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

interface Subject {
  readonly name: string;
  readonly format: LineFormat;
  readonly lines: number;
  readonly command: readonly string[];
  readonly input?: string;
  readonly ours: boolean;
  readonly runs: Measured[];
}

function isThere(program: string): boolean {
  try {
    execFileSync('bash', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    tell(`${program} is not installed: left out`);
    return false;
  }
}
const median = (numbers: readonly number[]): number => [...numbers].sort((left, right) => left - right)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN;

if (!existsSync(values.program)) {
  tell('pyprocwatch is not built: npm run build, or --program');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-logs-'));
const close = atEnd(() => rmSync(folder, { recursive: true, force: true }));
const subjects: Subject[] = [];
for (const format of LINE_FORMATS) {
  const lines = Number(LARGE.includes(format) ? values.lines : values.others);
  if (lines === 0) continue;
  const path = join(folder, `${format.replace(':', '-')}.log`);
  writeLines(path, format, lines, Number(values.seed));
  tell(`${format}: ${lines} lines, ${Math.round(statSync(path).size / 1e6)} MB`);
  const add = (name: string, command: readonly string[], input?: string): void => {
    subjects.push({ name, format, lines, command, ours: name === 'pyprocwatch', runs: [], ...(input === undefined ? {} : { input }) });
  };
  add('pyprocwatch', [process.execPath, values.program, 'geo', '--log', path, '--log-format', format, '--json']);
  if (format === 'combined' && isThere('goaccess')) add('goaccess', ['goaccess', path, '--log-format=COMBINED', '--no-progress', '-o', join(folder, 'goaccess.json')]);
  if (format === 'haproxy' && isThere('halog')) add('halog -ut', ['halog', '-q', '-ut'], path);
}
for (let round = 1; round <= Number(values.rounds); round += 1) {
  for (const subject of subjects) {
    subject.runs.push(await measureCommand(subject.command, subject.input));
    tell(`${round}: ${subject.name} ${subject.format} ${Math.round(subject.lines / (subject.runs.at(-1)?.cpuSeconds ?? 1))} lines per CPU-second`);
  }
}
close();

const rate = ({ lines, runs }: Subject): number => lines / median(runs.map(({ cpuSeconds }) => cpuSeconds));
const rows = subjects.map((subject) => [subject.name, subject.format, subject.lines, Math.round(rate(subject) / 1000), Math.round(Math.max(...subject.runs.map(({ peakMB }) => peakMB)))]);
const ratio = (format: LineFormat): string => {
  const [ours, theirs] = [subjects.find((subject) => subject.format === format && subject.ours), subjects.find((subject) => subject.format === format && !subject.ours)];
  return ours === undefined || theirs === undefined ? '' : `${round(rate(ours) / rate(theirs), 2)} times ${theirs.name}`;
};
const table = `${markdown(['program', 'format', 'lines', 'thousand lines per CPU-second', 'peak MB'], rows)}

${['combined', 'haproxy'].map((format) => ratio(LINE_FORMATS.find((known) => known === format) ?? 'combined')).filter((text) => text !== '').join('; ')}.

CPU is that of the whole process, its start too, medians of ${values.rounds} interleaved rounds; load average ${round(loadavg()[2] ?? 0, 1)}. Ours is what is shipped, pyprocwatch geo --log FILE --json: routes learned, requests, errors, bytes, p50, p95 and p99 by endpoint and country, clients and visits, the country of each client. GoAccess makes its JSON report; halog -ut its totals by URL, without percentiles or clients.`;
report('endpoints-logs', `Access logs: 15 templates, 58,000 clients, seed ${values.seed}`, table, { options: { lines: values.lines, others: values.others, rounds: values.rounds, seed: values.seed }, load: loadavg().map((load) => round(load, 1)), subjects: subjects.map(({ runs, name, format, lines }) => ({ name, format, lines, runs: runs.map(({ cpuSeconds, peakMB }) => ({ cpuSeconds, peakMB: round(peakMB, 1) })) })) });
