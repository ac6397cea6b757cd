import { finishLine } from './finish-line.ts';
import { childOf, type JsonNode, type JsonTree } from './json-map.ts';
import { skipPlainString, skipString, skipValue } from './json-scan.ts';
import { BAD, type Bad, type LineParser, LONGEST_LINE } from './line-parser.ts';
import { JsonShapes } from './programs/json-shapes.ts';
import { FIELD, type RequestLine } from './request-line.ts';
import { OPERATION } from './template-step.ts';
import { TimeReader } from './times.ts';
import { unescapeBackslashes } from './unescape.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Deeper objects are skipped. */
const DEEPEST = 16;
const LONGEST_ADDRESS = 64;

export interface JsonParserOptions {
  readonly atStart: boolean;
  readonly zone: 'utc' | 'local';
  /** How exact times are, where the format says so. Default: by each line's time. */
  readonly resolution?: 1 | 1000;
}

/** Reads one JSON object a line (RFC 8259) along a map of its names; all else in it is only skipped. */
export class JsonParser implements LineParser {
  readonly escape = BACKSLASH;
  readonly #tree: JsonTree;
  readonly #times: TimeReader;
  readonly #atStart: boolean;
  readonly #resolution: 1 | 1000;
  readonly #ranks: Uint8Array;
  readonly #shapes: JsonShapes;
  #missing = 0;
  /** There is no escape in the line. */
  #plain = false;
  #bad: Bad = BAD.none;
  #portStart = 0;
  #portEnd = 0;
  readonly #address = new Uint8Array(LONGEST_ADDRESS);

  constructor(tree: JsonTree, { atStart, zone, resolution = 1000 }: JsonParserOptions) {
    this.#resolution = resolution;
    this.#tree = tree;
    this.#times = new TimeReader(zone);
    this.#atStart = atStart;
    this.#shapes = new JsonShapes(tree, this.#times);
    this.#ranks = new Uint8Array(tree.targets);
  }

