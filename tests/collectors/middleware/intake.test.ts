import fc from 'fast-check';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SpanResource } from '../../../src/analysis/traces/request-span.ts';
import { openGeo } from '../../../src/collectors/geo/index.ts';
import { Pseudonyms } from '../../../src/collectors/identity/index.ts';
import { LineSplitter } from '../../../src/collectors/middleware/line-splitter.ts';
import { parseHello, parseRequestLine } from '../../../src/collectors/middleware/request-line.ts';
import { countryByCode } from '../../../src/model/regions.ts';
import { EMPTY_TEXT, safeText } from '../../../src/model/safe-text.ts';
import { monitor, until } from '../../middleware/monitor.ts';
import { FUZZ_RUNS } from '../geo/fuzz-runs.ts';

const identities = { clients: new Pseudonyms({ of: 'client' }), sessions: new Pseudonyms({ of: 'session' }), geo: await openGeo() };
const RESOURCE: SpanResource = { service: safeText('shop'), instance: EMPTY_TEXT, host: EMPTY_TEXT, pid: 1 };
const HELLO = '{"v":1,"pid":4711,"service":"shop","instance":"i","host":"h"}\n';
const REQUEST = [1_790_000_000_000.5, 12.25, 'GET', '/users/:id', '/users/7', 200, 300, -1, 'abcdef0123456789', '200.160.2.0', 'premium', 'a'.repeat(32), 'b'.repeat(16), 3.5];

describe('lines', () => {
  test('a request', () => {
    expect(parseRequestLine(JSON.stringify(REQUEST), RESOURCE, identities)).toEqual({
      kind: 'server', traceId: 'a'.repeat(32), spanId: '', parentId: 'b'.repeat(16), start: 1_790_000_000_000.5, duration: 12.25, method: 'GET', route: '/users/:id', path: '/users/7', status: 200, client: expect.stringMatching(/^[a-z2-7]{12}$/), session: expect.stringMatching(/^[a-z2-7]{12}$/),
      cohort: 'premium', country: countryByCode('BR'), peer: '', bytesSent: 300, bytesReceived: Number.NaN, cpuMilliseconds: 3.5, resource: RESOURCE,
    });
  });

  test.each([[0, -1], [0, 'x'], [0, null], [1, -1], [1, 1e12], [1, 'x']])('field %i of %j is none', (field, value) => {
    expect(parseRequestLine(JSON.stringify(REQUEST.with(field, value ?? '')), RESOURCE, identities)).toBeUndefined();
  });

  test('a raw session or address that somebody writes is hashed, a query cut, text made safe', () => {
    const span = parseRequestLine(JSON.stringify(REQUEST.with(8, 'alice@example.com').with(9, '203.0.113.77').with(4, '/a?token=s3cret').with(3, `\u001b[2J${'x'.repeat(999)}`).with(11, 'zz').with(5, 9999)), RESOURCE, identities);
    const text = JSON.stringify(span);
    for (const raw of ['alice', '203.0.113', 's3cret', '\\u001b']) expect(text).not.toContain(raw);
    expect(span).toMatchObject({ path: '/a', traceId: '', status: 0 });
    expect(span?.route.length).toBeLessThanOrEqual(256);
  });

  test.each(['', '{}', '[]', 'null', '[1,2,3]', '{"v":2,"pid":1}', '{"v":1', '['.repeat(8000)])('%.20s is neither', (line) => {
    expect(parseRequestLine(line, RESOURCE, identities)).toBeUndefined();
    expect(parseHello(line)).toBeUndefined();
  });

  test('a hello', () => {
    expect(parseHello(HELLO)).toEqual({ service: 'shop', instance: 'i', host: 'h', pid: 4711 });
    expect(parseHello('{"v":1,"pid":"x","service":7}')).toEqual({ service: '', instance: '', host: '', pid: Number.NaN });
  });

  test('any JSON is a request or none', () => {
    const field = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.string(), fc.double(), fc.constantFrom(1, 1e13, '200.160.2.0'));
    fc.assert(fc.property(fc.array(field, { minLength: 10, maxLength: 20 }), (fields) => {
      const span = parseRequestLine(JSON.stringify(fields), RESOURCE, identities);
      if (span !== undefined) expect(span.start > 0 && span.duration >= 0 && (span.session === EMPTY_TEXT || /^[a-z2-7]{12}$/.test(span.session))).toBe(true);
    }), { numRuns: FUZZ_RUNS });
  });

  test('any text is none', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (line) => {
      expect(parseRequestLine(line, RESOURCE, identities)).toBeUndefined();
    }), { numRuns: FUZZ_RUNS });
  });
});

