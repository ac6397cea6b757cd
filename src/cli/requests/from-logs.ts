import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { stdin } from 'node:process';
import { RouteNames } from '../../analysis/requests/route-names.ts';
import { RequestTotals } from '../../analysis/requests/request-totals.ts';
import { SessionCounter } from '../../analysis/requests/session-counter.ts';
import { RequestCell } from '../../analysis/traffic/request-cells.ts';
import { type AccessLogFormat, BadLines, compileFormat, detectFormat, FIELD, type FieldName, LineReader, readLog, type RequestLine } from '../../collectors/access-logs/index.ts';
import { countryOfHeader, type Geo, openGeo, openGeoDatabase } from '../../collectors/geo/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { safeText } from '../../model/safe-text.ts';
import { countryCode, type RequestGroup } from '../../reports/requests/grouping.ts';
import { formatValue } from '../../model/units.ts';
import { geoNotes } from '../../reports/requests/geo-notes.ts';
import { requestReport, shortened } from '../../reports/requests/request-report.ts';
import { HOUR, MINUTE, type Period } from '../../reports/period.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { counted } from '../../model/words.ts';
import { groupGiven, periodGiven, queryOf, type RequestArguments } from './query.ts';
import { answering, type RequestContext, type RequestFormat, written } from './run.ts';

export interface LogArguments {
  readonly logs: readonly string[];
  readonly format: string;
  readonly patterns: readonly string[];
  readonly geoDatabase: string | undefined;
}

const MOST_ROUTES = 1000;
/** Minutes of a month, hours of five years; of about 1.5 KB each. */
const MOST_SLICES = 50_000;
const MOST_CLIENTS = 1_000_000;
const PROGRESS_BYTES = 16 * 2 ** 20;
/** Regions are the same in all sites; endpoints of a site begin here times its place. */
const SITE = 2 ** 14;
const SAMPLE_BYTES = 65_536;
/** What is told of a request's texts; others are not read. */
const ASKED: ReadonlySet<FieldName> = new Set<FieldName>(['method', 'path', 'client', 'region']);
const FOREVER = { from: 0, to: 8.64e15 } as const;

