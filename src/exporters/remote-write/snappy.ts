/** Matches reach back within a block of this many bytes, so that an offset fits two of them. */
const BLOCK = 1 << 16;
const HASH_BITS = 14;
/** What is too short to be worth looking for matches in. */
const SHORTEST_BLOCK = 16;
/** Matches end before the last bytes of a block: four are read at once. */
const MARGIN = 4;
const LONGEST_COPY = 64;
const TAG = { literal: 0, copy1: 1, copy2: 2 } as const;

/** The most that `length` bytes can become, as the format's own library counts it. */
const worst = (length: number): number => 32 + length + Math.ceil(length / 6);

/** Compresses into one block of Snappy's block format (format_description.txt of google/snappy), greedily, as its own library does. */
export function snappy(input: Uint8Array): Uint8Array {
  const output = new Uint8Array(worst(input.length));
  let at = 0;
  for (let rest = input.length; ; rest >>>= 7) {
    output[at] = rest >= 128 ? (rest & 127) | 128 : rest;
    at += 1;
    if (rest < 128) break;
  }
  const table = new Int32Array(1 << HASH_BITS);
  for (let start = 0; start < input.length; start += BLOCK) at = compressBlock(input, start, Math.min(start + BLOCK, input.length), table.fill(-1), output, at);
  return output.subarray(0, at);
}

const four = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

/** Gives where the output goes on. `table`: where four bytes of that hash were seen last, -1 for nowhere. */
function compressBlock(input: Uint8Array, start: number, end: number, table: Int32Array, output: Uint8Array, to: number): number {
  let at = to;
  let literal = start;
  const last = end - start < SHORTEST_BLOCK ? start : end - MARGIN;
  // The longer nothing matches, the larger the steps: what cannot be compressed costs little.
  for (let [from, misses] = [start, 32]; from < last;) {
    const word = four(input, from);
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
    const candidate = table[slot] ?? -1;
    table[slot] = from;
    if (candidate < 0 || four(input, candidate) !== word) {
      from += misses >>> 5;
      misses += 1;
      continue;
    }
    at = putLiteral(input, literal, from, output, at);
    let length = 4;
    while (from + length < end && input[candidate + length] === input[from + length]) length += 1;
    at = putCopy(from - candidate, length, output, at);
    from += length;
    literal = from;
    misses = 32;
  }
  return putLiteral(input, literal, end, output, at);
}

function putLiteral(input: Uint8Array, from: number, end: number, output: Uint8Array, to: number): number {
  const length = end - from;
  if (length === 0) return to;
  let at = to;
  const most = length - 1;
  if (most < 60) output[at++] = (most << 2) | TAG.literal;
  else if (most < 256) {
    output[at++] = (60 << 2) | TAG.literal;
    output[at++] = most;
  } else {
    output[at++] = (61 << 2) | TAG.literal;
    output[at++] = most & 255;
    output[at++] = most >>> 8;
  }
  output.set(input.subarray(from, end), at);
  return at + length;
}

function putCopy(offset: number, length: number, output: Uint8Array, to: number): number {
  let at = to;
  for (let rest = length; rest > 0;) {
    // What remains must not be shorter than a copy of one byte's offset takes.
    const now = rest <= LONGEST_COPY ? rest : rest < LONGEST_COPY + 4 ? LONGEST_COPY - 4 : LONGEST_COPY;
    if (now >= 4 && now <= 11 && offset < 2048) {
      output[at++] = ((offset >>> 8) << 5) | ((now - 4) << 2) | TAG.copy1;
      output[at++] = offset & 255;
    } else {
      output[at++] = ((now - 1) << 2) | TAG.copy2;
      output[at++] = offset & 255;
      output[at++] = offset >>> 8;
    }
    rest -= now;
  }
  return at;
}
