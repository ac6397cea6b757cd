import { isNumber, type Kind } from '../model/kind.ts';
import { Frame } from '../model/frame.ts';
import { safeText, type SafeText } from '../model/safe-text.ts';

/** Text of a total where its members differ: the first few, and how many more there are. */
function joined(values: ReadonlySet<SafeText>): SafeText {
  const list = [...values].filter((value) => value !== '');
  return safeText(list.length <= 3 ? list.join(',') : `${list.slice(0, 2).join(',')} +${list.length - 2}`);
}

/** The values of one field of the members added up as its declaration says; NaN when none is known. */
export function addUp(how: 'sum' | 'max' | 'min' | 'none', values: Float64Array, rows: readonly number[]): number {
  if (how === 'none') return Number.NaN;
  let total = Number.NaN;
  for (const row of rows) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(total)) total = value;
    else if (how === 'sum') total += value;
    else total = how === 'max' ? Math.max(total, value) : Math.min(total, value);
  }
  return total;
}

/**
 * Totals of the rows of `frame` by their text field `by` (rows where it is empty are left out), as a frame of the
 * kind `into`. Number fields of the same name follow their declared rollup; `processes` counts; `textsOf` maps a
 * text field of the total to the field of the members it gathers, `reword` changes what was gathered.
 */
export function rollUp(
  frame: Frame,
  by: string,
  into: Kind,
  textsOf: Readonly<Record<string, string>>,
  reword: Readonly<Record<string, (text: SafeText) => SafeText>> = {},
): Frame {
  const members = new Map<SafeText, number[]>();
  for (let row = 0; row < frame.count; row += 1) {
    const key = frame.text(by, row);
    if (key === '') continue;
    const rows = members.get(key);
    if (rows === undefined) members.set(key, [row]);
    else rows.push(row);
  }
  const groups = [...members.values()];
  const count = groups.length;
  const numbers = new Float64Array(into.numbers.length * count).fill(Number.NaN);
  into.numbers.forEach((name, column) => {
    const field = into.fields[name];
    if (field === undefined || !isNumber(field)) return;
    const source = frame.kind.numbers.includes(name) ? frame.column(name) : undefined;
    groups.forEach((rows, index) => {
      numbers[column * count + index] = source === undefined ? rows.length : addUp(field.rollup ?? 'none', source, rows);
    });
  });
  const texts = groups.map((rows) => into.texts.map((name) => {
    const source = textsOf[name] ?? by;
    const words = reword[name] ?? ((text: SafeText) => text);
    // Most members have the same text: each is reworded once.
    return joined(new Set([...new Set(rows.map((row) => frame.text(source, row)))].map(words)));
  }));
  return new Frame(into, count, numbers, texts, frame.stale);
}
