import { decodeJson, decodeProtobuf, SpanMaker } from '../../src/collectors/otlp/index.ts';
import { Pseudonyms } from '../../src/collectors/identity/index.ts';
import { openGeo } from '../../src/collectors/geo/index.ts';
import { encodeJson, encodeProtobuf, RESOURCE, sampleSpan } from '../../tests/collectors/otlp/encode.ts';
import { markdown, report, round } from '../live/report.ts';

// Spans that the OTLP receiver decodes per second of CPU: `node bench/endpoints/otlp.ts`. Batches of 512, as SDKs send them; 11 attributes a span.
const BATCH = 512;
const BATCHES = 40;
const SECONDS = 2;

const batches = Array.from({ length: BATCHES }, (_, batch) => [{ attributes: RESOURCE, spans: Array.from({ length: BATCH }, (_, index) => sampleSpan(batch * BATCH + index)) }]);
const geo = await openGeo();

/** Spans per second of CPU; batches are decoded again and again for some seconds of CPU. */
function speed(decode: (body: Buffer, maker: SpanMaker) => { readonly spans: readonly unknown[] }, bodies: readonly Buffer[], maker: SpanMaker): number {
  let spans = 0;
  const all = (): void => {
    for (const body of bodies) spans += decode(body, maker).spans.length;
  };
  for (let warm = 0; warm < 5; warm += 1) all();
  spans = 0;
  const before = process.cpuUsage();
  let used = 0;
  while (used < SECONDS * 1e6) {
    all();
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
  return spans / used * 1e6;
}

const rows: (string | number)[][] = [];
for (const [name, decode, encode] of [['protobuf', decodeProtobuf, encodeProtobuf], ['JSON', decodeJson, encodeJson]] as const) {
  const bodies = batches.map((batch) => encode(batch));
  const plain = speed(decode, bodies, new SpanMaker({}));
  const whole = speed(decode, bodies, new SpanMaker({ clients: new Pseudonyms({ of: 'client' }), sessions: new Pseudonyms({ of: 'session' }), geo }));
  rows.push([name, Math.round((bodies[0]?.length ?? 0) / BATCH), `${round(plain / 1000, 0)} k`, `${round(whole / 1000, 0)} k`]);
}
report('otlp', `Spans of HTTP servers with 11 attributes each, batches of ${BATCH}, decoded per second of CPU`, markdown(['encoding', 'bytes a span', 'spans', 'and with pseudonyms of client and session, and country'], rows), { batch: BATCH, rows });
