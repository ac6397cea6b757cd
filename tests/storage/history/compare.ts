import type { Frame } from '../../../src/model/frame.ts';
import { isNumber } from '../../../src/model/kind.ts';
import { toPrecision } from '../../../src/model/precision.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { RecordedMoment } from '../../../storage/history/reader.ts';

/** Where what was read is not what was recorded, in words; '' where it is. For processes without a test runner, and for many ticks. */
export function differenceOf(recorded: Snapshot, read: RecordedMoment | undefined): string {
  if (read === undefined) return 'nothing is there';
  if (read.time !== recorded.time) return `the tick there is ${read.time}, not ${recorded.time}`;
  const frames = recorded.collected();
  if (frames.length !== read.frames.length) return `${read.frames.length} kinds, not ${frames.length}`;
  for (const frame of frames) {
    const difference = differenceOfFrames(frame, read.frames.find(({ kind }) => kind.name === frame.kind.name));
    if (difference !== '') return `${frame.kind.plural}: ${difference}`;
  }
  return '';
}

function differenceOfFrames(recorded: Frame, read: Frame | undefined): string {
  const { kind } = recorded;
  if (recorded.count !== read?.count) return `${read?.count ?? 'no'} rows, not ${recorded.count}`;
  const keyOf = (frame: Frame, row: number): string => kind.key.map((name) => (kind.numbers.includes(name) ? frame.number(name, row) : frame.text(name, row))).join('/');
  const places = new Map(Array.from({ length: read.count }, (_, row) => [keyOf(read, row), row]));
  const rows = Array.from({ length: recorded.count }, (_, row) => places.get(keyOf(recorded, row)) ?? -1);
  if (rows.includes(-1)) return `${keyOf(recorded, rows.indexOf(-1))} is not there`;
  for (const name of kind.numbers) {
    const field = kind.fields[name];
    const precision = field !== undefined && isNumber(field) && !kind.key.includes(name) ? (field.precision ?? 1) : 0;
    const [was, is] = [recorded.column(name), read.column(name)];
    const at = rows.findIndex((place, row) => {
      const given = was[row] ?? Number.NaN;
      return !Object.is(precision === 0 ? given : toPrecision(given, precision), is[place]);
    });
    if (at >= 0) return `${name} of ${keyOf(recorded, at)} is ${is[rows[at] ?? 0]}, not ${was[at]}`;
  }
  for (const name of kind.texts) {
    const at = rows.findIndex((place, row) => recorded.text(name, row) !== read.text(name, place));
    if (at >= 0) return `${name} of ${keyOf(recorded, at)} is "${read.text(name, rows[at] ?? 0)}", not "${recorded.text(name, at)}"`;
  }
  return '';
}
