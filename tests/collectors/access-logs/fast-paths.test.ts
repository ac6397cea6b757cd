import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFormat, LineReader, type RequestLine } from '../../../src/collectors/access-logs/index.ts';
import { spoiled } from './fuzz.ts';

const RUNS = Number(process.env['PYPROCWATCH_FUZZ_RUNS'] ?? 2000);

/** All that a line tells, and whether it was taken. */
function read(format: string, lines: readonly Uint8Array[], options: { cohorts?: readonly string[] } = {}): string[] {
  const seen: string[] = [];
  const told = (line: RequestLine): string => [...(['method', 'path', 'client', 'user', 'service', 'route', 'upstream', 'userAgent'] as const).map((field) => line.text(field)), ...line.numbers, line.aborted, line.upgraded].join('|');
  const reader = new LineReader(compileFormat(format, options).parser(), (line) => seen.push(told(line)));
  for (const line of lines) {
    const before = reader.bad.total;
    reader.feed(Buffer.concat([line.filter((byte) => byte !== 10), Buffer.from('\n')]));
    if (reader.bad.total > before) seen.push(`bad ${reader.bad.reasons().map(({ reason, count }) => `${reason} ${count}`).sort().join()}`);
  }
  return seen;
}

const COMBINED = '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a%20b?c=d HTTP/1.0" 200 2326 "http://www.example.com/" "Mozilla"';
const HTTPLOG = 'Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {a|b} {} "GET /i?x HTTP/1.1"';

test('what begins as most lines do is read in one go as it is step by step', () => {
  // With something before it, which is no part of the usual beginning.
  const stepwise = 'nginx:^$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
  fc.assert(fc.property(fc.array(spoiled(COMBINED), { minLength: 1, maxLength: 5 }), (lines) => {
    const all = [new TextEncoder().encode(COMBINED), ...lines.map((line) => line.filter((byte) => byte !== 10 && byte !== 13)).filter((line) => line.length > 0)];
    expect(read('combined', all)).toEqual(read(stepwise, all.map((line) => Uint8Array.of(94, ...line))));
  }), { numRuns: RUNS });
});

test('HAProxy\'s httplog is read in one go as it is step by step; only what it does not use is not looked at', () => {
  fc.assert(fc.property(spoiled(HTTPLOG), (line) => {
    const good = new TextEncoder().encode(HTTPLOG);
    const steps = read('haproxy', [good, line, good], { cohorts: ['hr[9]'] });
    const once = read('haproxy', [good, line, good]);
    if (!steps[1]?.startsWith('bad')) expect(once).toEqual(steps);
    else if (once[1]?.startsWith('bad') === true) expect(once).toEqual(steps);
    else expect([once[0], once[2]]).toEqual([steps[0], steps[2]]);
  }), { numRuns: RUNS });
});
