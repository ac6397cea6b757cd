/** Written from the formats' descriptions, apart from what writes them. */

/** Decompresses a block of Snappy (format_description.txt). Throws on anything that is none. */
export function unsnappy(input: Uint8Array): Uint8Array {
  let at = 0;
  const next = (): number => {
    const byte = input[at];
    if (byte === undefined) throw new Error('it ends too early');
    at += 1;
    return byte;
  };
  let [length, shift] = [0, 0];
  for (;;) {
    const byte = next();
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
    shift += 7;
  }
  const output = new Uint8Array(length);
  let to = 0;
  const copy = (offset: number, count: number): void => {
    if (offset === 0 || offset > to) throw new Error(`it reaches back ${offset} at ${to}`);
    for (let index = 0; index < count; index += 1, to += 1) output[to] = output[to - offset] ?? 0;
  };
  while (at < input.length) {
    const tag = next();
    const kind = tag & 3;
    if (kind === 0) {
      let count = tag >>> 2;
      if (count >= 60) {
        const bytes = count - 59;
        count = 0;
        for (let index = 0; index < bytes; index += 1) count += next() * 256 ** index;
      }
      if (at + count + 1 > input.length || to + count + 1 > length) throw new Error('a literal is too long');
      output.set(input.subarray(at, at + count + 1), to);
      at += count + 1;
      to += count + 1;
    } else if (kind === 1) copy(((tag >>> 5) << 8) | next(), ((tag >>> 2) & 7) + 4);
    else if (kind === 2) copy(next() | (next() << 8), (tag >>> 2) + 1);
    else copy(next() + next() * 256 + next() * 65_536 + next() * 16_777_216, (tag >>> 2) + 1);
  }
  if (to !== length) throw new Error(`${to} bytes instead of ${length}`);
  return output;
}

interface Field {
  readonly number: number;
  readonly varint: number;
  readonly bytes: Uint8Array;
}

/** The fields of a message, in order. Throws on what is none. */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = message[at];
      if (byte === undefined) throw new Error('a number ends too early');
      at += 1;
      value += (byte & 127) * factor;
      factor *= 128;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const wire = key % 8;
    const number = Math.floor(key / 8);
    if (wire === 0) yield { number, varint: varint(), bytes: new Uint8Array(0) };
    else {
      if (wire !== 1 && wire !== 2) throw new Error(`there is no wire type ${wire} here`);
      const length = wire === 1 ? 8 : varint();
      if (at + length > message.length) throw new Error('a field ends too early');
      yield { number, varint: Number.NaN, bytes: message.subarray(at, at + length) };
      at += length;
    }
  }
}

export interface DecodedSample {
  readonly time: number;
  readonly value: number;
  /** The marker that ends a series. */
  readonly stale: boolean;
}

export interface DecodedSeries {
  /** In the order they were sent in. */
  readonly labels: readonly (readonly [string, string])[];
  readonly samples: readonly DecodedSample[];
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

function sampleOf(message: Uint8Array): DecodedSample {
  let [value, time, bits] = [0, 0, 0n];
  for (const { number, varint, bytes } of fieldsOf(message)) {
    if (number === 2) time = varint;
    else {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      value = view.getFloat64(0, true);
      bits = view.getBigUint64(0, true);
    }
  }
  return { time, value, stale: bits === 0x7ff0000000000002n };
}

/** The series of a WriteRequest. Throws on what is none. */
export function decodeWriteRequest(message: Uint8Array): DecodedSeries[] {
  return [...fieldsOf(message)].map(({ number, bytes }) => {
    if (number !== 1) throw new Error(`there is no field ${number} in remote write 1.0`);
    const labels: [string, string][] = [];
    const samples: DecodedSample[] = [];
    for (const field of fieldsOf(bytes)) {
      if (field.number === 2) samples.push(sampleOf(field.bytes));
      else {
        const [name, value] = [...fieldsOf(field.bytes)].map((each) => text(each.bytes));
        labels.push([name ?? '', value ?? '']);
      }
    }
    return { labels, samples };
  });
}
