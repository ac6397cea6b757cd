import { Frame, type Texts } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { fromSteps } from '../../src/model/precision.ts';
import { EMPTY_TEXT, safeText, type SafeText } from '../../src/model/safe-text.ts';
import type { Chunk, Moment } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import type { IdentityReader } from './identity-reader.ts';

/** How the columns of a layout follow one another; the changing texts behind them are numbers of texts. */
export const coursesOf = (layout: Layout): ('level' | 'rate')[] => [...layout.columns.map(({ course }) => course), ...layout.changingTexts.map(() => 'level' as const)];

/** The rows of one tick as the frame that was recorded. Fields that the layout has not are unknown. Throws `CorruptError`. */
export const readFrame = (kind: Kind, layout: Layout, chunk: Chunk, tick: number, identities: IdentityReader): Frame =>
  frameOf(kind, layout, chunk.moment(tick, coursesOf(layout)), chunk.texts, identities);

/** The same of rows in whole steps, and the texts of their window. */
export function frameOf(kind: Kind, layout: Layout, { ids, columns }: Moment, windowTexts: readonly string[], identities: IdentityReader): Frame {
  const count = ids.length;
  const who = ids.map((id) => identities.identity(id, layout));
  const numbers = new Float64Array(kind.numbers.length * count).fill(Number.NaN);
  kind.numbers.forEach((name, place) => {
    const target = numbers.subarray(place * count, (place + 1) * count);
    const key = layout.keyNumbers.indexOf(name);
    if (key >= 0) {
      who.forEach((identity, row) => {
        target[row] = identity.numbers[key] ?? Number.NaN;
      });
      return;
    }
    const at = layout.columns.findIndex((column) => column.name === name);
    const [source, column] = [columns[at], layout.columns[at]];
    if (source === undefined || column === undefined) return;
    source.forEach((steps, row) => {
      target[row] = fromSteps(steps, column.precision);
    });
  });
  return new Frame(kind, count, numbers, textsOf(kind, layout, windowTexts, columns.slice(layout.columns.length), who.map(({ texts }) => texts)));
}

/** Rows without changing texts get the array of their identity, the same one at each tick. */
function textsOf(kind: Kind, layout: Layout, windowTexts: readonly string[], changing: readonly Float64Array[], fixed: readonly (readonly SafeText[])[]): Texts[] {
  const places = kind.texts.map((name) => ({ fixed: layout.texts.indexOf(name), changing: layout.changingTexts.indexOf(name) }));
  const asStored = changing.length === 0 && places.every((place, index) => place.fixed === index) && layout.texts.length === places.length;
  if (asStored) return [...fixed];
  return fixed.map((texts, row) => places.map((place) => {
    if (place.fixed >= 0) return texts[place.fixed] ?? EMPTY_TEXT;
    const number = changing[place.changing]?.[row] ?? 0;
    return number === 0 ? EMPTY_TEXT : safeText(windowTexts[number - 1] ?? '');
  }));
}
