import type { Frame } from './frame.ts';

/** The text that names an entity, on the screen and in selectors of series: its key fields with `@` between. */
export const rowKey = (frame: Frame, row: number): string => frame.kind.key.map((name) => (frame.kind.texts.includes(name) ? frame.text(name, row) : String(frame.number(name, row)))).join('@');
