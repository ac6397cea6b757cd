import { basename } from 'node:path';
import { stdin } from 'node:process';
import { RouteNames } from '../../analysis/requests/route-names.ts';
import { RequestCells } from '../../analysis/traffic/request-cells.ts';
import { blankRecord } from '../../analysis/traffic/request-record.ts';
import { type AccessLogFormat, BadLines, compileFormat, detectFormat, LineReader, readLog, type RequestLine } from '../../collectors/access-logs/index.ts';
import { countryOfHeader, type Geo, openGeo, openGeoDatabase } from '../../collectors/geo/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { safeText } from '../../model/safe-text.ts';
import { countryCode, type RequestGroup } from '../../reports/requests/grouping.ts';
import { geoNotes } from '../../reports/requests/geo-notes.ts';
import { requestReport, shortened } from '../../reports/requests/request-report.ts';
import { HOUR, MINUTE, type Period } from '../../reports/period.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { counted } from '../history/words.ts';
import { groupGiven, periodGiven, queryOf, type RequestArguments } from './query.ts';
import { answering, type RequestContext, type RequestFormat, written } from './run.ts';

export interface LogArguments {
  readonly logs: readonly string[];
  readonly format: string;
  readonly patterns: readonly string[];
  readonly geoDatabase: string | undefined;
}

const MOST_ROUTES = 1000;
/** Regions are the same in all sites; endpoints of a site begin here times its place. */
const SITE = 2 ** 14;
const SAMPLE_BYTES = 65_536;
const FOREVER = { from: 0, to: 8.64e15 } as const;

/** The format that was asked for, or the one that the first lines are in. Throws a `UserError`. */
export async function formatOf(path: string, format: string): Promise<AccessLogFormat> {
  if (format !== 'auto') return compileFormat(format);
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
  const found = detectFormat(lines);
  if (found === undefined) throw new UserError('no format that is known fits its lines', { where: safeText(path), mend: 'give the log format of the gateway\'s configuration: --log-format \'$remote_addr ...\'', exitCode: EXIT.data });
  return found.format;
}

/** What a line looks like, and nothing of what stands in it: it may name somebody. */
const shapeOf = (line: string): string => line.replaceAll(/\p{L}/gu, 'a').replaceAll(/\p{N}/gu, '9');

/** Which dimensions a question needs: those that are not asked for are not told apart, and take no memory. */
function needs(group: RequestGroup, args: RequestArguments) {
  return { region: group === 'country' || group === 'region' || args.country !== undefined, step: group === 'minute' ? MINUTE : group === 'hour' || group === 'day' ? HOUR : Number.POSITIVE_INFINITY };
}

/** Adds up whole logs. */
class LogTally {
  readonly slices = new Map<number, RequestCells>();
  readonly names = new Map<number, string>();
  readonly #record = blankRecord();
  readonly #geo: Geo | undefined;
  readonly #step: number;
  readonly #from: number;
  readonly #to: number;
  /** Of the last request: most fall into the same. */
  #start = Number.NaN;
  #cells = new RequestCells();
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  requests = 0;

  /** `from` and `to`: epoch ms; what ended outside of it does not count. */
  constructor(geo: Geo | undefined, step: number, { from, to }: Period) {
    this.#geo = geo;
    this.#step = step;
    [this.#from, this.#to] = [from, to];
  }

  take(line: RequestLine, site: number, routes: RouteNames): void {
    const record = this.#record;
    const end = line.endMilliseconds;
    if (!(end >= this.#from && end < this.#to)) return;
    this.requests += 1;
    if (end < this.first) this.first = end;
    if (end > this.last) this.last = end;
    record.endedAt = end;
    record.duration = line.durationMilliseconds;
    record.upstream = line.upstreamMilliseconds;
    const { status } = line;
    record.status = line.aborted && !(status >= 400) ? 499 : Number.isNaN(status) ? 0 : status;
    record.sentBytes = line.bytesSent > 0 ? line.bytesSent : 0;
    record.receivedBytes = line.bytesReceived > 0 ? line.bytesReceived : 0;
    record.connection = line.upgraded;
    record.endpoint = site * SITE + routes.idOf(line.bytes, line.start('method'), line.end('method'), line.start('path'), line.end('path'), status);
    record.region = this.#geo === undefined ? -1 : this.#regionOf(line, this.#geo);
    this.#cellsAt(end).take(record, undefined);
    if (routes.hasMoves) for (const { from, to } of routes.takeMoves()) for (const cells of this.slices.values()) cells.move(site * SITE + from, site * SITE + to);
  }

  #regionOf(line: RequestLine, geo: Geo): number {
    const told = line.end('region') > line.start('region') ? countryOfHeader(line.bytes, line.start('region'), line.end('region')) : UNKNOWN_COUNTRY;
    return SITE * SITE + (told === UNKNOWN_COUNTRY ? geo.countryOf(line.bytes, line.start('client'), line.end('client')) : told);
  }

  #cellsAt(end: number): RequestCells {
    const start = this.#step === Number.POSITIVE_INFINITY ? 0 : Math.floor(end / this.#step) * this.#step;
    if (start === this.#start) return this.#cells;
    this.#start = start;
    this.#cells = this.slices.get(start) ?? new RequestCells();
    this.slices.set(start, this.#cells);
    return this.#cells;
  }
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
      await readLog(path === '-' ? stdin : path, (chunk) => reader.feed(chunk));
      reader.finish();
      for (let id = 0; id < routes.size; id += 1) {
        const name = routes.name(id);
        const space = name.indexOf(' ');
        tally.names.set(site * SITE + id, [safeText(basename(path)), space < 0 ? '' : name.slice(0, space), name.slice(space + 1)].join('\t'));
      }
    }
    for (let id = 0; id < 256; id += 1) tally.names.set(SITE * SITE + id, countryCode(id));
    if (tally.requests === 0) throw new UserError('there is no request in it', { where: safeText(logs.join(', ')), mend: bad.total > 0 ? `${counted(bad.total, 'line is', 'lines are')} of another format (${shapeOf(bad.reasons()[0]?.example ?? '')}): see "pyprocwatch endpoints formats"` : 'name a log that is not empty', exitCode: EXIT.data });
    const query = queryOf(args, tally.names, context.now);
    const period = whole ? { from: tally.first, to: tally.last + 1 } : asked;
    const slices = [...tally.slices].sort(([one], [other]) => one - other).map(([start, cells]) => ({ start: step === Number.POSITIVE_INFINITY ? tally.first : start, length: step === Number.POSITIVE_INFINITY ? tally.last - tally.first + 1 : step, cells: cells.values() }));
    const report = requestReport(slices, tally.names, { ...query, period });
    const notes = [...geoNotes(report, args.servedFrom), ...bad.total === 0 ? [] : [`${counted(bad.total, 'line was', 'lines were')} not understood: ${bad.reasons().map(({ reason, count, example }) => `${count} ${reason} (${shapeOf(example.slice(0, 60))})`).join(', ')}`]];
    return said(written(shortened(report, args.top), format, notes, context.width));
  });
}
