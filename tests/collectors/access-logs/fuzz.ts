import fc from 'fast-check';
import { BAD_WORDS, compileFormat, LineReader, RequestLine } from '../../../src/collectors/access-logs/index.ts';

/** The formats that are fuzzed, with a good line of each to spoil. */
export const FUZZED: readonly (readonly [format: string, line: string])[] = [
  ['combined', '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a%20b?c=d HTTP/1.0" 200 2326 "http://www.example.com/" "Moz\\x22illa"'],
  ['nginx:pyprocwatch', '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 502 12 "-" "curl" 1431857103.123 0.345 123 "10.0.0.1:80, 10.0.0.2:80" "0.100, - : 0.200" MISS h abc'],
  ['apache:%h %t.%{msec_frac}t "%r" %>s %b %D "%{X}i"', '1.2.3.4 [05/Jan/2026:10:00:00 +0000].250 "GET /x HTTP/1.1" 200 5 123 "a\\"b"'],
  ['haproxy', 'Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {a|b} {} "GET /i#22 HTTP/1.1"'],
  ['envoy', '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0" "locations" "tcp://10.0.2.1:80"'],
  ['traefik', '10.0.0.1 - - [25/Mar/2021:10:00:00 +0000] "GET /foo HTTP/1.1" 200 19 "-" "curl/7.6" 5 "r" "http://172.18.0.3:80" 12ms'],
  ['alb', 'wss 2018-07-02T22:23:00.364Z app/x/5 10.0.0.140:44244 10.0.0.171:8010 0.000 0.001 -1 101 101 218 786 "GET https://10.0.0.30:443/ HTTP/1.1" "-" - - arn "Root" "-" "-" 1 2018-07-02T22:22:48.364000Z "forward"'],
  ['kong', String.raw`{"latencies":{"request":515,"proxy":457},"request":{"uri":"/g\u00e9t?a","headers":{"host":"h"},"method":"GET"},"tries":[{"port":443,"ip":"18.211.130.98"}],"response":{"status":200,"size":"443"},"started_at":1566268557453}`],
  ['caddy', String.raw`{"ts":1646861401.5,"request":{"remote_ip":"::1","method":"GET","uri":"/x","headers":{"User-Agent":["c\"url"]}},"duration":1.5e-3,"size":10900,"status":200}`],
  ['traefik:json', '{"ClientHost":"10.0.0.1","DownstreamStatus":200,"Duration":1500000,"RequestMethod":"GET","RequestPath":"/foo?x=1","StartUTC":"2021-03-25T10:00:00.123Z"}'],
  ['json', '{"time":"2026-01-05T10:00:00.123Z","method":"GET","path":"/users/1","status":200,"duration":"12.5ms","upstream_addr":"a, b : c"}'],
];

/** What may come: rubbish, a good line with bytes put in, left out, changed or doubled, or cut anywhere. */
export const spoiled = (line: string): fc.Arbitrary<Uint8Array> => {
  const good = new TextEncoder().encode(line);
  const place = fc.nat({ max: good.length });
  return fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(place, fc.nat({ max: 5 }), fc.uint8Array({ maxLength: 5 })).map(([at, left, put]) => Uint8Array.of(...good.subarray(0, at), ...put, ...good.subarray(at + left))),
    fc.tuple(place, fc.constantFrom('\\', '"', '\\u', '\\x4', '#', '[', '}', ',', '-', ' ', '\0', '999999999999999999999999', '{"a":')).map(([at, put]) => Uint8Array.of(...good.subarray(0, at), ...new TextEncoder().encode(put), ...good.subarray(at))),
    fc.tuple(place, place).map(([from, to]) => good.slice(Math.min(from, to), Math.max(from, to))),
  );
};

/** Everything a parser promises of any line; throws for what it breaks. */
export function checkLine(format: string, bytes: Uint8Array): void {
  const parser = compileFormat(format).parser();
  const line = new RequestLine();
  // A line stands between others, which a parser neither reads nor writes.
  const around = new Uint8Array(bytes.length + 20).fill(120);
  around.set(bytes, 10);
  const bad = parser.parse(line, around, 10, 10 + bytes.length);
  if (!(bad in BAD_WORDS)) throw new Error(`not a reason: ${bad}`);
  if (around.subarray(0, 10).some((byte) => byte !== 120) || around.subarray(-10).some((byte) => byte !== 120)) throw new Error('wrote beyond the line');
  for (let field = 0; field < line.starts.length; field += 1) {
    const start = line.starts[field] ?? -1;
    const end = line.ends[field] ?? -1;
    if (bad === 0 && !(start === 0 && end === 0) && !(start >= 10 && end >= start && end <= 10 + bytes.length)) throw new Error(`field ${field} is ${start} to ${end} of ${bytes.length}`);
  }
  if (bad !== 0) return;
  if (!(line.endMilliseconds >= 631_152_000_000 - 86_400_000 && line.endMilliseconds <= 4_102_444_800_000 + 1e10)) throw new Error(`ended ${line.endMilliseconds}`);
  for (const value of [line.durationMilliseconds, line.upstreamMilliseconds, line.bytesSent, line.bytesReceived]) if (value < 0 || value === Number.POSITIVE_INFINITY) throw new Error(`a number is ${value}`);
}

/** What a reader makes of some bytes in pieces, which must not depend on where they are cut. */
export function readPieces(format: string, bytes: Uint8Array, size: number): string[] {
  const seen: string[] = [];
  const reader = new LineReader(compileFormat(format).parser(), (line) => seen.push(`${line.text('method')} ${line.text('path')} ${line.text('userAgent')} ${line.status} ${line.endMilliseconds} ${line.durationMilliseconds}`));
  for (let from = 0; from < bytes.length; from += size) reader.feed(Buffer.from(bytes.subarray(from, from + size)));
  reader.finish();
  return [...seen, `${reader.lines} ${reader.bad.total}`];
}
