import { type Effort, forecast, type Series } from '../../src/analysis/forecast/index.ts';
import { median } from '../../src/analysis/statistics/median.ts';
import { services as servicesOf } from '../capacity/traces.ts';
import { markdown, round, type Cell } from '../live/report.ts';
import { hourly, NAB_HALF, seriesBelow } from './files.ts';

const HOUR = 3600;
const DAY = 86_400;
/** Hourly series of two weeks or so are told a day ahead. */
const SHORT = 400;

/** What one forecast came to. */
interface Judged {
  readonly wape: number;
  readonly naive: number;
  readonly mape: number;
  readonly peak: number;
  readonly held95: number;
  readonly held80: number;
  /** Whether the highest of all was below what it was said to be in 95 % of cases. */
  readonly peakHeld: boolean;
  /** Actual by expected error. */
  readonly ratio: number;
}

interface Protocol {
  readonly first: number;
  readonly every: number;
  /** Steps. */
  readonly horizon: number;
  readonly week: number;
}

/** Where to stand, as ../shared/tools/score/TRAFFIC-PROTOCOL.md has it. */
function protocolOf(length: number, step: number): Protocol {
  if (step === DAY) return { first: 400, every: 28, horizon: 14, week: 7 };
  if (length < SHORT) return { first: 192, every: 12, horizon: 24, week: 168 };
  return { first: Math.max(336, Math.floor(length / 2)), every: 24, horizon: 168, week: 168 };
}

function judge({ times, values }: Series, cut: number, { horizon, week }: Protocol, step: number, effort: Effort): Judged {
  const told = forecast({ times: times.slice(0, cut), values: values.slice(0, cut) }, { horizon: horizon * step, step, effort });
  let [errors, naive, size, relative, sizes, held95, held80, highest, highestTold] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let ahead = 0; ahead < horizon; ahead += 1) {
    const actual = values[cut + ahead] ?? 0;
    const { mean = 0, low = 0, high = 0 } = told.points[ahead] ?? {};
    const slack = 1e-9 * Math.abs(actual);
    errors += Math.abs(actual - mean);
    naive += Math.abs(actual - (values[cut - week + (ahead % week)] ?? 0));
    size += Math.abs(actual);
    if (actual !== 0) {
      relative += Math.abs(actual - mean) / Math.abs(actual);
      sizes += 1;
    }
    if (actual >= low - slack && actual <= high + slack) held95 += 1 / horizon;
    if (actual >= told.quantile(ahead, 0.1) - slack && actual <= told.quantile(ahead, 0.9) + slack) held80 += 1 / horizon;
    highest = Math.max(highest, actual);
    highestTold = Math.max(highestTold, mean);
  }
  const wape = errors / size;
  return { wape, naive: naive / size, mape: relative / sizes, peak: Math.abs(highestTold - highest) / highest, held95, held80, peakHeld: highest <= told.peak(0.95), ratio: wape === 0 && told.expectedError < 1e-6 ? 1 : wape / told.expectedError };
}

const percent = (share: number): number => round(100 * share, 1);
const average = (all: readonly Judged[], part: (one: Judged) => number): number => all.reduce((sum, one) => sum + part(one), 0) / all.length;
const within = (all: readonly Judged[]): number => all.filter(({ ratio }) => ratio < 1.8 && ratio > 1 / 1.8).length / all.length;

function row(name: string, all: readonly Judged[]): Cell[] {
  const typical = (part: (one: Judged) => number): number => percent(median(all.map(part)));
  return [
    name, all.length, typical(({ wape }) => wape), typical(({ naive }) => naive), typical(({ mape }) => mape), typical(({ peak }) => peak), percent(all.filter(({ mape }) => mape <= 0.1).length / all.length),
    percent(average(all, ({ held95 }) => held95)), percent(average(all, ({ held80 }) => held80)), percent(average(all, ({ peakHeld }) => (peakHeld ? 1 : 0))), round(median(all.map(({ ratio }) => ratio)), 2), percent(within(all)),
  ];
}

/** Eight weeks of groups that use a quarter of a core at least; an hour that is missing is as the one before. */
const fourMachines = (): { readonly name: string; readonly series: Series }[] => servicesOf(8, 4, 0.25).flatMap(({ times, of: { cpuCores } }, index) => (cpuCores === undefined ? [] : [{ name: `bitbrains/${index}`, series: { times, values: cpuCores.map((value, hour) => (Number.isNaN(value) ? cpuCores.subarray(0, hour).findLast((before) => !Number.isNaN(before)) ?? 0 : value)) } }]));

const HEAD = ['series', 'origins', 'WAPE %', 'weekly naive %', 'MAPE %', 'peak error %', 'MAPE <= 10 %', '95 % hold', '80 % hold', 'peak 95 % holds', 'actual by expected error', 'within 1.8 %'];

/** Tells each series from many of its times; `nab`, `machines`: the series of ../shared's NAB by the hour, and virtual machines by fours (Bitbrains), too. Undefined where there is no data. */
export function benchTraffic(folder: string, { nab, machines }: { readonly nab: boolean; readonly machines: boolean }, effort: Effort): { readonly text: string; readonly data: Readonly<Record<string, unknown>> } | undefined {
  const others = nab ? seriesBelow(NAB_HALF).filter(({ name }) => !name.startsWith('artificial')).map(({ name, series }) => ({ name, series: hourly(series, name.startsWith('realTweets')) })) : [];
  const services = machines ? fourMachines() : [];
  const groups = [{ title: 'all of traffic', list: seriesBelow(folder) }, { title: 'all of NAB', list: others }, { title: 'all of Bitbrains', list: services }];
  const rows: Cell[][] = [];
  const data: Record<string, unknown> = {};
  for (const { title, list } of groups) {
    const whole: Judged[] = [];
    const short: Judged[] = [];
    for (const { name, series } of list) {
      const step = (series.times[1] ?? 0) - (series.times[0] ?? 0) === DAY ? DAY : HOUR;
      const protocol = protocolOf(series.values.length, step);
      const all: Judged[] = [];
      for (let cut = protocol.first; cut + protocol.horizon <= series.values.length; cut += protocol.every) {
        const one = judge(series, cut, protocol, step, effort);
        if (Number.isFinite(one.wape)) all.push(one);
      }
      if (all.length === 0) continue;
      rows.push(row(name, all));
      data[name] = { origins: all.length, wape: median(all.map(({ wape }) => wape)), naive: median(all.map(({ naive }) => naive)), held95: average(all, ({ held95 }) => held95), held80: average(all, ({ held80 }) => held80), within: within(all) };
      whole.push(...all);
      if (protocol.horizon === 24) short.push(...all);
    }
    if (whole.length > 0) rows.push(row(`**${title}**`, whole));
    if (short.length > 0) rows.push(row(`**${title}, two weeks long**`, short));
  }
  return rows.length === 0 ? undefined : { text: `## Traffic, rolling origins\n\nMedians over origins, coverage over all of them.\n\n${markdown(HEAD, rows)}`, data };
}
