/** Values of attributes; whole numbers are ints. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface TestSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes?: Attributes;
}

export interface TestResource {
  readonly attributes: Attributes;
  readonly spans: readonly TestSpan[];
}

/** Negative numbers as int64 has them: ten bytes of two's complement. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

export const bytesField = (field: number, bytes: Uint8Array): Buffer => Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
const textField = (field: number, text: string): Buffer => bytesField(field, Buffer.from(text));
export const numberField = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);

function fixed64(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
}

function anyValue(value: string | number | boolean): Buffer {
  if (typeof value === 'string') return textField(1, value);
  if (typeof value === 'boolean') return numberField(2, Number(value));
  return Number.isInteger(value) ? numberField(3, value) : double(4, value);
}

const attributeFields = (field: number, attributes: Attributes): Buffer[] => Object.entries(attributes).map(([key, value]) => bytesField(field, Buffer.concat([textField(1, key), bytesField(2, anyValue(value))])));

/** As opentelemetry-proto 1.x has it. */
export const encodeProtobuf = (resources: readonly TestResource[]): Buffer => Buffer.concat(resources.map(({ attributes, spans }) => bytesField(1, Buffer.concat([
  bytesField(1, Buffer.concat(attributeFields(1, attributes))),
  bytesField(2, Buffer.concat([bytesField(1, textField(1, 'scope')), ...spans.map((span) => bytesField(2, Buffer.concat([
    bytesField(1, Buffer.from(span.traceId, 'hex')), bytesField(2, Buffer.from(span.spanId, 'hex')), ...(span.parentSpanId === undefined ? [] : [bytesField(4, Buffer.from(span.parentSpanId, 'hex'))]),
    textField(5, span.name ?? ''), numberField(6, span.kind), fixed64(7, span.start), fixed64(8, span.end), ...attributeFields(9, span.attributes ?? {}), bytesField(15, numberField(3, 1)),
  ])))])),
]))));

const jsonValue = (value: string | number | boolean): Readonly<Record<string, unknown>> => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};
const jsonAttributes = (attributes: Attributes): unknown[] => Object.entries(attributes).map(([key, value]) => ({ key, value: jsonValue(value) }));

/** As OTLP/JSON has it: ids in hexadecimal, 64 bits as text. */
export const encodeJson = (resources: readonly TestResource[]): Buffer => Buffer.from(JSON.stringify({ resourceSpans: resources.map(({ attributes, spans }) => ({
  resource: { attributes: jsonAttributes(attributes) },
  scopeSpans: [{ scope: { name: 'scope' }, spans: spans.map(({ start, end, attributes: own, ...span }) => ({ ...span, startTimeUnixNano: String(start), endTimeUnixNano: String(end), attributes: jsonAttributes(own ?? {}) })) }],
})) }));

/** A service as Express with OpenTelemetry tells of it. */
export const sampleSpan = (index: number, own: Partial<TestSpan> = {}): TestSpan => ({
  traceId: (index + 1).toString(16).padStart(32, 'a'), spanId: (index + 1).toString(16).padStart(16, 'b'), name: 'GET /users/:id', kind: 2, start: 1_790_000_000_000_000_000n + BigInt(index) * 1_000_000n, end: 1_790_000_000_000_000_000n + BigInt(index) * 1_000_000n + 12_345_678n,
  attributes: { 'http.request.method': 'GET', 'url.scheme': 'https', 'url.path': `/users/${index % 997}`, 'http.route': '/users/:id', 'http.response.status_code': 200, 'server.address': 'api.example.com', 'server.port': 443, 'client.address': `203.0.113.${index % 250}`, 'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64)', 'network.protocol.version': '1.1', 'session.id': `session-${index % 500}` },
  ...own,
});
export const RESOURCE: Attributes = { 'service.name': 'shop', 'service.instance.id': 'i-1', 'process.pid': 4711, 'host.name': 'web-1', 'telemetry.sdk.name': 'opentelemetry' };
