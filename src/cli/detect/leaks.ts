import type { CommandModule } from 'yargs';
import { evidence, verdictWords, spanWords } from '../../analysis/leaks/evidence.ts';
import { LEAK_METRICS } from '../../analysis/leaks/metrics.ts';
import type { LeakVerdict } from '../../analysis/leaks/verdict.ts';
import type { Track } from '../../analysis/leaks/watch.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { SCHEMA, type JsonValue } from '../../model/json.ts';
import { safeText } from '../../model/safe-text.ts';
import { parseValue } from '../../model/units.ts';
import type { CommandOutput } from '../commands/output.ts';
import { findLeaks, type Findings, type FirstSeen } from './leak-findings.ts';
import { momentsOf } from './leak-recording.ts';
import { inputName, linesOf } from '../series/lines.ts';

/** Times from here on are seconds of the epoch, those below count from the start of a recording. */
const EPOCH_FROM = 1e9;

const moment = (seconds: number): string => (seconds >= EPOCH_FROM ? new Date(seconds * 1000).toISOString() : `${spanWords(seconds)} from the start`);
/** Six figures say all that is known. */
const exact = (value: number): JsonValue => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);

function verdictToJson(verdict: LeakVerdict): { readonly [name: string]: JsonValue } {
  return {
    verdict: verdict.word, confidence: verdict.confidence,
    slopePerHour: exact(verdict.slopePerHour), slopeLow: exact(verdict.slopeLow), slopeHigh: exact(verdict.slopeHigh),
    rise: exact(verdict.rise), overSeconds: exact(verdict.overSeconds), sinceSeconds: exact(verdict.sinceMilliseconds / 1000),
  };
}

const firstToJson = (first: FirstSeen | undefined): JsonValue => (first === undefined ? null : { seconds: first.seconds, pid: first.pid, ...verdictToJson(first.verdict) });

function trackToJson(track: Track, { limits }: Findings): JsonValue {
  const { service, pid, metric, verdict } = track;
  const limit = limits.get(track);
  return {
    service, pid, metric,
    ...(verdict === undefined ? { verdict: null } : {
      ...verdictToJson(verdict), livesGrown: verdict.livesGrown, livesSeen: verdict.livesSeen,
      tests: verdict.tests.map(({ name, figure }) => ({ name, figure: exact(figure) })),
      evidence: evidence(verdict, LEAK_METRICS[metric], moment(verdict.sinceMilliseconds / 1000)),
    }),
    ...(limit === undefined ? {} : { limit: { secondsToLimit: exact(limit.secondsToLimit), low: exact(limit.low), high: exact(limit.high), confidence: exact(limit.confidence) } }),
  };
}

function toJson(input: string, findings: Findings): JsonValue {
  return {
    schema: SCHEMA, input, rows: findings.rows,
    tracks: findings.tracks.map((track) => trackToJson(track, findings)),
    alarms: findings.alarms.map(({ track: { service, metric }, growing, leak }) => ({ service, metric, growing: firstToJson(growing), leak: firstToJson(leak) })),
  };
}

function toText(findings: Findings): string {
  const lines: string[] = [];
  for (const { track, growing, leak } of findings.alarms) {
    const { metric, pid, verdict } = track;
    lines.push(`pid ${pid}, ${LEAK_METRICS[metric].words}`);
    if (verdict === undefined) lines.push('  grew for a while, and does so no more');
    else lines.push(...evidence(verdict, LEAK_METRICS[metric], moment(verdict.sinceMilliseconds / 1000)).map((text, index) => `  ${index === 0 ? `${verdictWords(verdict)}: ` : ''}${text}`));
    lines.push(`  first called growing at ${moment(growing.seconds)}${leak === undefined ? '' : `, a LEAK at ${moment(leak.seconds)}`}`);
    const limit = findings.limits.get(track);
    if (limit !== undefined) lines.push(`  limit in about ${spanWords(limit.secondsToLimit)} [${spanWords(limit.low)} - ${spanWords(limit.high)}]`);
  }
  const seen = `${findings.rows} rows, ${spanWords(Math.max(0, findings.lastSeconds - findings.firstSeconds) || 0)}`;
  lines.push(lines.length === 0 ? `nothing grows (${seen})` : `(${seen})`);
  return lines.map((line) => `${safeText(line)}\n`).join('');
}

function limitFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = parseValue('bytes', text);
  if (limit === undefined || !(limit > 0)) throw new UserError(`"${text}" is no size`, { where: '--limit', mend: 'write bytes, or 512M, 2GiB', exitCode: EXIT.usage });
  return limit;
}

interface LeaksArguments {
  readonly in: string;
  readonly json: boolean;
  readonly limit: string | undefined;
}

/** `pyprocwatch detect leaks`. */
export function leaksCommand(io: CommandOutput, standardInput: AsyncIterable<unknown> = process.stdin): CommandModule<object, LeaksArguments> {
  return {
    command: 'leaks',
    describe: 'Find leaks of memory, open files and threads in a recorded trace',
    builder: (yargs) => yargs
      .option('in', { type: 'string', requiresArg: true, demandOption: true, describe: 'CSV of t,pid,start,anon_kb,fds,threads,cpu_ticks (more is left alone), gzip or not; - is standard input' })
      .option('json', { type: 'boolean', default: false, describe: 'As one JSON document' })
      .option('limit', { type: 'string', requiresArg: true, describe: 'Tell when memory reaches this: 512M, 2GiB' })
      .example('$0 detect leaks --in trace.csv.gz', 'What grows, how fast, and what that rests on')
      .example('$0 detect leaks --in - --json < trace.csv', 'The same for a program')
      .example('$0 detect leaks --in trace.csv --limit 2GiB', 'And when will 2 GiB be reached?')
      .strict(),
    handler: async (argv) => {
      const limit = limitFrom(argv.limit);
      const input = inputName(argv.in);
      const findings = await findLeaks(momentsOf(linesOf(argv.in, standardInput), input), limit);
      io.out(argv.json ? `${JSON.stringify(toJson(input, findings), undefined, 2)}\n` : toText(findings));
    },
  };
}
