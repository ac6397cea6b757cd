import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { compileFormat, FIELD, type FormatOptions, LineReader, type RequestLine } from '../../../src/collectors/access-logs/index.ts';
import { LineProgram } from '../../../src/collectors/access-logs/programs/line-program.ts';
import { programSource } from '../../../src/collectors/access-logs/programs/program-source.ts';
import { ACTION } from '../../../src/collectors/access-logs/programs/program-step.ts';
import { TimeReader } from '../../../src/collectors/access-logs/times.ts';
import { FUZZED, spoiled } from './fuzz.ts';

const RUNS = Number(process.env['PYPROCWATCH_FUZZ_RUNS'] ?? 300);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const NEWLINE = Buffer.from('\n');
const FIELDS = Object.keys(FIELD).filter((name): name is keyof typeof FIELD => name in FIELD);

/** A line has no end of its own. Most have none: looking is quicker than making it anew. */
const withoutEnds = (line: Uint8Array): Uint8Array => (line.includes(10) || line.includes(13) ? line.filter((byte) => byte !== 10 && byte !== 13) : line);

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** All that a line tells, and whether it was taken. */
function read(format: string, lines: readonly Uint8Array[]): string[] {
  const seen: string[] = [];
  const told = (line: RequestLine): string => [...FIELDS.map((field) => line.text(field)), ...line.numbers, line.aborted, line.upgraded, line.resolutionMilliseconds].join('|');
  const reader = new LineReader(compileFormat(format).parser(), (line) => seen.push(told(line)));
  for (const line of lines) {
    const before = reader.bad.total;
    reader.feed(Buffer.concat([line.includes(10) ? line.filter((byte) => byte !== 10) : line, NEWLINE]));
    if (reader.bad.total > before) seen.push(`bad ${reader.bad.reasons().map(({ reason, count }) => `${reason} ${count}`).sort().join()}`);
  }
  return seen;
}

/** The same by the steps alone, as where functions cannot be made. */
function readStepwise(format: string, lines: readonly Uint8Array[]): string[] {
  const made = vi.spyOn(LineProgram, 'of').mockReturnValue(undefined);
  const seen = read(format, lines);
  made.mockRestore();
  return seen;
}

/** Lines as gateways write them, without escapes, and so all of them of the fast way. */
const MORE: readonly (readonly [format: string, line: string])[] = [
  ['combined', '192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] "GET /a/17?c=d HTTP/1.1" 200 2326 "http://www.example.com/" "Mozilla"'],
  ['nginx:pyprocwatch', '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "POST /a HTTP/2.0" 200 12 "-" "curl" 1431857103.123 0.345 123 "10.0.0.1:80" "0.100" - h abc'],
  ['apache:pyprocwatch', '192.0.2.7 - - [05/Jan/2026:10:00:00 +0000] "GET /x HTTP/1.1" 200 5 "-" "curl" 1767607200123 4000 512 300 http://10.0.0.1:80 abc +'],
  ['nginx:$remote_addr|$status|$request_uri|$upstream_response_time $upstream_addr $request_time', '192.0.2.7|200|/a b?c#d|0.1, 0.2 10.0.0.1:80, 10.0.0.2:80 0.5'],
  ['nginx:$status ${request_uri}0$msec', '200 /a?b01431857103.123'],
  ['nginx:$msec $request $status', '1431857103.123 GET /a HTTP/1.1 200'],
  ['haproxy', 'Feb  6 12:14:14 lb haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/<NOSRV> 10/0/-1/-1/109 503 2750 - - CC-- 1/1/1/1/0 0/0 "GET /i?x HTTP/1.1"'],
  ['haproxy:%ci %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %{+Q}r %t', '10.0.1.2 a/b 1/2/3/4/5 200 "GET /x HTTP/1.1" 06/Feb/2009:12:14:14.655'],
  ['alb', 'https 2018-07-02T22:23:00.364123Z app/x/5 10.0.0.140:44244 10.0.0.171:8010 0.001 0.002 0.003 200 200 218 786 "GET https://example.com:443/a?b HTTP/1.1" "curl" - - arn "Root" "-" "-" 1 2018-07-02T22:22:48.364000Z "forward"'],
  ['envoy:json', '{"start_time":"2016-04-15T20:17:00.310Z","method":"GET","path":"/a?b","response_code":200,"response_flags":"-","bytes_sent":154,"duration":226,"upstream_service_time":"100","x_forwarded_for":"10.0.35.28","request_id":"x"}'],
  ['kong', '{"latencies":{"request":515,"proxy":457},"request":{"uri":"/get?a","headers":{"host":"h"},"method":"GET"},"tries":[{"port":443,"x":[1,{"y":"z"}],"ip":"18.211.130.98"}],"response":{"status":200,"size":"443"},"started_at":1566268557453,"client_ip":null}'],
  ['traefik:json', '{"ClientAddr":"10.0.0.1:4031","ClientHost":"10.0.0.1","ClientUsername":"-","DownstreamStatus":200,"Duration":1500000,"OriginStatus":200,"RequestCount":17,"RequestMethod":"GET","RequestPath":"/foo?x=1","ServiceAddr":"10.0.0.7:80","ServiceURL":"http://10.0.0.7:80/a","StartUTC":"2021-03-25T10:00:00.123Z"}'],
  ['traefik:json', '{"ServiceURL":"http://10.0.0.7:80","ServiceAddr":"-","OriginStatus":200,"DownstreamStatus":207,"Duration":17000000000,"ClientHost":"::1","ClientAddr":"[::1]:4031","RequestMethod":"GET","RequestPath":"/foo7","StartUTC":"2021-03-25T10:00:00.123Z"}'],
  ['json', '{"time":"2026-01-05T10:00:00.123Z","method":"GET","url":"/users/1","uri":"","status":200,"duration":"12.5ms","upstream_addr":"a, b : c","n":-1.5e3,"o":{"p":[true,null]}}'],
];