describe('the splitter', () => {
  test('gives the same lines however they are cut', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 50 }).map((line) => line.replaceAll('\n', ' ')), { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (lines, cuts) => {
      const got: string[] = [];
      const splitter = new LineSplitter((line) => got.push(line), () => expect.unreachable());
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = cuts[turn % cuts.length] ?? 1;
        splitter.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(got).toEqual(lines.map((line) => Buffer.from(line).toString()));
    }), { numRuns: FUZZ_RUNS });
  });

  test('a line that is too long is told of once, and the next is taken', () => {
    const got: string[] = [];
    let long = 0;
    const splitter = new LineSplitter((line) => got.push(line), () => {
      long += 1;
    });
    for (let count = 0; count < 1000; count += 1) splitter.push(Buffer.alloc(1000, 0x61));
    splitter.push(Buffer.from('a\nnext\n'));
    splitter.push(Buffer.concat([Buffer.alloc(9000, 0x61), Buffer.from('\nlast\n')]));
    expect(got).toEqual(['next', 'last']);
    expect(long).toBe(2);
  });
});

describe('the intake', () => {
  async function open(path: string): Promise<Socket> {
    const socket = createConnection(path);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  test('takes requests after a hello, counts what is none', async () => {
    const own = await monitor();
    const socket = await open(own.path);
    const [key]: unknown[] = await once(socket, 'data');
    expect(String(key)).toMatch(/^\{"key":"[0-9a-f]{64}"\}\n$/);
    socket.write(`${HELLO}${JSON.stringify(REQUEST)}\nrubbish\n${JSON.stringify(REQUEST)}\n${'x'.repeat(10_000)}\n`);
    await own.arrived(2);
    await until(() => own.intake.counts.bad === 2);
    expect(own.intake.counts).toEqual({ connections: 1, requests: 2, bad: 2, dropped: 0 });
    expect(own.spans[0]?.resource).toMatchObject({ service: 'shop', pid: 4711 });
  });

  test('who does not say hello is turned away; beyond the bound so is everybody', async () => {
    const own = await monitor();
    const rude = await open(own.path);
    rude.resume();
    rude.write(`${JSON.stringify(REQUEST)}\n${JSON.stringify(REQUEST)}\n`);
    await once(rude, 'close');
    expect(own.spans).toEqual([]);
    for (let count = 0; count < 256; count += 1) await open(own.path);
    const late = await open(own.path);
    late.resume();
    await once(late, 'close');
    expect(own.intake.counts.connections).toBe(256);
  });

  test('no room: it is dropped and counted', async () => {
    const own = await monitor({ take: () => false });
    const socket = await open(own.path);
    socket.write(`${HELLO}${JSON.stringify(REQUEST)}\n`);
    await until(() => own.intake.counts.dropped === 1);
    expect(own.intake.counts.requests).toBe(0);
  });

  test('keys change with time, for all', async () => {
    let now = 0;
    const own = await monitor({ clock: () => now, rotateMilliseconds: 1000 });
    const socket = await open(own.path);
    let keys = '';
    socket.on('data', (chunk) => {
      keys += String(chunk);
    });
    await until(() => keys.includes('\n'));
    now = 1000;
    socket.write(`${HELLO}${JSON.stringify(REQUEST)}\n`);
    await until(() => keys.trim().split('\n').length === 2);
    expect(new Set(keys.trim().split('\n')).size).toBe(2);
  });
});
