import { Frame } from '../../src/model/frame.ts';
import { isNumber } from '../../src/model/kind.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { toSteps } from '../../src/model/precision.ts';
import { type Layout, layoutOf } from '../../storage/history/codec/layout.ts';
import { MinuteWindow } from '../../storage/history/minute-window.ts';
import { median } from '../live/measure.ts';
import { markdown, report, round, type Cell } from '../live/report.ts';
import { type GeneratedTick, GeneratedHost, RECORDED } from './generate.ts';
import { minutesOf, readTicks } from './recorded.ts';

/** What is compared, of one column. */
interface ColumnFacts {
  /** Part of the rows that are as they were a tick before. */
  readonly unchanged: number;
  /** Different values, of a thousand rows. */
  readonly distinct: number;
  /** In a chunk of its own, packed as minutes are. */
  readonly bytes: number;
}

interface Facts {
  readonly ticks: number;
  readonly rows: number;
  /** Part of the rows of which no column changed. */
  readonly unchanged: number;
  readonly bytes: number;
  /** Rows of processes that were not there at the tick before, of a thousand. */
  readonly born: number;
  readonly columns: ReadonlyMap<string, ColumnFacts>;
}

export interface Likeness {
  /** A history that was recorded on a real machine. */
  readonly folder: string;
  readonly seed: number;
  readonly tell: (text: string) => void;
}

/** A recorded history beside a generated one of as many processes, by column, tick by tick and minute by minute. */
export async function measureLikeness({ folder, seed, tell }: Likeness): Promise<void> {
  const real = await readTicks(folder);
  const count = Math.round(median(real.map(({ frame }) => frame.count)));
  const interval = median(real.map(({ time }, index) => time - (real[index - 1]?.time ?? Number.NaN)).filter((step) => step > 0)) / 1000;
  tell(`${real.length} ticks of ${count} processes, ${interval} s apart`);
  // Ten in the morning of a working day: as busy as a day is on average.
  const plan = { seed, processes: count, intervalSeconds: Math.round(interval), from: Date.UTC(2026, 0, 6, 10), metrics: RECORDED };
  const host = new GeneratedHost(plan);
  const generated = real.map(() => host.next());
  const parts = [
    compare(`every ${Math.round(interval)} s`, real, generated),
    compare('by minutes', minutesOf(real), minutesOf(generated)),
  ];
  report('store-likeness', `Generated processes beside those of a real machine (${count} of them, ${real.length} ticks; idle processes that were started as a load are left out); seed ${seed}`, parts.map(({ table }) => table).join('\n\n'), { parts: parts.map(({ facts }) => facts) });
}

function compare(title: string, real: readonly GeneratedTick[], generated: readonly GeneratedTick[]): { readonly table: string; readonly facts: unknown } {
  const [one, other] = [factsOf(real), factsOf(generated)];
  const rows: Cell[][] = RECORDED.map((name) => {
    const [left, right] = [one.columns.get(name), other.columns.get(name)];
    const cells = (of: (facts: ColumnFacts) => number, digits: number): Cell[] => [left, right].map((facts) => (facts === undefined ? '-' : round(of(facts), digits)));
    return [name, ...cells(({ unchanged }) => unchanged * 100, 1), ...cells(({ distinct }) => distinct, 1), ...cells(({ bytes }) => bytes, 3)];
  });
  rows.push(['all together', round(one.unchanged * 100, 1), round(other.unchanged * 100, 1), '-', '-', round(one.bytes, 3), round(other.bytes, 3)]);
  const table = markdown([title, 'unchanged % real', 'generated', 'distinct values of 1000 rows, real', 'generated', 'bytes a row, real', 'generated'], rows);
  const born = `New processes, of 1000 rows: ${round(one.born, 2)} real, ${round(other.born, 2)} generated. Ticks: ${one.ticks}.`;
  const plain = ({ columns, ...rest }: Facts): unknown => ({ ...rest, columns: Object.fromEntries(columns) });
  return { table: `${table}\n\n${born}`, facts: { title, real: plain(one), generated: plain(other) } };
}

const stepsOf = (frame: Frame, name: string): Float64Array => {
  const field = Object.entries(processKind.fields).find(([each]) => each === name)?.[1];
  const precision = field !== undefined && isNumber(field) ? (field.precision ?? 1) : 1;
  return frame.column(name).map((value) => toSteps(value, precision));
};

function factsOf(ticks: readonly GeneratedTick[]): Facts {
  const numbered = new Map<string, number>();
  const tallies = new Map<string, { unchanged: number; readonly values: Set<number> }>(RECORDED.map((name) => [name, { unchanged: 0, values: new Set() }]));
  let before = new Map<number, readonly number[]>();
  let [rows, paired, unchanged, born] = [0, 0, 0, 0];
  const all = ticks.map(({ time, frame }, tick) => {
    const [pids, starts] = [frame.column('pid'), frame.column('startTime')];
    const columns = RECORDED.map((name) => stepsOf(frame, name));
    const now = new Map<number, readonly number[]>();
    const ids: number[] = [];
    for (let row = 0; row < frame.count; row += 1) {
      const who = `${pids[row]} ${starts[row]}`;
      const id = numbered.get(who) ?? numbered.size;
      numbered.set(who, id);
      ids.push(id);
      const values = columns.map((column) => column[row] ?? Number.NaN);
      now.set(id, values);
      const last = before.get(id);
      rows += 1;
      RECORDED.forEach((name, column) => tallies.get(name)?.values.add(values[column] ?? Number.NaN));
      if (last === undefined) {
        if (tick > 0) born += 1;
        continue;
      }
      paired += 1;
      let same = true;
      RECORDED.forEach((name, column) => {
        const tally = tallies.get(name);
        if (values[column] !== last[column]) same = false;
        else if (tally !== undefined) tally.unchanged += 1;
      });
      if (same) unchanged += 1;
    }
    before = now;
    return { time, frame, ids };
  });
  const layout = layoutOf(processKind);
  const packed = (names: readonly string[]): number => bytesOf(all, { ...layout, columns: layout.columns.filter(({ name }) => names.includes(name)), changingTexts: [] });
  const empty = packed([]);
  const columns = new Map([...tallies].map(([name, { unchanged: same, values }]): [string, ColumnFacts] => [name, { unchanged: same / paired, distinct: (values.size / rows) * 1000, bytes: (packed([name]) - empty) / rows }]));
  return { ticks: ticks.length, rows, unchanged: unchanged / paired, bytes: packed(RECORDED) / rows, born: (born / rows) * 1000, columns };
}

/** As minutes are packed, in as many chunks as they take. */
function bytesOf(all: readonly { readonly time: number; readonly frame: Frame; readonly ids: readonly number[] }[], layout: Layout): number {
  const window = new MinuteWindow(layout);
  let bytes = 0;
  for (const each of all) {
    window.add(each);
    if (window.isFull) bytes += window.take()?.blob.length ?? 0;
  }
  return bytes + (window.take()?.blob.length ?? 0);
}