for (const [format, line] of [...FUZZED, ...MORE]) {
  test(`read in one go as step by step: ${format} ${line.slice(0, 12)}`, () => {
    const good = bytesOf(line);
    expect(read(format, [good, good, good])).toEqual(readStepwise(format, [good, good, good]));
    fc.assert(fc.property(fc.array(spoiled(line), { minLength: 1, maxLength: 8 }), fc.nat({ max: 9 }), (lines, digit) => {
      // Lines that differ in their values alone teach which of them do.
      const others = lines.flatMap((bytes) => [bytes, good, bytesOf(line.replaceAll('7', String(digit)))]);
      const all = [good, good, ...others].map(withoutEnds).filter(({ length }) => length > 0);
      expect(read(format, all)).toEqual(readStepwise(format, all));
    }), { numRuns: RUNS });
  });
}

/** What is no JSON is read as far as anybody looks at it. */
function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

test('what is asked for is the same where nothing else is read', () => {
  const asked = ['method', 'path', 'client', 'region'] as const;
  const told = (format: string, options: FormatOptions, lines: readonly Uint8Array[]): string[] => {
    let seen = '';
    const reader = new LineReader(compileFormat(format, options).parser(), (line) => {
      seen = [...asked.map((field) => line.text(field)), ...line.numbers, line.aborted, line.upgraded].join('|');
    });
    return lines.map((line) => {
      seen = 'bad';
      reader.feed(Buffer.concat([line, Buffer.from('\n')]));
      return seen;
    });
  };
  for (const [format, line] of [...FUZZED, ...MORE].filter(([, one]) => one.startsWith('{'))) {
    fc.assert(fc.property(fc.array(spoiled(line), { maxLength: 8 }), (spoilt) => {
      const lines = [bytesOf(line), bytesOf(line), ...spoilt.flatMap((bytes) => [bytesOf(line), bytes.filter((byte) => byte !== 10)])];
      const sound = (told: readonly string[]): string[] => told.filter((_, place) => isJson(lines[place] ?? new Uint8Array(0)));
      expect(sound(told(format, { only: new Set(asked) }, lines)), format).toEqual(sound(told(format, {}, lines)));
    }), { numRuns: Math.ceil(RUNS / 10) });
  }
});

test('a choice in another spelling than a text that is asked for', () => {
  const line = bytesOf('{"time":"2026-01-05T10:00:00.123Z","path":"/a","Client":"me","status":200}\n');
  const seen: string[] = [];
  new LineReader(compileFormat('json', { session: 'Client', only: new Set(['client', 'session', 'path'] as const) }).parser(), (own) => seen.push(own.text('session'))).feed(Buffer.from(line));
  expect(seen).toEqual(['me']);
});

