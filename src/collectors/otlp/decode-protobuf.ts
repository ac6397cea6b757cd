import type { SpanResource } from '../../analysis/traces/request-span.ts';
import { attributePlace } from './attributes.ts';
import { type DecodedSpans, isRequestKind, isWhole, MOST_SPANS } from './decoded.ts';
import { ProtobufError, ProtobufReader, WIRE } from './protobuf-reader.ts';
import { SpanDraft, type SpanMaker } from './span-draft.ts';

// Numbers of fields: opentelemetry-proto 1.x, collector/trace/v1, trace/v1, common/v1, resource/v1.
const REQUEST = { resourceSpans: 1 } as const;
const RESOURCE_SPANS = { resource: 1, scopeSpans: 2 } as const;
const RESOURCE = { attributes: 1 } as const;
const SCOPE_SPANS = { spans: 2 } as const;
const SPAN = { traceId: 1, spanId: 2, parentId: 4, name: 5, kind: 6, start: 7, end: 8, attributes: 9 } as const;
const KEY_VALUE = { key: 1, value: 2 } as const;
const ANY_VALUE = { text: 1, integer: 3, double: 4 } as const;
const TWO_32 = 4_294_967_296;

/** Reads ExportTraceServiceRequest. Lists and maps as values are gone over, so nothing nests without end. */
class RequestReader extends ProtobufReader {
  readonly #maker: SpanMaker;
  readonly #draft = new SpanDraft();
  readonly #found: DecodedSpans = { spans: [], ignored: 0, rejected: 0 };

  constructor(bytes: Buffer, maker: SpanMaker) {
    super(bytes);
    this.#maker = maker;
  }

  read(): DecodedSpans {
    while (this.next()) {
      if (this.field === REQUEST.resourceSpans) {
        const outer = this.enter();
        this.#resourceSpans();
        this.leave(outer);
      } else this.skip();
    }
    return this.#found;
  }

  #resourceSpans(): void {
    const from = this.position;
    this.#draft.reset();
    // The resource may stand behind its spans.
    while (this.next()) {
      if (this.field === RESOURCE_SPANS.resource) this.#within(RESOURCE.attributes);
      else this.skip();
    }
    const resource = this.#maker.resource(this.bytes, this.#draft);
    this.position = from;
    while (this.next()) {
      if (this.field === RESOURCE_SPANS.scopeSpans) {
        const outer = this.enter();
        this.#scopeSpans(resource);
        this.leave(outer);
      } else this.skip();
    }
  }

  #scopeSpans(resource: SpanResource): void {
    while (this.next()) {
      if (this.field !== SCOPE_SPANS.spans) this.skip();
      else if (this.#found.spans.length + this.#found.ignored + this.#found.rejected >= MOST_SPANS) {
        this.#found.rejected += 1;
        this.skip();
      } else {
        const outer = this.enter();
        this.#span(resource);
        this.leave(outer);
      }
    }
  }

  #span(resource: SpanResource): void {
    const draft = this.#draft;
    draft.reset();
    let start = 0;
    let end = 0;
    while (this.next()) {
      switch (this.field) {
        case SPAN.traceId: draft.traceId = this.#hexadecimal(); break;
        case SPAN.spanId: draft.spanId = this.#hexadecimal(); break;
        case SPAN.parentId: draft.parentId = this.#hexadecimal(); break;
        case SPAN.name: {
          const size = this.size();
          draft.nameStart = this.take(size);
          draft.nameEnd = draft.nameStart + size;
          break;
        }
        case SPAN.kind:
          this.#expect(WIRE.varint);
          draft.kind = this.varint();
          break;
        case SPAN.start:
          this.#expect(WIRE.fixed64);
          start = this.take(8);
          break;
        case SPAN.end:
          this.#expect(WIRE.fixed64);
          end = this.take(8);
          break;
        case SPAN.attributes: this.#attribute(); break;
        default: this.skip();
      }
    }
    if (!isRequestKind(draft.kind)) {
      this.#found.ignored += 1;
      return;
    }
    if (start > 0 && end > 0) this.#times(start, end);
    if (draft.parentId.length !== 16) draft.parentId = '';
    if (isWhole(draft)) this.#found.spans.push(this.#maker.span(this.bytes, draft, resource));
    else this.#found.rejected += 1;
  }

  /** ns of 64 bits: their difference is exact below 104 days, the start to 256 ns. */
  #times(start: number, end: number): void {
    const { bytes } = this;
    const low = bytes.readUInt32LE(start);
    const high = bytes.readUInt32LE(start + 4);
    this.#draft.start = (high * TWO_32 + low) / 1e6;
    this.#draft.duration = ((bytes.readUInt32LE(end + 4) - high) * TWO_32 + (bytes.readUInt32LE(end) - low)) / 1e6;
  }

  #expect(wire: number): void {
    if (this.wire !== wire) throw new ProtobufError('a field is of another type');
  }

  #hexadecimal(): string {
    const size = this.size();
    const from = this.take(size);
    return size === 16 || size === 8 ? this.bytes.toString('hex', from, from + size) : '';
  }

  /** A message's attributes, all else of it gone over. */
  #within(field: number): void {
    const outer = this.enter();
    while (this.next()) {
      if (this.field === field) this.#attribute();
      else this.skip();
    }
    this.leave(outer);
  }

  #attribute(): void {
    const outer = this.enter();
    let place = -1;
    while (this.next()) {
      if (this.field === KEY_VALUE.key) {
        const size = this.size();
        const from = this.take(size);
        place = attributePlace(this.bytes, from, from + size);
      } else if (this.field === KEY_VALUE.value && place >= 0) this.#value(place);
      else this.skip();
    }
    this.leave(outer);
  }

  #value(place: number): void {
    const outer = this.enter();
    while (this.next()) {
      if (this.field === ANY_VALUE.text) {
        const size = this.size();
        const from = this.take(size);
        this.#draft.range(place, from, from + size);
      } else if (this.field === ANY_VALUE.integer && this.wire === WIRE.varint) this.#draft.number(place, this.varint());
      else if (this.field === ANY_VALUE.double && this.wire === WIRE.fixed64) this.#draft.number(place, this.bytes.readDoubleLE(this.take(8)));
      else this.skip();
    }
    this.leave(outer);
  }
}

/** Spans of an ExportTraceServiceRequest in protobuf. Throws ProtobufError for bytes that are none. */
export const decodeProtobuf = (bytes: Buffer, maker: SpanMaker): DecodedSpans => new RequestReader(bytes, maker).read();
