import { isUtf8 } from 'node:buffer';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLMap } from 'yaml';
import { errorMessage } from '../model/errors.ts';
import type { Problem } from './problems.ts';

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What a file says, before anybody asked whether it makes sense. */
export interface Parsed {
  /** Plain objects, arrays and scalars; `{}` for an empty file. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** The place of a key, or of its value, as near as the file has it. */
  readonly placeOf: (path: readonly PropertyKey[], at: 'key' | 'value') => Place;
}

const START: Place = { line: 1, column: 1 };
/** Names that would reach the prototype of an object made from them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
// Control characters that YAML does not allow as such; written as "\e" they are judged with the value.
const CONTROL = /[^\P{Cc}\t\n\r]/u;

const MENDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'line it up with the settings beside it',
  MISSING_CHAR: 'close it, or put the text in quotes',
  MULTIPLE_DOCS: 'keep one document only, without "---" between settings',
  NON_STRING_KEY: 'write a name before the colon',
  RESOURCE_EXHAUSTION: 'nest less deeply',
  TAG_RESOLVE_FAILED: 'remove the tag (the word with "!")',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes, and one setting on each line',
};

/** Where yaml's own words mean nothing to the person who wrote the file. */
const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'the file holds more than one document',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'settings are nested too deeply',
};

const refused = (problem: Problem): Parsed => ({ data: {}, problems: [problem], placeOf: () => problem });

/** The first line whose bytes are not UTF-8 (a line break is never part of a longer character). */
function badLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

/** Reads YAML or JSON, one document in UTF-8. Never throws: what is wrong comes back as problems. */
export function parseBytes(bytes: Uint8Array): Parsed {
  if (!isUtf8(bytes)) return refused({ line: badLine(bytes), column: 1, message: 'this is not UTF-8 text', mend: 'save the file as UTF-8' });
  // The decoder drops a byte order mark.
  return parseText(new TextDecoder().decode(bytes));
}

function parseText(text: string): Parsed {
  const control = CONTROL.exec(text);
  if (control !== null) {
    const before = text.slice(0, control.index).split('\n');
    const code = control[0].codePointAt(0) ?? 0;
    return refused({ line: before.length, column: (before.at(-1) ?? '').length + 1, message: `control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`, mend: 'remove it' });
  }
  const lines = new LineCounter();
  try {
    // Keys are compared below: yaml compares each with each, which takes minutes for a large hostile file.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: 'error' });
    return read(document, lines);
  } catch (error) {
    return refused({ ...START, message: `this cannot be read as YAML: ${errorMessage(error)}`, mend: 'write settings as "name: value", one to a line' });
  }
}

function read(document: Document, lines: LineCounter): Parsed {
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]), message: MESSAGES[error.code] ?? error.message, mend: MENDS[error.code] ?? 'correct the line, or put the text in quotes',
  }));
  // After a slip in the syntax the rest is guesswork; its first consequence on a line is enough.
  const perLine = [...new Map(problems.toReversed().map((problem) => [problem.line, problem])).values()].reverse();
  const found = new Walk((offset, message, mend) => perLine.push({ ...place(offset), message, mend }));
  const data = problems.length > 0 ? {} : found.value(document.contents) ?? {};
  return { data, problems: perLine, placeOf: (path, at) => place(offsetOf(document.contents, path, at)) };
}

/** Turns nodes into plain values, and reports what a mere conversion would let pass. */
class Walk {
  readonly #report: (offset: number, message: string, mend: string) => void;

  constructor(report: (offset: number, message: string, mend: string) => void) {
    this.#report = report;
  }

  value(node: unknown): unknown {
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) return node.items.map((item) => this.value(item));
    if (isScalar(node)) return node.value;
    // An alias: a few lines of them can stand for gigabytes, and settings this small need none.
    if (node !== null && node !== undefined) this.#report(startOf(node), 'aliases (*name) are not supported', 'write the value out');
    return null;
  }

  #map(map: YAMLMap): Record<string, unknown> {
    const seen = new Set<string>();
    const result: Record<string, unknown> = {};
    for (const pair of map.items) {
      const key = keyText(pair.key);
      if (seen.has(key)) this.#report(startOf(pair.key), `"${key}" is set twice`, 'remove one of the two');
      else if (FORBIDDEN.has(key)) this.#report(startOf(pair.key), `"${key}" cannot be a name`, 'use another name');
      else result[key] = this.value(pair.value);
      seen.add(key);
    }
    return result;
  }
}

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : '');

function startOf(node: unknown): number {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return 0;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : 0;
}

function offsetOf(root: unknown, path: readonly PropertyKey[], at: 'key' | 'value'): number {
  let node = root;
  let key: unknown;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item.key) === step);
      if (pair === undefined) break;
      key = pair.key;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      key = node;
    } else break;
  }
  return startOf(at === 'key' && key !== undefined ? key : node ?? key);
}
