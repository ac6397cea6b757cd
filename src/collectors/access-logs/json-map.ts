import { UserError } from '../../model/errors.ts';
import { bytesOf } from './bytes.ts';
import type { FormatOptions } from './line-parser.ts';
import { readerOf } from './read-value.ts';
import { FIELD, NUMBER } from './request-line.ts';
import { chosenFields, type Meaning, OPERATION, targetOf, text } from './template.ts';
import type { TemplateStep } from './template-step.ts';

/** What the members of a JSON object mean, by their dotted paths; `\.` is a dot in a name. */
export type JsonMap = Readonly<Record<string, Meaning>>;

/** What is known of one name in an object. */
export interface JsonNode {
  readonly key: Uint8Array;
  readonly children: JsonNode[];
  step: TemplateStep | undefined;
  rank: number;
  /** Its place in the list of what is told, for ranks. */
  target: number;
  /** The first child of each group of names (`groupOf`) and the next one of the same group behind each child; -1. */
  readonly groups: Int16Array;
  readonly next: number[];
}

const GROUPS = 64;

/** The group of a name: few enough that a name nobody asked for is mostly told by one look. */
const groupOf = (length: number, first: number, last: number): number => (length * 13 + first * 5 + last) & (GROUPS - 1);

export interface JsonTree {
  readonly root: JsonNode;
  readonly targets: number;
  /** The highest rank there is of each target. */
  readonly best: Uint8Array;
}

const node = (key: string): JsonNode => ({ key: bytesOf(key), children: [], step: undefined, rank: 0, target: -1, groups: new Int16Array(GROUPS).fill(-1), next: [] });
const names = (path: string): string[] => path.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));

function stepOf(meaning: Meaning): TemplateStep {
  return {
    operation: meaning.operation, read: readerOf(meaning.operation), field: meaning.field === undefined ? -1 : FIELD[meaning.field], number: meaning.number === undefined ? -1 : NUMBER[meaning.number],
    scale: meaning.scale ?? 1, part: -1, width: 0, methodOnly: false, captures: [], literal: new Uint8Array(0), rest: new Uint8Array(0), chain: new Uint8Array(0), stop: -1, quoted: false, list: false, texts: false,
  };
}

/** Whether somebody asks for what a member tells: a port belongs to the upstream's address. */
function isAsked({ operation, field }: Meaning, only: FormatOptions['only']): boolean {
  const told = operation === OPERATION.port ? 'upstream' : field;
  return only === undefined || told === undefined || only.has(told);
}

/** Makes the tree that a parser walks along; a person's choices go before the map. */
export function jsonTree(map: JsonMap, options: FormatOptions): JsonTree {
  const all = new Map(Object.entries(map));
  for (const [path, field] of chosenFields(options)) {
    // Names in JSON have a case; the choices are told apart without it, so the person's own spelling is looked up.
    const own = Object.values(options).flat().find((name): name is string => typeof name === 'string' && name.toLowerCase() === path) ?? path;
    all.set(own.replace(/^\$\.?/, ''), field === 'client' ? { operation: OPERATION.firstAddress, field, rank: 100 } : text(field, 100));
  }
  const root = node('');
  const targets = new Map<string, number>();
  const best: number[] = [];
  for (const [path, meaning] of all) {
    if (!isAsked(meaning, options.only)) continue;
    let at = root;
    for (const name of names(path)) {
      const key = bytesOf(name);
      let next = at.children.find((child) => child.key.length === key.length && child.key.every((byte, index) => byte === key[index]));
      if (next === undefined) {
        next = node(name);
        const group = groupOf(key.length, key[0] ?? 0, key.at(-1) ?? 0);
        at.next.push(at.groups[group] ?? -1);
        at.groups[group] = at.children.length;
        at.children.push(next);
      }
      at = next;
    }
    const told = targetOf(meaning);
    const target = told === '' ? String(meaning.operation) : told;
    const place = targets.get(target) ?? targets.size;
    targets.set(target, place);
    at.step = stepOf(meaning);
    at.rank = meaning.rank ?? 1;
    at.target = place;
    best[place] = Math.max(best[place] ?? 0, at.rank);
  }
  if (!targets.has('path') && ![...all.values()].some(({ operation }) => operation === OPERATION.request || operation === OPERATION.requests)) {
    throw new UserError('the map of fields does not tell the path', { mend: 'add "path=NAME" or "request=NAME"' });
  }
  return { root, targets: targets.size, best: Uint8Array.from(best) };
}

/** The member of an object's name in `bytes[start, end)`; undefined of what nobody asked for. */
export function childOf(node: JsonNode, bytes: Uint8Array, start: number, end: number): JsonNode | undefined {
  const length = end - start;
  if (length === 0) return undefined;
  let index = node.groups[groupOf(length, bytes[start] ?? 0, bytes[end - 1] ?? 0)] ?? -1;
  for (; index >= 0; index = node.next[index] ?? -1) {
    const child = node.children[index];
    if (child === undefined || child.key.length !== length) continue;
    let place = 0;
    while (place < length && child.key[place] === bytes[start + place]) place += 1;
    if (place >= length) return child;
  }
  return undefined;
}
