import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { attribute } from '../../../src/analysis/attribution/attribute.ts';
import type { EndpointCost } from '../../../src/analysis/attribution/input.ts';
import { backend } from '../../../src/model/kinds/backend.ts';
import { COST_KNOWN, endpoint } from '../../../src/model/kinds/endpoint.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { Random } from '../../leaks/random.ts';
import { atEnd } from '../../live/closers.ts';
import { playOnline } from '../../attribution/online.ts';
import { type RecordedRun, recordedRuns } from '../../attribution/recorded.ts';
import { judge, type Score } from '../../attribution/score.ts';
import { Watched } from './watched.ts';

const HARNESS = fileURLToPath(new URL('../../../../shared/tools/groundtruth/run.mjs', import.meta.url));
/** The log_format of the harness. */
const FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" msec=$msec rt=$request_time urt=$upstream_response_time ua=$upstream_addr sid=$http_x_session';
/** A block of five seconds, five more until it is settled, and the next time that it is stored. */
const SETTLED_MILLISECONDS = 22_000;
const SEED = 1;
const LEARNING = COST_KNOWN.indexOf('learning');

export const hasHarness = existsSync(HARNESS);

export interface AccuracyRun {
  readonly scenario: string;
  readonly runtime: string;
  readonly seconds: number;
  readonly seed: number;
}

export interface Accuracy {
  readonly run: AccuracyRun;
  /** Cores and requests in flight by process. */
  readonly cores: number;
  readonly inFlight: number;
  readonly batch: Score | undefined;
  readonly online: Score | undefined;
  /** What a screen showed at the end of the load, and what the report says of it. */
  readonly live: Score | undefined;
  readonly report: Score | undefined;
  /** From the first sample with requests to the first with a cost, seconds; NaN for none. */
  readonly firstCostSeconds: number;
  readonly samplingMilliseconds: number;
  readonly samplingPercent: number;
  readonly watchPercent: number;
}

interface Shown {
  readonly time: number;
  readonly costs: readonly { readonly id: string; readonly cpu: number; readonly low: number; readonly high: number }[];
}

function shownIn(snapshot: Snapshot): Shown | undefined {
  const frame = snapshot.frame(endpoint);
  if (frame === undefined || frame.count === 0) return undefined;
  const costs = Array.from({ length: frame.count }, (_, row) => ({ id: frame.text('id', row), cpu: frame.number('cpuPerRequestSeconds', row), low: frame.number('cpuLowSeconds', row), high: frame.number('cpuHighSeconds', row), known: frame.number('costKnown', row) }));
  return { time: snapshot.time, costs: costs.filter(({ cpu, known }) => !Number.isNaN(cpu) && known !== LEARNING) };
}

const nameIn = (id: string): string => /\/api\/(\w+)/.exec(id)?.[1] ?? '';

function costsOf({ endpoints }: RecordedRun, rows: readonly { readonly id: string; readonly cpu: number; readonly low: number; readonly high: number }[]): EndpointCost[] {
  return rows.flatMap(({ id, cpu, low, high }) => {
    const place = endpoints.indexOf(nameIn(id));
    return place < 0 || !(cpu > 0) ? [] : [{ endpoint: place, requests: 0, cpuSecondsPerRequest: cpu, low, high, identifiable: true, group: [] }];
  });
}

const generator = (): (() => number) => {
  const random = new Random(SEED);
  return () => random.next();
};

/** One run of the harness, watched while it runs. */
export async function accuracyOf(run: AccuracyRun): Promise<Accuracy> {
  const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-truth-'));
  const end = atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const place = join(folder, 'run');
  const shown: Shown[] = [];
  const [intervals, percents]: [number[], number[]] = [[], []];
  let firstRequests = Number.NaN;
  try {
    await using watched = await Watched.start({ logs: [{ file: join(place, 'access.log'), format: FORMAT, name: 'bench' }] }, (snapshot) => {
      const now = shownIn(snapshot);
      if (now === undefined) return;
      if (Number.isNaN(firstRequests)) firstRequests = now.time;
      shown.push(now);
      const frame = snapshot.frame(backend);
      for (let row = 0; row < (frame?.count ?? 0); row += 1) {
        intervals.push(frame?.number('samplingMilliseconds', row) ?? Number.NaN);
        percents.push(frame?.number('samplingPercent', row) ?? Number.NaN);
      }
    });
    const began = { cpu: watched.cpuMilliseconds, at: performance.now() };
    const harness = spawn(process.execPath, [HARNESS, run.scenario, String(run.seconds), place, String(run.seed), run.runtime], { stdio: ['ignore', 'ignore', 'inherit'] });
    const stop = atEnd(() => harness.kill('SIGTERM'));
    const [code]: unknown[] = await once(harness, 'exit');
    stop();
    if (code !== 0) throw new Error(`the harness ended with ${String(code)}`);
    const watchPercent = (100 * (watched.cpuMilliseconds - began.cpu)) / (performance.now() - began.at);
    const meta: { to: number } = JSON.parse(readFileSync(join(place, 'meta.json'), 'utf8'));
    await sleep(SETTLED_MILLISECONDS);
    const { rows }: { rows: { endpoint: string; cpuPerRequestSeconds: number; cpuLowSeconds: number; cpuHighSeconds: number }[] } = JSON.parse(watched.ask('endpoints', '--last', '5m', '--json'));
    const [recorded] = [...recordedRuns(folder)];
    if (recorded === undefined) throw new Error('the harness recorded nothing');
    const batch = attribute(recorded.input, generator());
    const times = recorded.input.processes[0]?.times;
    const seconds = ((times?.at(-1) ?? 0) - (times?.[0] ?? 0)) / 1000;
    const last = shown.findLast(({ time }) => time <= meta.to);
    const first = shown.find(({ costs }) => costs.length > 0);
    return {
      run, cores: batch.cpuSeconds / seconds / recorded.input.processes.length, inFlight: batch.inFlight, batch: judge(recorded, batch.costs), online: judge(recorded, playOnline(recorded, generator(), 1, 120).costs),
      live: judge(recorded, costsOf(recorded, last?.costs ?? [])), report: judge(recorded, costsOf(recorded, rows.map((row) => ({ id: row.endpoint, cpu: row.cpuPerRequestSeconds, low: row.cpuLowSeconds, high: row.cpuHighSeconds })))),
      firstCostSeconds: ((first?.time ?? Number.NaN) - firstRequests) / 1000, samplingMilliseconds: middle(intervals), samplingPercent: middle(percents), watchPercent,
    };
  } finally {
    end();
  }
}

const middle = (values: readonly number[]): number => values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
