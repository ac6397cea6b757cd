import { patternLibrary } from '../../analysis/filter/pattern-library.ts';
import { EvaluationError } from './value.ts';

/** A pattern that a whole text must fit (RE2, as in Prometheus). */
export interface FullMatch {
  readonly test: (text: string) => boolean;
  /** What a group found, by its number (0 is the whole) or name; '' for none. Undefined where it does not fit. */
  readonly groups: (text: string) => ((group: string) => string) | undefined;
}

const KNOWN = new Map<string, FullMatch>();
const MOST_KNOWN = 1000;
const SPECIAL = /[\\^$.*+?()[\]{}|]/;
const LONGEST = 1000;

/** Made once for each pattern. Throws an `EvaluationError` for what is no pattern. */
export function fullMatch(pattern: string): FullMatch {
  let known = KNOWN.get(pattern);
  if (known === undefined) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(pattern, (known = compile(pattern)));
  }
  return known;
}

/** Most patterns of rules need no machine: names, one of several names, anything that begins so. */
function simple(pattern: string): ((text: string) => boolean) | undefined {
  if (pattern === '.*') return (text) => !text.includes('\n');
  if (pattern === '.+') return (text) => text !== '' && !text.includes('\n');
  if (!SPECIAL.test(pattern)) return (text) => text === pattern;
  const alternatives = pattern.split('|');
  if (alternatives.every((each) => !SPECIAL.test(each))) {
    const set = new Set(alternatives);
    return (text) => set.has(text);
  }
  const begin = pattern.slice(0, -2);
  if (pattern.endsWith('.*') && !SPECIAL.test(begin)) return (text) => text.startsWith(begin) && !text.includes('\n', begin.length);
  return undefined;
}

function compile(pattern: string): FullMatch {
  if (pattern.length > LONGEST) throw new EvaluationError('a pattern is too long');
  let made: ReturnType<ReturnType<typeof patternLibrary>['RE2JS']['compile']> | undefined;
  const machine = () => {
    try {
      return (made ??= patternLibrary().RE2JS.compile(pattern));
    } catch (error) {
      throw new EvaluationError(`"${pattern}" is no pattern: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const test = simple(pattern);
  if (test === undefined) machine();
  return {
    test: test ?? ((text) => machine().matches(text)),
    groups: (text) => {
      const matcher = machine().matcher(text);
      if (!matcher.matches()) return undefined;
      const found = new Map(Array.from({ length: matcher.groupCount() + 1 }, (_, group) => [String(group), matcher.group(group) ?? '']));
      for (const [name, group] of Object.entries(machine().namedGroups())) found.set(name, matcher.group(group) ?? '');
      return (group) => found.get(group) ?? '';
    },
  };
}
