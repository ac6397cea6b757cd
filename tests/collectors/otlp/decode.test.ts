import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pseudonyms } from '../../../src/collectors/identity/index.ts';
import { type DecodedSpans, decodeJson, decodeProtobuf, SpanMaker } from '../../../src/collectors/otlp/index.ts';
import { OtlpJsonError } from '../../../src/collectors/otlp/decode-json.ts';
import { ProtobufError } from '../../../src/collectors/otlp/protobuf-reader.ts';
import { openGeo } from '../../../src/collectors/geo/index.ts';
import { countryByCode } from '../../../src/model/regions.ts';
import { FUZZ_RUNS } from '../geo/fuzz-runs.ts';
import { type Attributes, bytesField, encodeJson, encodeProtobuf, numberField, RESOURCE, sampleSpan, type TestSpan } from './encode.ts';

const geo = await openGeo();
const maker = (): SpanMaker => new SpanMaker({ clients: new Pseudonyms({ of: 'client' }), sessions: new Pseudonyms({ of: 'session' }), geo });

const both = [['protobuf', encodeProtobuf, decodeProtobuf], ['JSON', encodeJson, decodeJson]] as const;

describe.each(both)('%s', (_, encode, decode) => {
  const one = (attributes: Attributes, own: Partial<TestSpan> = {}): DecodedSpans => decode(encode([{ attributes: RESOURCE, spans: [sampleSpan(1, { attributes, ...own })] }]), maker());

  test('a server span by new names', () => {
    const { spans: [span], ignored, rejected } = one({ ...sampleSpan(1).attributes, 'client.address': '200.160.2.3', 'http.response.body.size': 512 }, { parentSpanId: 'cdcdcdcdcdcdcdcd' });
    expect([ignored, rejected]).toEqual([0, 0]);
    expect(span).toMatchObject({
      kind: 'server', traceId: `${'a'.repeat(31)}2`, spanId: `${'b'.repeat(15)}2`, parentId: 'cdcdcdcdcdcdcdcd', duration: 12.345678, method: 'GET', route: '/users/:id', path: '/users/1', status: 200, country: countryByCode('BR'), peer: 'api.example.com:443', bytesSent: 512, bytesReceived: Number.NaN,
      resource: { service: 'shop', instance: 'i-1', pid: 4711, host: 'web-1' },
    });
    expect(span?.start).toBeCloseTo(1_790_000_000_001, 3);
    expect(span?.client).toMatch(/^[a-z2-7]{12}$/);
    expect(span?.session).toMatch(/^[a-z2-7]{12}$/);
  });

  test('by old names, numbers as text', () => {
    expect(one({ 'http.method': 'POST', 'http.target': '/cart?token=secret#x', 'http.status_code': '503', 'http.client_ip': '200.160.2.3', 'net.host.name': 'shop', 'net.host.port': 8080, 'net.peer.name': 'somebody', 'http.response_content_length': 7, 'enduser.id': 'alice' }).spans[0]).toMatchObject({
      method: 'POST', path: '/cart', route: '', status: 503, country: countryByCode('BR'), peer: 'shop:8080', bytesSent: 7, session: expect.stringMatching(/^[a-z2-7]{12}$/),
    });
  });

  test('a client span', () => {
    expect(one({ 'http.method': 'GET', 'http.url': 'http://stock:81/items/7?x=1', 'net.peer.name': 'stock', 'net.peer.port': 81 }, { kind: 3 }).spans[0]).toMatchObject({ kind: 'client', path: '/items/7', peer: 'stock:81' });
    expect(one({ 'url.full': 'http://stock' }, { kind: 3 }).spans[0]).toMatchObject({ path: '', route: 'GET /users/:id' });
    expect(one({ 'server.address': '2001:db8::1', 'server.port': 81 }, { kind: 3 }).spans[0]?.peer).toBe('[2001:db8::1]:81');
  });

  test('what is no HTTP is told by its name', () => {
    expect(one({ 'rpc.system': 'grpc' }, { name: 'shop.Cart/Add' }).spans[0]).toMatchObject({ route: 'shop.Cart/Add', method: '', status: 0 });
  });

  test('spans of other kinds are ignored, those without ids or times rejected', () => {
    const found = decode(encode([{ attributes: {}, spans: [
      sampleSpan(1, { kind: 1 }), sampleSpan(2, { kind: 4 }), sampleSpan(3, { traceId: '' }), sampleSpan(4, { traceId: '0'.repeat(32) }), sampleSpan(5, { spanId: 'abcd' }), sampleSpan(6, { start: 0n }), sampleSpan(7, { end: 1n }), sampleSpan(8),
    ] }]), maker());
    expect([found.spans.length, found.ignored, found.rejected]).toEqual([1, 2, 5]);
    expect(found.spans[0]?.resource).toEqual({ service: '', instance: '', host: '', pid: Number.NaN });
  });

  test('no raw address, session or user is in what comes out', () => {
    const { spans } = one({ 'http.request.method': 'GET', 'http.route': '/x', 'client.address': '203.0.113.77', 'network.peer.address': '203.0.113.78', 'session.id': 'raw-session-1', 'enduser.id': 'alice@example.com', 'user_agent.original': 'agent-x' });
    const text = JSON.stringify(spans);
    for (const raw of ['203.0.113', 'raw-session-1', 'alice', 'agent-x']) expect(text).not.toContain(raw);
  });

  test('without pseudonyms there are no names at all', () => {
    const { spans: [span] } = decode(encode([{ attributes: {}, spans: [sampleSpan(1)] }]), new SpanMaker({}));
    expect(span).toMatchObject({ client: '', session: '', country: 0 });
  });

  test('texts are made safe and cut', () => {
    const [span] = one({ 'http.route': `\u001b[31m${'x'.repeat(5000)}`, 'http.request.method': '\u202eTEG' }).spans;
    expect(span?.route).not.toContain('\u001b');
    expect(span?.route.length).toBeLessThanOrEqual(256);
    expect(span?.method).not.toContain('\u202e');
  });

  test('numbers of nowhere are not known', () => {
    expect(one({ 'http.status_code': -1, 'process.pid': 1, 'http.response.body.size': -5, 'server.address': 'x', 'server.port': 'http' }).spans[0]).toMatchObject({ status: 0, bytesSent: Number.NaN, peer: 'x' });
    expect(one({ 'http.status_code': 99_999 }).spans[0]?.status).toBe(0);
  });

  test('an empty request', () => {
    expect(decode(encode([]), maker())).toEqual({ spans: [], ignored: 0, rejected: 0 });
  });

  test('any change of a request is decoded or refused', () => {
    const whole = encode([{ attributes: RESOURCE, spans: [sampleSpan(1), sampleSpan(2, { kind: 3 })] }]);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }), fc.nat(whole.length), (changes, length) => {
      const bytes = Buffer.from(whole.subarray(0, length < 20 ? whole.length : length));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      try {
        for (const span of decode(bytes, maker()).spans) {
          expect(span.duration).toBeGreaterThanOrEqual(0);
          expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
        }
      } catch (error) {
        expect(error instanceof ProtobufError || error instanceof OtlpJsonError).toBe(true);
      }
    }), { numRuns: FUZZ_RUNS });
  });

  test('any bytes', () => {
    const own = maker();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        expect(decode(Buffer.from(bytes), own).spans).toEqual([]);
      } catch (error) {
        expect(error instanceof ProtobufError || error instanceof OtlpJsonError).toBe(true);
      }
    }), { numRuns: FUZZ_RUNS });
  });
});

