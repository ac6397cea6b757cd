import { RouteNames } from '../../analysis/requests/route-names.ts';
import type { Requests } from '../../analysis/attribution/input.ts';
import { type AccessLogFormat, type BadLines, LineReader, type RequestLine } from '../../collectors/access-logs/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { SafeText } from '../../model/safe-text.ts';
import { GrowingColumn } from './growing-column.ts';
import { RouteNumbers } from './route-numbers.ts';

export interface RequestLog {
  readonly requests: Requests;
  /** `GET /users/*`, by number. */
  readonly endpoints: readonly SafeText[];
  /** Milliseconds between two stamps. */
  readonly resolution: number;
  readonly lines: number;
  readonly bad: BadLines;
  /** Whether the log tells which process served a request. */
  readonly namesUpstreams: boolean;
  /** Whether the log tells how long requests took. */
  readonly hasDurations: boolean;
}

/** Served by a process that is not watched, or by none. */
const BY_OTHERS = -2;
const NOT_TOLD = -1;

/** The place of the name that stands in [start, end), compared from its end, where addresses differ; -1. */
function placeIn(names: readonly Uint8Array[], bytes: Uint8Array, start: number, end: number): number {
  for (let place = 0; place < names.length; place += 1) {
    const name = names[place];
    if (name === undefined || name.length !== end - start) continue;
    let at = name.length - 1;
    while (at >= 0 && name[at] === bytes[start + at]) at -= 1;
    if (at < 0) return place;
  }
  return -1;
}

/** Reads a whole access log. `processes` are the upstream addresses of those that were sampled, as the log writes them. */
export async function readRequestLog(chunks: AsyncIterable<Uint8Array>, file: string, format: AccessLogFormat, processes: readonly string[], patterns: readonly string[]): Promise<RequestLog> {
  const names = new RouteNames({ patterns });
  const numbers = new RouteNumbers(names);
  const [end, duration, route, process] = [new GrowingColumn(), new GrowingColumn(), new GrowingColumn(), new GrowingColumn()];
  const known = processes.map((name) => new TextEncoder().encode(name));
  let [named, seconds, timed] = [0, 0, 0];
  const onRequest = (line: RequestLine): void => {
    // A connection that was upgraded is logged when it closes: its duration tells nothing.
    if (line.upgraded || !Number.isFinite(line.endMilliseconds)) return;
    const id = names.idOf(line.bytes, line.start('method'), line.end('method'), line.start('path'), line.end('path'), line.status || undefined);
    if (names.hasMoves) numbers.follow(names.takeMoves());
    const length = Number.isNaN(line.upstreamMilliseconds) ? line.durationMilliseconds : line.upstreamMilliseconds;
    const [from, to] = [line.start('upstream'), line.end('upstream')];
    if (to > from) named += 1;
    if (length >= 0) timed += 1;
    if (line.resolutionMilliseconds > 1) seconds += 1;
    end.push(line.endMilliseconds);
    duration.push(length);
    route.push(numbers.of(id));
    const place = to > from ? placeIn(known, line.bytes, from, to) : NOT_TOLD;
    process.push(to > from && place < 0 ? BY_OTHERS : place);
  };
  const reader = new LineReader(format.parser(), onRequest);
  for await (const chunk of chunks) reader.feed(Buffer.from(chunk));
  reader.finish();
  if (end.length === 0) {
    const [worst] = reader.bad.reasons();
    const what = worst === undefined ? 'there is no request in it' : `no line can be read: ${worst.reason}, such as "${worst.example}"`;
    throw new UserError(what, { where: file, mend: `say its format by --log-format (it was read as ${format.name.slice(0, 80)})`, exitCode: EXIT.data });
  }
  const { names: endpoints, placeOf } = numbers.finish();
  const namesUpstreams = named > end.length / 2;
  if (namesUpstreams && !process.values.some((by) => by >= 0)) {
    throw new UserError('no upstream of the log has a column in the samples', { where: file, mend: 'name the columns of --cpu as the log names its upstreams', exitCode: EXIT.data });
  }
  return {
    requests: {
      end: end.values, duration: duration.values, endpoint: Int32Array.from(route.values, (number) => placeOf[number] ?? -1),
      // Where upstreams are told, a request without one was answered by the gateway itself.
      process: Int32Array.from(process.values, (by) => (by === NOT_TOLD && namesUpstreams ? BY_OTHERS : by)),
    },
    endpoints, resolution: seconds > end.length / 2 ? 1000 : 1, lines: reader.lines, bad: reader.bad, namesUpstreams, hasDurations: timed > 0,
  };
}