  parse(line: RequestLine, bytes: Uint8Array, start: number, end: number): Bad {
    if (end - start > LONGEST_LINE) return BAD.tooLong;
    line.upgraded = false;
    line.aborted = false;
    line.bytes = bytes;
    line.resolutionMilliseconds = this.#resolution;
    let index = start;
    // A container's or syslog's prefix ends at the object.
    while (index < end && bytes[index] !== OPEN_BRACE && index < start + 256) index += 1;
    let last = end - 1;
    while (last > index && (bytes[last] ?? 0) <= SPACE) last -= 1;
    if (bytes[index] !== OPEN_BRACE || bytes[last] !== CLOSE_BRACE) return BAD.json;
    this.#plain = line.firstEscape >= end;
    if (this.#shapes.read(line, bytes, index, last + 1, this.#plain)) {
      this.#portStart = this.#shapes.portStart;
      this.#portEnd = this.#shapes.portEnd;
      return this.#finish(line, bytes);
    }
    line.resolutionMilliseconds = this.#resolution;
    this.#ranks.fill(0);
    this.#missing = this.#tree.targets;
    this.#portEnd = 0;
    this.#bad = BAD.none;
    if (this.#object(line, this.#tree.root, bytes, index + 1, last + 1, 0) < 0) return this.#bad === BAD.none ? BAD.json : this.#bad;
    return this.#finish(line, bytes);
  }

  #finish(line: RequestLine, bytes: Uint8Array): Bad {
    // An object that has nothing of a request in it is another program's line.
    if (line.ends[FIELD.path] === 0 && Number.isNaN(line.status)) return BAD.format;
    if (Number.isNaN(line.endMilliseconds)) return BAD.time;
    if (this.#portEnd > 0) this.#joinPort(line, bytes);
    finishLine(line, this.#atStart);
    return BAD.none;
  }

  /** Reads the members of an object from behind its brace; gives the place behind it, or -1. */
  #object(line: RequestLine, node: JsonNode, bytes: Uint8Array, from: number, end: number, depth: number): number {
    let index = from;
    for (;;) {
      let byte = bytes[index] ?? 0;
      while (byte <= SPACE || byte === COMMA) {
        index += 1;
        if (index >= end) return -1;
        byte = bytes[index] ?? 0;
      }
      if (byte === CLOSE_BRACE) return index + 1;
      if (byte !== QUOTE) return -1;
      const keyStart = index + 1;
      index = this.#plain ? skipPlainString(bytes, keyStart, end) : skipString(bytes, keyStart, end);
      if (index < 0) return -1;
      const keyEnd = index - 1;
      if (bytes[index] !== COLON) while ((bytes[index] ?? 0) <= SPACE && index < end) index += 1;
      if (bytes[index] !== COLON) return -1;
      index += 1;
      while ((bytes[index] ?? 0) <= SPACE && index < end) index += 1;
      const child = childOf(node, bytes, keyStart, keyEnd);
      index = child === undefined ? skipValue(bytes, index, end, this.#plain) : this.#value(line, child, bytes, index, end, depth);
      if (index < 0 || index >= end) return index === end && depth > 0 ? -1 : index;
      // All that was asked for is there: the rest needs no look.
      if (depth === 0 && this.#missing === 0) return end;
    }
  }

  #value(line: RequestLine, node: JsonNode, bytes: Uint8Array, start: number, end: number, depth: number): number {
    const byte = bytes[start] ?? 0;
    if (byte === OPEN_BRACE) return depth + 1 < DEEPEST && node.children.length > 0 ? this.#object(line, node, bytes, start + 1, end, depth + 1) : skipValue(bytes, start, end, this.#plain);
    if (byte === OPEN_BRACKET) return depth + 1 < DEEPEST ? this.#array(line, node, bytes, start + 1, end, depth + 1) : skipValue(bytes, start, end, this.#plain);
    const quoted = byte === QUOTE;
    const next = quoted ? (this.#plain ? skipPlainString(bytes, start + 1, end) : skipString(bytes, start + 1, end)) : skipValue(bytes, start, end, this.#plain);
    if (next < 0 || node.step === undefined) return next;
    if (node.rank < (this.#ranks[node.target] ?? 0)) return next;
    const from = quoted ? start + 1 : start;
    let to = quoted ? next - 1 : next;
    // null, true, false
    if (!quoted && byte >= 97) return next;
    if (quoted && !this.#plain && hasBackslash(bytes, from, to)) to = unescapeBackslashes(bytes, from, to);
    if (to === from) return next;
    if (node.step.operation === OPERATION.port) {
      this.#portStart = from;
      this.#portEnd = to;
    } else {
      const bad = node.step.read(line, node.step, bytes, from, to, this.#times);
      if (bad !== BAD.none) {
        this.#bad = bad;
        return -1;
      }
    }
    if (node.rank === this.#tree.best[node.target] && this.#ranks[node.target] !== node.rank) this.#missing -= 1;
    this.#ranks[node.target] = node.rank;
    return next;
  }

  /** What is in a list tells the same as what it is: of several headers of a name or tries the last one counts. */
  #array(line: RequestLine, node: JsonNode, bytes: Uint8Array, from: number, end: number, depth: number): number {
    let index = from;
    while (index < end) {
      const byte = bytes[index] ?? 0;
      if (byte === CLOSE_BRACKET) return index + 1;
      if (byte <= SPACE || byte === COMMA) {
        index += 1;
        continue;
      }
      index = this.#value(line, node, bytes, index, end, depth);
      if (index < 0) return -1;
    }
    return -1;
  }

  /** Joins an address and the port that stands elsewhere as `address:port`, where the first of them stood: there is room between them. */
  #joinPort(line: RequestLine, bytes: Uint8Array): void {
    const start = line.starts[FIELD.upstream] ?? 0;
    const end = line.ends[FIELD.upstream] ?? 0;
    const port = this.#portEnd - this.#portStart;
    const length = end - start + 1 + port;
    if (end === start || length > LONGEST_ADDRESS) return;
    const room = this.#address;
    for (let index = start; index < end; index += 1) room[index - start] = bytes[index] ?? 0;
    room[end - start] = COLON;
    for (let index = 0; index < port; index += 1) room[end - start + 1 + index] = bytes[this.#portStart + index] ?? 0;
    const to = Math.min(start, this.#portStart);
    for (let index = 0; index < length; index += 1) bytes[to + index] = room[index] ?? 0;
    line.starts[FIELD.upstream] = to;
    line.ends[FIELD.upstream] = to + length;
  }
}

function hasBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (bytes[index] === BACKSLASH) return true;
  return false;
}

