import { attributePlaceOfText } from './attributes.ts';
import { type DecodedSpans, isRequestKind, isWhole, MOST_SPANS } from './decoded.ts';
import { SpanDraft, type SpanMaker } from './span-draft.ts';

/** Text that is no request. */
export class OtlpJsonError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'OtlpJsonError';
  }
}

const LONGEST = 1024;
/** Room for all attributes of one span. */
const ROOM = 32_768;

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** OTLP/JSON writes 64 bits as text, and must take them as numbers too. */
function nanoseconds(value: unknown): bigint | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(Math.trunc(value)) : textOf(value);
  return /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}

const hexadecimal = (value: unknown, digits: number): string => {
  const text = textOf(value);
  return text.length === digits && /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : '';
};

/** Takes what spans tell out of parsed JSON. Texts go through bytes, so that all else is as with protobuf. */
class JsonSpans {
  readonly #maker: SpanMaker;
  readonly #draft = new SpanDraft();
  readonly #bytes = Buffer.alloc(ROOM);
  #used = 0;

  constructor(maker: SpanMaker) {
    this.#maker = maker;
  }

  read(request: Fields): DecodedSpans {
    const found: DecodedSpans = { spans: [], ignored: 0, rejected: 0 };
    for (const one of listOf(request['resourceSpans'])) {
      const { resource: told, scopeSpans } = fieldsOf(one);
      this.#reset();
      this.#attributes(fieldsOf(told)['attributes']);
      const resource = this.#maker.resource(this.#bytes, this.#draft);
      for (const scope of listOf(scopeSpans)) {
        for (const span of listOf(fieldsOf(scope)['spans'])) {
          if (found.spans.length + found.ignored + found.rejected >= MOST_SPANS) found.rejected += 1;
          else if (!this.#span(fieldsOf(span))) found.ignored += 1;
          else if (isWhole(this.#draft)) found.spans.push(this.#maker.span(this.#bytes, this.#draft, resource));
          else found.rejected += 1;
        }
      }
    }
    return found;
  }

  #reset(): void {
    this.#draft.reset();
    this.#used = 0;
  }

  /** Whether it is a span of ours. */
  #span(span: Fields): boolean {
    const kind = span['kind'];
    this.#reset();
    const draft = this.#draft;
    // The specification wants numbers; some senders write the names.
    draft.kind = kind === 'SPAN_KIND_SERVER' ? 2 : kind === 'SPAN_KIND_CLIENT' ? 3 : typeof kind === 'number' ? kind : 0;
    if (!isRequestKind(draft.kind)) return false;
    draft.traceId = hexadecimal(span['traceId'], 32);
    draft.spanId = hexadecimal(span['spanId'], 16);
    draft.parentId = hexadecimal(span['parentSpanId'], 16);
    const [start, end] = [nanoseconds(span['startTimeUnixNano']), nanoseconds(span['endTimeUnixNano'])];
    if (start !== undefined && end !== undefined) {
      draft.start = Number(start) / 1e6;
      draft.duration = Number(end - start) / 1e6;
    }
    draft.nameStart = this.#used;
    draft.nameEnd = this.#write(textOf(span['name']));
    this.#attributes(span['attributes']);
    return true;
  }

  #write(text: string): number {
    this.#used += this.#bytes.write(text.slice(0, LONGEST), this.#used);
    return this.#used;
  }

  #attributes(attributes: unknown): void {
    for (const one of listOf(attributes)) {
      const { key, value } = fieldsOf(one);
      const place = attributePlaceOfText(textOf(key));
      if (place < 0) continue;
      const { stringValue, intValue, doubleValue } = fieldsOf(value);
      const number = typeof intValue === 'string' && /^-?\d{1,19}$/.test(intValue) ? Number(intValue) : intValue ?? doubleValue;
      if (typeof stringValue === 'string' && this.#used + LONGEST * 3 < ROOM) {
        const from = this.#used;
        this.#draft.range(place, from, this.#write(stringValue));
      } else if (typeof number === 'number') this.#draft.number(place, number);
    }
  }
}

/** Spans of an ExportTraceServiceRequest in JSON (OTLP 1.x, "JSON Protobuf Encoding"). Throws OtlpJsonError for what is none. */
export function decodeJson(bytes: Buffer, maker: SpanMaker): DecodedSpans {
  let request: unknown;
  try {
    request = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new OtlpJsonError('the body is no JSON');
  }
  if (!isFields(request) || ('resourceSpans' in request && !Array.isArray(request['resourceSpans']))) throw new OtlpJsonError('the body is no ExportTraceServiceRequest');
  return new JsonSpans(maker).read(request);
}
