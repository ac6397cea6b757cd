import { process as processKind } from '../../src/model/kinds/process.ts';
import { Tallies } from '../../src/analysis/tally.ts';
import { ROLLED_KINDS } from '../../storage/history/rolled-kinds.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { minuteTicks, tallyEach } from '../../storage/history/tallying.ts';
import { Random } from '../leaks/random.ts';
import { DAY } from './build.ts';
import { cpuOf, Spread } from './clock.ts';

/** Milliseconds of CPU, all threads, and of wall time. */
export interface Timed {
  readonly cpu: Spread;
  readonly wall: Spread;
}

export interface Answers {
  /** Random moments, each by a reader that was just opened, and by one that has read some before. */
  readonly cold: Timed;
  readonly warm: Timed;
  /** One field of one process over up to 7 days. */
  readonly series: Timed;
  readonly seriesDays: number;
  /** All fields of all groups over up to 7 days, percentiles among them: what a report reads beyond its hourly totals. */
  readonly scan: Timed;
  readonly scannedValues: number;
}

export interface Asked {
  readonly folder: string;
  readonly from: number;
  readonly to: number;
  readonly processes: number;
  readonly tier: number;
  readonly moments: number;
  readonly seed: number;
}

class Stopwatch {
  readonly #cpu: number[] = [];
  readonly #wall: number[] = [];

  measure<Result>(work: () => Result): Result {
    const [before, began] = [process.cpuUsage(), performance.now()];
    const result = work();
    this.#wall.push(performance.now() - began);
    this.#cpu.push(cpuOf(before, process.cpuUsage()));
    return result;
  }

  get timed(): Timed {
    return { cpu: new Spread(this.#cpu), wall: new Spread(this.#wall) };
  }
}

/** Asks a store what a person would. Throws when an answer does not have what was recorded. */
export async function askStore(asked: Asked): Promise<Answers> {
  const random = new Random(asked.seed);
  const anyTime = (): number => Math.floor(random.between(asked.from + 60_000, asked.to));
  const [cold, warm] = [new Stopwatch(), new Stopwatch()];
  const look = (reader: HistoryReader, watch: Stopwatch): void => {
    const time = anyTime();
    const rows = watch.measure(() => reader.moment(time)?.frames.find(({ kind }) => kind.name === processKind.name)?.count ?? 0);
    if (rows !== asked.processes) throw new Error(`${rows} rows at ${new Date(time).toISOString()}`);
  };
  for (let index = 0; index < asked.moments / 4; index += 1) {
    const reader = await HistoryReader.open(asked.folder);
    look(reader, cold);
    reader.close();
  }
  const reader = await HistoryReader.open(asked.folder);
  for (let index = 0; index < asked.moments / 10; index += 1) look(reader, new Stopwatch());
  for (let index = 0; index < asked.moments; index += 1) look(reader, warm);
  const length = Math.min(7 * DAY, asked.to - asked.from);
  const series = measureSeries(reader, asked, length, random);
  const { timed, values } = measureScan(reader, asked, length);
  reader.close();
  return { cold: cold.timed, warm: warm.timed, series, seriesDays: length / DAY, scan: timed, scannedValues: values };
}

function measureSeries(reader: HistoryReader, { to, tier }: Asked, length: number, random: Random): Timed {
  const watch = new Stopwatch();
  const frame = reader.moment(to - length / 2)?.frames.find(({ kind }) => kind.name === processKind.name);
  for (let index = 0; index < 10; index += 1) {
    const pid = frame?.number('pid', Math.floor(random.next() * frame.count)) ?? Number.NaN;
    const from = to - length;
    const { times } = watch.measure(() => reader.series(processKind, 'cpuPercent', ({ numbers }, layout) => numbers[layout.keyNumbers.indexOf('pid')] === pid, from, to, tier));
    if (times.length === 0) throw new Error(`no series of process ${pid}`);
  }
  return watch.timed;
}

function measureScan(reader: HistoryReader, { to, tier }: Asked, length: number): { readonly timed: Timed; readonly values: number } {
  const watch = new Stopwatch();
  const rolled = ROLLED_KINDS.filter(({ kind }) => kind.name === 'group');
  let values = 0;
  for (let round = 0; round < 3; round += 1) {
    values = 0;
    watch.measure(() => {
      const wanted = rolled.map((each) => ({ tallies: new Tallies(), rolled: each }));
      for (const slice of reader.slices(processKind, to - length, to, tier)) {
        tallyEach(wanted, slice, minuteTicks(slice.chunk.times, (time) => time >= to - length && time <= to, 1));
        values += slice.chunk.rows * (rolled[0]?.fields.length ?? 0);
      }
    });
  }
  return { timed: watch.timed, values };
}
