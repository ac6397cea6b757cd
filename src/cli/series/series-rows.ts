import { EXIT, UserError } from '../../model/errors.ts';

/** A row of a series: milliseconds since the epoch, NaN where no value is known, and both as they stood. */
export interface SeriesRow {
  readonly time: number;
  readonly value: number;
  readonly timeText: string;
  readonly valueText: string;
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** What tables write for a value that is not known. */
const UNKNOWN = /^(?:nan|null|na)?$/i;
const MINUTE = 60_000;
/** What a Date can hold (ECMA-262, 21.4.1.1). */
const LAST_TIME = 8.64e15;
const SHOWN = 40;

/** `YYYY-MM-DD HH:MM:SS[.ffffff]` (UTC), ISO 8601 or seconds of the epoch, as milliseconds; NaN for anything else. */
export function parseTime(text: string): number {
  const parts = DATE_TIME.exec(text);
  if (parts === null) {
    const time = NUMBER.test(text) ? Number(text) * 1000 : Number.NaN;
    return Math.abs(time) <= LAST_TIME ? time : Number.NaN;
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const there = new Date(date);
  // A date that does not exist (31 June) would be taken for another.
  if (there.getUTCMonth() !== Number(month) - 1 || there.getUTCDate() !== Number(day)) return Number.NaN;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return Number.NaN;
  const digits = zone.replace(':', '');
  const offset = zone.toUpperCase() === 'Z' ? 0 : (digits.startsWith('-') ? -1 : 1) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5)));
  return date + (Number(hour) * 60 + Number(minute) - offset) * MINUTE + (Number(second) + Number(fraction)) * 1000;
}

/** The cells of a line (RFC 4180, no line breaks in cells). */
function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (character === '"') {
      // Two quotes within quotes are one of the text.
      if (quoted && line.charAt(index + 1) === '"') {
        cell += character;
        index += 1;
      } else quoted = !quoted;
    } else if (character === ',' && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

const bad = (what: string, where: string, mend: string): UserError => new UserError(what, { where, mend, exitCode: EXIT.data });

const shown = (text: string): string => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);

/**
 * Reads a series row by row: a header with the columns `timestamp` and `value` (others are left alone), then a row
 * each. A value that is empty or NaN is not known. Throws `UserError` with file and line at the first row that is wrong.
 */
export async function* seriesRows(lines: AsyncIterable<string>, file: string): AsyncGenerator<SeriesRow> {
  let number = 0;
  let [timeColumn, valueColumn] = [-1, -1];
  for await (const line of lines) {
    number += 1;
    const where = `${file}:${number}`;
    if (number === 1) {
      const header = cellsOf(line.replace(/^\uFEFF/, '')).map((name) => name.toLowerCase());
      [timeColumn, valueColumn] = [header.indexOf('timestamp'), header.indexOf('value')];
      const missing = timeColumn < 0 ? 'timestamp' : 'value';
      if (timeColumn < 0 || valueColumn < 0) throw bad(`the header has no column "${missing}"`, where, header.length === 1 && /[;\t]/.test(line) ? 'divide columns by commas: timestamp,value' : 'begin with the line timestamp,value');
      continue;
    }
    if (line === '') continue;
    const cells = cellsOf(line);
    const timeText = cells[timeColumn];
    const valueText = cells[valueColumn];
    if (timeText === undefined || valueText === undefined) throw bad(`${cells.length} cells where the header has more`, where, 'mend or remove the line');
    const time = parseTime(timeText);
    if (Number.isNaN(time)) throw bad(`${shown(timeText)} is no time`, where, 'write 2026-01-31 23:59:59, ISO 8601 or seconds since 1970');
    const value = NUMBER.test(valueText) ? Number(valueText) : Number.NaN;
    if (!Number.isFinite(value) && !UNKNOWN.test(valueText)) throw bad(`${shown(valueText)} is no number`, where, 'write a number, or nothing where it is not known');
    yield { time, value, timeText, valueText };
  }
  if (number === 0) throw bad('it is empty', file, 'begin with the line timestamp,value');
}
