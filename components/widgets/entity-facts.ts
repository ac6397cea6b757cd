import type { Field } from '../../src/model/fields.ts';
import type { Frame } from '../../src/model/frame.ts';
import { displayWidth, fit } from '../../src/model/text-width.ts';
import { cellText, numberToken, type Thresholds } from '../table/cell.ts';
import type { Painter } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';

const LABEL = 8;
const VALUE = 9;
/** Before, between and after them. */
const SPACES = 4;
/** From here on figures stand in two columns. */
const WIDE = 150;
/** Told by the title and by the words on what a request costs; or they only serve links. */
const TOLD: ReadonlySet<string> = new Set(['id', 'method', 'route', 'group', 'costKnown', 'cpuPerRequestSeconds', 'cpuLowSeconds', 'cpuHighSeconds', 'cpuSharePercent']);
const DEFAULT_WEIGHT = 50;

interface Fact {
  readonly name: string;
  readonly field: Field;
  readonly value: string;
}

/** Every figure of a row that is known, as its column is called, with what it means in words: the weightiest where there is room for `rows` lines only, in declared order. */
export function entityFacts(frame: Frame, row: number, title: string, paint: Painter, thresholds: Thresholds, columns: number, rows: number, now: number): string[] {
  const perLine = columns >= WIDE ? 2 : 1;
  const facts = Object.entries(frame.kind.fields).flatMap(([name, field]): Fact[] => {
    const value = cellText(frame, name, field, row, now);
    const unknown = field.type === 'number' ? Number.isNaN(frame.number(name, row)) : value === '' || title.includes(value);
    return unknown || TOLD.has(name) ? [] : [{ name, field, value }];
  });
  const weight = ({ field }: Fact): number => field.weight ?? DEFAULT_WEIGHT;
  const weightiest = new Set([...facts].sort((one, other) => weight(other) - weight(one)).slice(0, rows * perLine));
  const kept = facts.filter((fact) => weightiest.has(fact));
  const width = Math.floor(columns / perLine);
  const cells = kept.map((fact) => fitPainted(factText(frame, row, fact, paint, thresholds, width), width));
  const lines = Math.ceil(cells.length / perLine);
  // Down the first column, then the second.
  return Array.from({ length: lines }, (_, line) => cells.filter((_cell, index) => index % lines === line).join(''));
}

/** How its column is called, the value, and what it means; a long text stands for itself. */
function factText(frame: Frame, row: number, { name, field, value }: Fact, paint: Painter, thresholds: Thresholds, width: number): string {
  const label = ` ${paint('dim', fit(field.header, LABEL))}`;
  const room = Math.max(0, width - LABEL - VALUE - SPACES);
  if (field.type === 'text' && displayWidth(value) > VALUE) return `${label} ${fit(value, Math.min(displayWidth(value), room + VALUE))}`;
  const token = field.type === 'text' ? 'text' : numberToken(field, name, frame.number(name, row), thresholds);
  return `${label}${paint(token, fit(value, VALUE, 'right'))}  ${paint('dim', fit(field.help, room))}`;
}
