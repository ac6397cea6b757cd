import type { Place } from '../../config/parse.ts';
import { placeIn } from '../language/expression-error.ts';

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);

/** Where a place in the value of a setting stands in its file: the value may be in quotes, or go over several lines. `start`: of the value as it is written. */
export function placeOfText(file: string, start: Place, value: string, offset: number): Place {
  const lines = file.split('\n');
  let at = lines.slice(0, start.line - 1).reduce((sum, { length }) => sum + length + 1, 0) + start.column - 1;
  const quote = file[at];
  if (quote === '"' || quote === "'") at += 1;
  // What it says begins on the line below.
  if (quote === '|' || quote === '>') at = Math.max(at, file.indexOf('\n', at));
  // YAML folds lines and indents them: what is no space is there as it is written.
  let left = value.slice(0, offset).replaceAll(/\s/g, '').length;
  for (; left > 0 && at < file.length; left -= 1) {
    while (isSpace(file[at])) at += 1;
    if (quote === '"' && file[at] === '\\') at += { x: 4, u: 6, U: 10 }[file[at + 1] ?? ''] ?? 2;
    else if (quote === "'" && file.startsWith("''", at)) at += 2;
    else at += 1;
  }
  if (offset < value.length && !isSpace(value[offset])) while (isSpace(file[at])) at += 1;
  return placeIn(file, at);
}
