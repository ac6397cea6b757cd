import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RequestCells } from '../../../src/analysis/traffic/request-cells.ts';
import { blankRecord } from '../../../src/analysis/traffic/request-record.ts';
import { RequestWriter } from '../../../storage/requests/writer.ts';
import { atEnd } from '../../live/closers.ts';
import { quantile } from '../../live/measure.ts';
import { randomOf } from '../log-lines.ts';
import { measureCommand } from '../measure-command.ts';

const BUILT = fileURLToPath(new URL('../../../dist/pyprocwatch.mjs', import.meta.url));
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const [ENDPOINTS, COHORTS] = [200, ['free', 'plus', 'premium']];
const COUNTRIES = ['DE', 'US', 'FR', 'GB', 'JP', 'IN', 'BR', 'CN', 'IT', 'ES', 'NL', 'PL', 'SE', 'NO', 'FI', 'DK', 'AT', 'CH', 'BE', 'PT', 'IE', 'CZ', 'HU', 'RO', 'GR', 'TR', 'UA', 'IL', 'AE', 'SA', 'EG', 'ZA', 'NG', 'KE', 'MA', 'MX', 'AR', 'CL', 'CO', 'PE', 'CA', 'AU', 'NZ', 'KR', 'TW', 'HK', 'SG', 'MY', 'TH', 'VN', 'ID', 'PH', 'PK', 'BD', 'LK', 'KZ', 'LT', 'LV', 'EE', 'SK'];
const DAYS = 30;
const WEEK = 7 * DAY;
const ROUNDS = 5;
const TIERS = { minutesMilliseconds: 48 * HOUR, hoursMilliseconds: 400 * DAY };
const QUANTILES = [['p50Seconds', 0.5], ['p95Seconds', 0.95], ['p99Seconds', 0.99]] as const;

export interface ReportCost {
  readonly what: string;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMB: number;
}

export interface ReportCosts {
  readonly requests: number;
  readonly bytes: number;
  readonly costs: readonly ReportCost[];
  /** Of percentiles by endpoint over seven days: the largest relative error, and how many were compared. */
  readonly worstPercentile: number;
  readonly percentiles: number;
  readonly counted: { readonly expected: number; readonly found: number };
}

/** A store of a month of requests, and what reports over it take. */
export async function reportCosts(requests: number, tell: (words: string) => void): Promise<ReportCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-reports-'));
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  const end = atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  try {
    const now = Math.floor(Date.now() / MINUTE) * MINUTE;
    // What --last 7d asks for begins within an hour that counts whole.
    const week = Math.floor((now - WEEK) / HOUR) * HOUR;
    const exact = await fill(folder, requests, now, week, tell);
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const costs: ReportCost[] = [];
    for (const args of [['--last', '1h'], ['--last', '24h'], ['--last', '7d'], ['--last', '30d'], ['--last', '7d', '--group-by', 'country'], ['--last', '7d', '--group-by', 'day']]) {
      const [walls, cpus, peaks]: number[][] = [[], [], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        const began = performance.now();
        const { cpuSeconds, peakMB } = await measureCommand([process.execPath, BUILT, 'endpoints', '--history', folder, ...args, '--json']);
        walls?.push((performance.now() - began) / 1000);
        cpus?.push(cpuSeconds);
        peaks?.push(peakMB);
      }
      costs.push({ what: args.join(' '), wallSeconds: quantile(walls ?? [], 0.5), cpuSeconds: quantile(cpus ?? [], 0.5), peakMB: Math.max(...(peaks ?? [])) });
      tell(`${args.join(' ')}: ${costs.at(-1)?.wallSeconds.toFixed(2)} s`);
    }
    const { output } = await measureCommand([process.execPath, BUILT, 'endpoints', '--history', folder, '--last', '7d', '--json', '--top', '1000']);
    const { rows }: { rows: ({ readonly endpoint: string; readonly requests: number } & Readonly<Record<(typeof QUANTILES)[number][0], number>>)[] } = JSON.parse(output);
    let [worst, percentiles, expected] = [0, 0, 0];
    for (const own of exact) expected += own.length;
    for (const row of rows) {
      const durations = exact[Number(/part(\d+)/.exec(row.endpoint)?.[1])]?.toSorted((left, right) => left - right) ?? [];
      for (const [name, share] of QUANTILES) {
        const value = (durations[Math.max(1, Math.ceil(share * durations.length)) - 1] ?? Number.NaN) / 1000;
        worst = Math.max(worst, Math.abs(row[name] - value) / value);
        percentiles += 1;
      }
    }
    return { requests, bytes, costs, worstPercentile: worst, percentiles, counted: { expected, found: rows.reduce((sum, row) => sum + row.requests, 0) } };
  } finally {
    end();
  }
}

/** Writes it minute by minute as a service does. Gives the response times of the last week, ms, by endpoint. */
async function fill(folder: string, requests: number, now: number, week: number, tell: (words: string) => void): Promise<readonly number[][]> {
  const random = randomOf(11);
  const writer = await RequestWriter.open(folder, { pid: process.pid, command: 'bench', since: now });
  const exact: number[][] = Array.from({ length: ENDPOINTS }, () => []);
  const endpoints = exact.map((_, place) => writer.nameOf('endpoint', `shop\tGET\t/api/v1/part${place}/*`));
  const regions = COUNTRIES.map((code) => writer.nameOf('region', code));
  const cohorts = COHORTS.map((name) => writer.nameOf('cohort', name));
  const record = blankRecord();
  const minutes = DAYS * 24 * 60;
  let due = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const start = now - (minutes - minute) * MINUTE;
    const cells = new RequestCells();
    for (due += requests / minutes; due >= 1; due -= 1) {
      const place = Math.floor(ENDPOINTS * random() ** 2);
      record.endedAt = start + random() * MINUTE;
      // As logs have it: whole milliseconds.
      record.duration = Math.max(1, Math.round((5 + place) * Math.exp(0.8 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))));
      record.upstream = record.duration;
      record.status = random() < 0.98 ? 200 : 500;
      record.sentBytes = Math.floor(random() * 20_000);
      record.endpoint = endpoints[place] ?? 0;
      record.region = regions[Math.floor(COUNTRIES.length * random() ** 2)] ?? 0;
      record.cohort = cohorts[Math.floor(COHORTS.length * random() ** 1.5)] ?? 0;
      const cost = 0.001 * (1 + place / 20);
      cells.take(record, { cpuSeconds: cost, low: cost * 0.9, high: cost * 1.1 });
      if (start >= week) exact[place]?.push(record.duration);
    }
    writer.commit({ minutes: new Map([[start, cells]]), audience: new Map(), positions: new Map([['/var/log/shop.log', String(minute)]]) });
    while (writer.tend(start, TIERS));
    if (minute % 5000 === 0) tell(`${Math.round((100 * minute) / minutes)} % written`);
  }
  writer.close();
  return exact;
}
