import { UserError } from '../../model/errors.ts';
import type { PathSegments } from './path-segments.ts';

/** A pattern of routes as a person writes it: `/api/v1/users/*`, `GET /orders/:id`, `/static/**`. */
interface Pattern {
  readonly method: string;
  readonly segments: readonly (Uint8Array | '*' | '**')[];
  readonly name: string;
}

export const MOST_PATTERNS = 1000;

function parsePattern(text: string, number: number): Pattern {
  const where = `route ${number + 1}, "${text}"`;
  const found = /^\s*(?:([A-Za-z]+)\s+)?(\/\S*)\s*$/.exec(text);
  const path = found?.[2];
  if (path === undefined) throw new UserError('not a route', { where, mend: 'write a path that begins with /, with * or :name for one segment and ** for any number, and a method before it if you like' });
  const words = path.split('/').filter((word) => word !== '');
  const segments = words.map((word) => {
    if (word === '**') return '**';
    if (word === '*' || /^:[\w-]+$/.test(word) || /^\{[^/]*\}$/.test(word)) return '*';
    if (word.includes('*')) throw new UserError(`"${word}" has a * beside other characters`, { where, mend: 'a * stands for a whole segment' });
    return new TextEncoder().encode(word);
  });
  if (segments.filter((segment) => segment === '**').length > 2) throw new UserError('more than two **', { where, mend: 'one at the end is mostly enough' });
  return { method: (found?.[1] ?? '').toUpperCase(), segments, name: `/${words.join('/')}` };
}

/** Routes that a person named. The first that fits a request is its route. */
export class RoutePatterns {
  readonly #patterns: readonly Pattern[];

  constructor(texts: readonly string[]) {
    if (texts.length > MOST_PATTERNS) throw new UserError(`${texts.length} routes`, { mend: `give ${MOST_PATTERNS} at most` });
    this.#patterns = texts.map(parsePattern);
  }

  get count(): number {
    return this.#patterns.length;
  }

  /** The pattern as it was written, without its method. */
  name(index: number): string {
    return this.#patterns[index]?.name ?? '';
  }

  /** The first pattern that fits; -1. */
  match(method: string, path: PathSegments): number {
    for (let index = 0; index < this.#patterns.length; index += 1) {
      const pattern = this.#patterns[index];
      if (pattern !== undefined && (pattern.method === '' || pattern.method === method) && fits(pattern.segments, 0, path, 0)) return index;
    }
    return -1;
  }
}

function fits(segments: Pattern['segments'], from: number, path: PathSegments, at: number): boolean {
  let place = at;
  for (let index = from; index < segments.length; index += 1) {
    const segment = segments[index];
    if (segment === '**') {
      if (index === segments.length - 1) return true;
      // At most two of them and 16 segments: a few hundred steps.
      for (let next = place; next <= path.count; next += 1) if (fits(segments, index + 1, path, next)) return true;
      return false;
    }
    if (place >= path.count || segment === undefined || (segment !== '*' && !isSegment(segment, path, place))) return false;
    place += 1;
  }
  return place === path.count && !path.deeper;
}

function isSegment(wanted: Uint8Array, path: PathSegments, index: number): boolean {
  const start = path.starts[index] ?? 0;
  if ((path.ends[index] ?? 0) - start !== wanted.length) return false;
  const bytes = path.bytesOf(index);
  for (let place = 0; place < wanted.length; place += 1) if (bytes[start + place] !== wanted[place]) return false;
  return true;
}
