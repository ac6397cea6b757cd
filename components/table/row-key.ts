import type { Frame } from '../../src/model/frame.ts';

/** The text that names an entity: its key fields. */
export function rowKey(frame: Frame, row: number): string {
  return frame.kind.key.map((name) => (frame.kind.texts.includes(name) ? frame.text(name, row) : frame.number(name, row))).join('@');
}
