/** Content types of OTLP/HTTP. */
export type OtlpEncoding = 'protobuf' | 'json';
export const CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = Math.max(0, Math.floor(value));
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A message of a number (field 1) and a text (field 2), as both answers of OTLP are; zero and empty are left out, as proto3 has it. */
function numberAndText(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(number === 0 ? [] : [0x08, ...varint(number)]), Buffer.from(text === '' ? [] : [0x12, ...varint(bytes.length)]), bytes]);
}

/** ExportTraceServiceResponse. `rejected` spans are told of as partial success (OTLP 1.x, "Partial Success"). */
export function successBody(encoding: OtlpEncoding, rejected: number, why: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify(rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: why } }));
  if (rejected === 0) return Buffer.alloc(0);
  const partial = numberAndText(rejected, why);
  return Buffer.concat([Buffer.from([0x0a, ...varint(partial.length)]), partial]);
}

/** google.rpc.Code of an HTTP status. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 413: 3, 415: 3, 429: 8, 500: 13 };

/** google.rpc.Status, which a failure's body is (OTLP 1.x, "Failures"). */
export function failureBody(encoding: OtlpEncoding, status: number, message: string): Buffer {
  const code = CODES[status] ?? 2;
  return encoding === 'json' ? Buffer.from(JSON.stringify({ code, message })) : numberAndText(code, message);
}