describe('hostile protobuf', () => {
  test.each<[string, Buffer]>([
    ['a length beyond the message', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])], ['a varint of eleven bytes', Buffer.from([0x0a, ...Array.from({ length: 11 }, () => 0xff), 1])], ['a cut varint', Buffer.from([0x0a, 0x80])],
    ['field 0', Buffer.from([0x02, 0x00])], ['a group', Buffer.from([0x0b, 0x0c])], ['a message as a number', Buffer.from([0x08, 0x01])], ['an inner length beyond the outer', bytesField(1, Buffer.from([0x12, 0x10, 0x00]))],
  ])('%s', (_, bytes) => {
    expect(() => decodeProtobuf(bytes, maker())).toThrow(ProtobufError);
  });

  test('a million empty spans are refused by number, not by time', () => {
    const { spans, ignored, rejected } = decodeProtobuf(bytesField(1, bytesField(2, Buffer.alloc(2_000_000, Buffer.from([0x12, 0x00])))), maker());
    expect([spans.length, ignored, rejected]).toEqual([0, 65_536, 1_000_000 - 65_536]);
  });

  test('values within values are gone over', () => {
    let value = bytesField(1, Buffer.from('x'));
    for (let depth = 0; depth < 5000; depth += 1) value = bytesField(5, bytesField(1, value));
    const attribute = bytesField(9, Buffer.concat([bytesField(1, Buffer.from('http.route')), bytesField(2, value)]));
    expect(decodeProtobuf(bytesField(1, bytesField(2, bytesField(2, Buffer.concat([numberField(6, 2), attribute])))), maker()).rejected).toBe(1);
  });
});

describe('hostile JSON', () => {
  test.each(['', '[]', 'null', '1', '{"resourceSpans":{}}', '{', `${'['.repeat(100_000)}`, `{"resourceSpans":${'['.repeat(50_000)}${']'.repeat(50_000)}`])('%.40s', (text) => {
    expect(() => decodeJson(Buffer.from(text), maker())).toThrow(OtlpJsonError);
  });

  test.each(['{}', '{"resourceSpans":[1,null,{"scopeSpans":5},{"scopeSpans":[{"spans":[null,[],{"kind":2,"attributes":{}}]}]}]}', '{"resourceSpans":[],"__proto__":{"kind":2}}'])('%s', (text) => {
    expect(decodeJson(Buffer.from(text), maker()).spans).toEqual([]);
  });
});
