import type { DemandGroup, NumberField, TextField } from '../../model/fields.ts';
import type { Frame } from '../../model/frame.ts';
import { parseValue } from '../../model/units.ts';
import { patternLibrary } from './pattern-library.ts';
import { FilterError, type Operator } from './tokens.ts';

/** Says of a frame which rows pass. `now`: epoch seconds, for ages. */
export type Test = (frame: Frame, now: number) => (row: number) => boolean;

export interface Filter {
  readonly test: Test;
  /** Dearer facts that it asks of every row. */
  readonly demands: ReadonlySet<DemandGroup>;
}

const STATE_WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  running: 'R', sleeping: 'S', disk: 'D', blocked: 'D', zombie: 'Z', stopped: 'T', traced: 't', idle: 'I', dead: 'X',
}));

/** A search of text by a user's pattern: plain when it has no special characters, else RE2, which cannot be made to hang. Case does not matter. */
export function matcher(pattern: string, position: number): (text: string) => boolean {
  if (/^[\w\s/@:,-]*$/.test(pattern)) {
    const low = pattern.toLowerCase();
    return (text) => text.toLowerCase().includes(low);
  }
  const { RE2JS, RE2JSException } = patternLibrary();
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new FilterError(`"${pattern}" is not a pattern (${error.message})`, position, 'write it as a regular expression, or quote special characters with \\');
  }
}

/** `=` on text: the whole text, case does not matter, `*` stands for anything. */
function whole(value: string): (text: string) => boolean {
  const parts = value.toLowerCase().split('*');
  if (parts.length === 1) return (text) => text.toLowerCase() === value.toLowerCase();
  return (text) => {
    const low = text.toLowerCase();
    const last = parts.at(-1) ?? '';
    if (!low.startsWith(parts[0] ?? '') || !low.endsWith(last)) return false;
    let from = (parts[0] ?? '').length;
    for (const part of parts.slice(1, -1)) {
      const found = low.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= low.length - last.length;
  };
}

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
};

export function compareNumber(name: string, field: NumberField, operator: Operator, value: string, position: number): Test {
  const compare = COMPARE[operator];
  if (compare === undefined) throw new FilterError(`${operator} asks for text, but ${name} is a number`, position, 'use = != > >= < <=');
  let wanted: number | undefined;
  if (field.choices === undefined) wanted = parseValue(field.unit, value);
  else {
    const label = STATE_WORDS.get(value.toLowerCase()) ?? value;
    const exact = field.choices.indexOf(label);
    wanted = exact >= 0 ? exact : field.choices.findIndex((choice) => choice.toLowerCase() === label.toLowerCase());
    if (wanted < 0) throw new FilterError(`${name} is never "${value}"`, position, `choose of ${field.choices.filter((choice) => choice !== '').join(' ')}`);
  }
  if (wanted === undefined) throw new FilterError(`"${value}" is not a value of ${name}`, position, EXAMPLES[field.unit] ?? 'write a number');
  const limit = wanted;
  if (field.unit === 'timestamp') {
    return (frame, now) => {
      const values = frame.column(name);
      return (row) => compare(now - (values[row] ?? Number.NaN), limit);
    };
  }
  return (frame) => {
    const values = frame.column(name);
    return (row) => compare(values[row] ?? Number.NaN, limit);
  };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  bytes: 'write 500M or 2GiB', bytesPerSecond: 'write 500K or 2MiB', seconds: 'write 90s, 5m or 2h', latency: 'write 200ms or 1.5s',
  timestamp: 'write an age: 90s, 5m or 2h', percent: 'write 5 or 80%',
};

export function compareText(name: string, field: TextField, operator: Operator, value: string, position: number): Test {
  if (operator !== '=' && operator !== '==' && operator !== '!=' && operator !== '~' && operator !== '!~') {
    throw new FilterError(`${operator} asks for a number, but ${name} is text`, position, 'use = != ~ !~');
  }
  const negate = operator.startsWith('!');
  const one = operator.endsWith('~') ? matcher(value, position) : whole(value);
  const passes = field.list === true ? (text: string) => text.split(',').some(one) : one;
  return (frame) => (row) => passes(frame.text(name, row)) !== negate;
}