test('a line that two chunks share is known to have no escapes, or where', () => {
  const run = vi.spyOn(LineProgram.prototype, 'run');
  const line = '{"time":"2026-01-05T10:00:00.123Z","path":"/a","status":200,"user_agent":"x"}';
  const reader = new LineReader(compileFormat('json').parser(), () => undefined);
  for (const text of [`${line}\n${line.slice(0, 20)}`, `${line.slice(20)}\n${line.slice(0, 20)}`, `${line.slice(20).replace('"x"', String.raw`"\"x"`)}\n`]) reader.feed(Buffer.from(text));
  expect(run.mock.calls.map(([, , , , plain]) => plain)).toEqual([true, false]);
});

test('a target that is a whole URL only stands behind a space', () => {
  const alb = (request: string): Uint8Array => bytesOf(`https 2018-07-02T22:23:00.364123Z app/x/5 10.0.0.140:44244 10.0.0.171:8010 0.001 0.002 0.003 200 200 218 786 "${request}" "curl" - - arn "Root" "-"`);
  const lines = ['GET https://a.example:443/x HTTP/1.1', 'GET!https://a.example:443/x HTTP/1.1', 'GET http://b/ HTTP/1.1', 'GET https://a.example?x HTTP/1.1', 'GET https://[::1]:443/x HTTP/1.1', '- http://c.example:80- -', 'GET https://-/x HTTP/2', 'GET /x HTTP/1.1'].map(alb);
  expect(read('alb', lines)).toEqual(readStepwise('alb', lines));
});

test('a number that ends in its dot is left to the steps', () => {
  const lines = ['12.5', '12.', '.5', '', '1e3', '-1'].map((value) => bytesOf(`{"time":"2026-01-05T10:00:00.123Z","path":"/a","status":200,"size":${value === '' ? 'null' : value},"duration":"${value}"}`));
  expect(read('json', [...lines, ...lines])).toEqual(readStepwise('json', [...lines, ...lines]));
});

test('members that come in any order, and some only now and then, are read all the same', () => {
  const members = ['"time":"2026-01-05T10:00:00.123Z"', '"method":"GET"', '"path":"/users/@"', '"status":200', '"size":@', '"duration_ms":@.5', '"client_ip":"192.0.2.1"', '"other":{"a":[@,"b"]}', '"url":null'];
  const order = fc.tuple(fc.shuffledSubarray(members, { minLength: 4 }), fc.nat({ max: 99 })).map(([some, value]) => bytesOf(`{${some.join(',').replaceAll('@', String(value))}}`));
  fc.assert(fc.property(fc.array(order, { minLength: 1, maxLength: 20 }), fc.array(fc.nat({ max: 19 }), { minLength: 1, maxLength: 2000 }), (kinds, turns) => {
    const lines = turns.map((turn) => kinds[turn % kinds.length] ?? members.map(bytesOf)[0] ?? new Uint8Array(0));
    expect(read('json', lines)).toEqual(readStepwise('json', lines));
  }), { numRuns: Math.ceil(RUNS / 20) });
});

test('lines as gateways write them are read in one go', () => {
  for (const [format, line] of [...MORE, ...FUZZED].filter(([, one]) => !one.includes('\\') && !one.includes(', ') && !one.startsWith('wss') && !one.includes('{a|b}') && !one.startsWith('1431857103.123 '))) {
    const run = vi.spyOn(LineProgram.prototype, 'run');
    const good = bytesOf(line);
    read(format, [good, good, good]);
    // Of JSON the first line is what the others are like.
    expect(run.mock.results.slice(-2).map(({ value }) => Number(value) > 0), format).toEqual([true, true]);
    run.mockRestore();
  }
});

test('of what a format or a log says, only numbers are in a function that is made for it', () => {
  const shape = (literal: Uint8Array): string => programSource([ACTION.nothing, ACTION.text, ACTION.skip, ACTION.number, ACTION.clf, ACTION.time, ACTION.request, ACTION.read, ACTION.toEnd].map((action) => ({ action, step: undefined, literal })), true, true).replaceAll(/-?\d+/g, '0');
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (literal) => {
    expect(shape(literal)).toBe(shape(new Uint8Array(literal.length).fill(34)));
  }));
  const foreign = bytesOf('"; process.exit(9); //${`');
  expect(programSource([{ action: ACTION.skip, step: undefined, literal: foreign }], false, false)).not.toMatch(/process|exit|\$|`|"|\/\//);
});

test('where functions cannot be made the steps read', () => {
  vi.stubGlobal('Function', function refused() {
    throw new EvalError('Code generation from strings disallowed for this context');
  });
  expect(LineProgram.of([{ action: ACTION.skip, step: undefined, literal: bytesOf(' ') }], new TimeReader('utc'))).toBeUndefined();
});