/** The format that was asked for, or the one that the first lines are in. Throws a `UserError`. */
export async function formatOf(path: string, format: string): Promise<AccessLogFormat> {
  if (format !== 'auto') return compileFormat(format, { only: ASKED });
  if (path === '-') throw new UserError('the format of standard input cannot be found by itself', { where: '--log-format', mend: 'name it: --log-format combined', exitCode: EXIT.usage });
  const lines: Uint8Array[] = [];
  const stop = new AbortController();
  let rest = Buffer.alloc(0);
  await readLog(path, (chunk) => {
    rest = Buffer.concat([rest, chunk.subarray(0, SAMPLE_BYTES)]);
    if (rest.length >= SAMPLE_BYTES) stop.abort();
  }, { signal: stop.signal }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const text = rest.subarray(0, rest.length > SAMPLE_BYTES ? rest.lastIndexOf(10) : rest.length);
  for (let start = 0; start < text.length;) {
    const end = text.indexOf(10, start);
    lines.push(text.subarray(start, end < 0 ? text.length : end));
    start = end < 0 ? text.length : end + 1;
  }
  const found = detectFormat(lines, { only: ASKED });
  if (found === undefined) throw new UserError('no format that is known fits its lines', { where: safeText(path), mend: 'give the log format of the gateway\'s configuration: --log-format \'$remote_addr ...\'', exitCode: EXIT.data });
  return found.format;
}

/** What a line looks like, and nothing of what stands in it: it may name somebody. */
const shapeOf = (line: string): string => line.replaceAll(/\p{L}/gu, 'a').replaceAll(/\p{N}/gu, '9');

/** Says how far a log is read, now and then. */
function progressOf(path: string, say: (text: string) => void): (read: number, total: number | undefined) => void {
  let told = 0;
  return (read, total) => {
    if (read - told < PROGRESS_BYTES) return;
    told = read;
    say(`${safeText(basename(path))}: ${formatValue('bytes', read)}${total === undefined ? '' : ` of ${formatValue('bytes', total)}`}`);
  };
}

/** Which dimensions a question needs: those that are not asked for are not told apart, and take no memory. */
function needs(group: RequestGroup, args: RequestArguments) {
  return { region: group === 'country' || group === 'region' || args.country !== undefined, step: group === 'minute' ? MINUTE : group === 'hour' || group === 'day' ? HOUR : Number.POSITIVE_INFINITY };
}

const { method: METHOD, path: PATH, client: CLIENT, region: REGION } = FIELD;

/** What a log is called, as on the screen; those that were rotated away are the same: access for access.log.1.gz and access-20270115.log. */
export const siteOfLog = (path: string): string => safeText(basename(path).replace(/\.(?:gz|zst|bz2|xz)$/, '').replace(/[.-]\d+$/, '').replace(/\.log$/, '').replace(/[.-]\d{8}$/, ''));

/** Adds up whole logs: a million lines in a second of CPU. */
class LogTally {
  readonly slices = new Map<number, RequestTotals>();
  readonly names = new Map<number, string>();
  readonly sessions: SessionCounter;
  readonly #byRegion: boolean;
  readonly #step: number;
  readonly #from: number;
  readonly #to: number;
  /** Of the last request: most fall into the same. */
  #start = Number.NaN;
  #totals = new RequestTotals();
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  requests = 0;

  /** `from` and `to`: epoch ms; what ended outside of it does not count. */
  constructor(geo: Geo | undefined, step: number, { from, to }: Period) {
    this.#byRegion = geo !== undefined;
    this.sessions = new SessionCounter({ limit: MOST_CLIENTS, seed: randomBytes(4).readInt32LE(), ...(geo === undefined ? {} : { regionOf: (bytes, start, end) => geo.countryOf(bytes, start, end) }) });
    this.#step = step;
    [this.#from, this.#to] = [from, to];
  }

  take(line: RequestLine, site: number, routes: RouteNames): void {
    const end = line.endMilliseconds;
    if (!(end >= this.#from && end < this.#to)) return;
    this.requests += 1;
    if (end < this.first) this.first = end;
    if (end > this.last) this.last = end;
    const { bytes, starts, ends } = line;
    const route = routes.idOf(bytes, starts[METHOD] ?? 0, ends[METHOD] ?? 0, starts[PATH] ?? 0, ends[PATH] ?? 0, line.status);
    if (routes.hasMoves) {
      const moves = routes.takeMoves().map(({ from, to }) => ({ from: site * SITE + from, to: site * SITE + to }));
      for (const totals of this.slices.values()) totals.move(moves);
    }
    const client = this.sessions.add(bytes, starts[CLIENT] ?? 0, ends[CLIENT] ?? 0, end);
    this.#totalsAt(end).add(site * SITE + route, this.#byRegion ? this.#regionOf(line, client) : 0, 0, line);
  }

  /** What a network told of the client goes before what its address tells. */
  #regionOf({ bytes, starts, ends }: RequestLine, client: number): number {
    const [start, end] = [starts[REGION] ?? 0, ends[REGION] ?? 0];
    const told = end > start ? countryOfHeader(bytes, start, end) : UNKNOWN_COUNTRY;
    return told === UNKNOWN_COUNTRY ? this.sessions.region(client) : told;
  }

  #totalsAt(end: number): RequestTotals {
    const start = this.#step === Number.POSITIVE_INFINITY ? 0 : Math.floor(end / this.#step) * this.#step;
    if (start === this.#start) return this.#totals;
    this.#start = start;
    if (this.slices.size >= MOST_SLICES && !this.slices.has(start)) throw new UserError(`there are more than ${MOST_SLICES.toLocaleString('en-US')} times to tell apart`, { where: '--group-by', mend: 'use day or hour, or a part of the time: --from and --to', exitCode: EXIT.usage });
    this.#totals = this.slices.get(start) ?? new RequestTotals();
    this.slices.set(start, this.#totals);
    return this.#totals;
  }
}

/** Totals as cells of a report; regions have names of their own. */
function cellsOf(totals: RequestTotals): RequestCell[] {
  return totals.rows().map((total) => {
    const cell = new RequestCell({ endpoint: total.endpoint, region: SITE * SITE + Math.max(0, total.region), cohort: -1 });
    cell.takeTotal(total);
    return cell;
  });
}

/** `pyprocwatch endpoints --log FILE`: what access logs tell, read now. */
export function runLogs(context: RequestContext, args: RequestArguments, format: RequestFormat, { logs, format: given, patterns, geoDatabase }: LogArguments): Promise<HistoryResult> {
  return answering(async () => {
    const { region, step } = needs(groupGiven(args.groupBy), args);
    const geo = !region ? undefined : geoDatabase === undefined ? await openGeo() : await openGeoDatabase(geoDatabase);
    const whole = args.last === undefined && args.from === undefined && args.to === undefined;
    const asked = whole ? FOREVER : periodGiven(args, context.now);
    const tally = new LogTally(geo, step, asked);
    const bad = new BadLines();
    for (const [site, path] of logs.entries()) {
      const routes = new RouteNames({ patterns, limit: MOST_ROUTES });
      const reader = new LineReader((await formatOf(path, given)).parser(), (line) => tally.take(line, site, routes), bad);
      await readLog(path === '-' ? stdin : path, (chunk) => reader.feed(chunk), context.progress === undefined ? {} : { onProgress: progressOf(path, context.progress) });
      context.progress?.('');
      reader.finish();
      for (let id = 0; id < routes.size; id += 1) {
        const name = routes.name(id);
        const space = name.indexOf(' ');
        tally.names.set(site * SITE + id, [siteOfLog(path), space < 0 ? '' : name.slice(0, space), name.slice(space + 1)].join('\t'));
      }
    }
    for (let id = 0; id < 256; id += 1) tally.names.set(SITE * SITE + id, countryCode(id));
    if (tally.requests === 0) throw new UserError('there is no request in it', { where: safeText(logs.join(', ')), mend: bad.total > 0 ? `${counted(bad.total, 'line is', 'lines are')} of another format (${shapeOf(bad.reasons()[0]?.example ?? '')}): see "pyprocwatch endpoints formats"` : 'name a log that is not empty', exitCode: EXIT.data });
    const query = queryOf(args, tally.names, context.now);
    const period = whole ? { from: tally.first, to: tally.last + 1 } : asked;
    const slices = [...tally.slices].sort(([one], [other]) => one - other).map(([start, totals]) => ({ start: step === Number.POSITIVE_INFINITY ? tally.first : start, length: step === Number.POSITIVE_INFINITY ? tally.last - tally.first + 1 : step, cells: cellsOf(totals) }));
    const report = requestReport(slices, tally.names, { ...query, period });
    if (report.rows.length === 0) throw new UserError('no request in it is like that', { where: safeText(logs.join(', ')), mend: 'ask with another --route, --country or --site; logs know no --cohort', exitCode: EXIT.unavailable });
    const notes = [`${counted(tally.sessions.clients, 'client', 'clients')}, ${counted(tally.sessions.sessions, 'session', 'sessions')} (half an hour without a request ends one)`, ...geoNotes(report, args.servedFrom), ...bad.total === 0 ? [] : [`${counted(bad.total, 'line was', 'lines were')} not understood: ${bad.reasons().map(({ reason, count, example }) => `${count} ${reason} (${shapeOf(example.slice(0, 60))})`).join(', ')}`]];
    return said(written(shortened(report, args.top), format, notes, context.width));
  });
}
