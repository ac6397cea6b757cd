import type { Cell } from 'blessed';
import { displayWidth } from '../../src/model/text-width.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { colored } from './look.ts';

/** Blessed packs both colours in 9 bits each; this one is the terminal's own. */
const OWN_COLOR = 0x1_FF;
/** The number that a widget was given for a colour. */
export const foregroundOf = (attribute: number): number => (attribute >> 9) & OWN_COLOR;
const background = (attribute: number): number => attribute & OWN_COLOR;

/** How what a widget drew in a colour is shown. Widgets are given numbers of parts for colours, as not every part has one. */
export interface Look {
  readonly color: number | undefined;
  /** What stands where the widget drew a blank on that background. */
  readonly fill?: string;
  /** Left blank. */
  readonly hidden?: boolean;
}

/** A text over the picture. */
export interface Overlay {
  readonly row: number;
  readonly column: number;
  readonly text: string;
  readonly color?: number | undefined;
}

/** One row of a picture, from column `from` on, exactly `width` cells wide. */
export function rowOf(cells: readonly Cell[], from: number, width: number, looks: readonly Look[], overlays: readonly Overlay[] = []): string {
  let line = '';
  let run = '';
  let color: number | undefined;
  const put = (text: string, own: number | undefined): void => {
    if (own !== color && text !== ' ') {
      line += colored(run, color);
      run = '';
      color = own;
    }
    run += text;
  };
  for (let column = 0; column < width; column += 1) {
    const overlay = overlays.find((one) => one.column === column);
    const text = overlay === undefined ? '' : safeText(overlay.text);
    const taken = displayWidth(text);
    if (taken > 0 && taken <= width - column) {
      put(text, overlay?.color);
      column += taken - 1;
      continue;
    }
    const [attribute, character] = cells[from + column] ?? [OWN_COLOR | (OWN_COLOR << 9), ' '];
    const behind = looks[background(attribute)];
    const look = looks[foregroundOf(attribute)];
    if (behind !== undefined) put(behind.fill ?? '█', behind.color);
    else put(look?.hidden === true ? ' ' : character, look?.color);
  }
  return line + colored(run, color);
}
