import { childOf, type JsonNode, type JsonTree } from '../json-map.ts';
import { skipPlainString, skipValue } from '../json-scan.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
/** As deep as `JsonParser` looks. */
const DEEPEST = 16;

/** One value of a line that is neither an object nor a list, without its quotes. */
export interface JsonLeaf {
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
  /** What it tells; undefined of what is not asked for, or told better by what stood before it. */
  readonly node: JsonNode | undefined;
  /** Asked for, but it tells nothing (null, an empty text): another value in its place would. */
  readonly fixed: boolean;
}

export interface JsonOutline {
  readonly start: number;
  /** Behind the last byte that was looked at. */
  readonly end: number;
  readonly leaves: readonly JsonLeaf[];
}

/** Takes a line without escapes apart as `JsonParser` does; undefined for what it would not read, or what is too deep. */
export function outline(tree: JsonTree, bytes: Uint8Array, start: number, end: number): JsonOutline | undefined {
  const ranks = new Uint8Array(tree.targets);
  const leaves: JsonLeaf[] = [];
  let missing = tree.targets;
  const skipSpace = (from: number): number => {
    let index = from;
    while (index < end && (bytes[index] ?? 0) <= SPACE) index += 1;
    return index;
  };
  const leaf = (node: JsonNode | undefined, from: number): number => {
    const quoted = bytes[from] === QUOTE;
    const next = quoted ? skipPlainString(bytes, from + 1, end) : skipValue(bytes, from, end, true);
    if (next < 0) return -1;
    const [first, last] = quoted ? [from + 1, next - 1] : [from, next];
    const wanted = node?.step !== undefined && node.rank >= (ranks[node.target] ?? 0);
    const silent = wanted && (last === first || (!quoted && (bytes[first] ?? 0) >= 97));
    leaves.push({ from: first, to: last, quoted, node: wanted && !silent ? node : undefined, fixed: silent });
    if (wanted && !silent) {
      if (node.rank === tree.best[node.target] && ranks[node.target] !== node.rank) missing -= 1;
      ranks[node.target] = node.rank;
    }
    return next;
  };
  const value = (node: JsonNode | undefined, from: number, depth: number): number => {
    const byte = bytes[from];
    if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return leaf(node, from);
    if (depth + 1 >= DEEPEST) return -1;
    return byte === OPEN_BRACE ? object(node !== undefined && node.children.length > 0 ? node : undefined, from + 1, depth + 1) : list(node, from + 1, depth + 1);
  };
  const list = (node: JsonNode | undefined, from: number, depth: number): number => {
    let index = from;
    while (index >= 0 && index < end) {
      const byte = bytes[index] ?? 0;
      if (byte === CLOSE_BRACKET) return index + 1;
      index = byte <= SPACE || byte === COMMA ? index + 1 : value(node, index, depth);
    }
    return -1;
  };
  const object = (node: JsonNode | undefined, from: number, depth: number): number => {
    let index = from;
    while (index < end) {
      const byte = bytes[index] ?? 0;
      if (byte === CLOSE_BRACE) return index + 1;
      if (byte <= SPACE || byte === COMMA) {
        index += 1;
        continue;
      }
      const key = index + 1;
      const behind = byte === QUOTE ? skipPlainString(bytes, key, end) : -1;
      if (behind < 0) return -1;
      const colon = skipSpace(behind);
      if (bytes[colon] !== COLON) return -1;
      index = value(node === undefined ? undefined : childOf(node, bytes, key, behind - 1), skipSpace(colon + 1), depth);
      if (index < 0) return -1;
      if (depth === 0 && missing === 0) return index;
    }
    return -1;
  };
  const behind = object(tree.root, start + 1, 0);
  return behind < 0 ? undefined : { start, end: behind, leaves };
}
