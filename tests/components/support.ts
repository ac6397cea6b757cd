import { Bindings } from '../../components/dashboard/bindings.ts';
import { COMMANDS } from '../../components/dashboard/commands.ts';
import { Dashboard, type DashboardOptions } from '../../components/dashboard/dashboard.ts';
import { Input } from '../../components/dashboard/input.ts';
import { plain } from '../../components/widgets/painted.ts';
import { derive } from '../../src/engine/derive.ts';
import { type Frame, FrameBuilder } from '../../src/model/frame.ts';
import { cpu } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import type { Demand, InspectRequest, Series, Timeline } from '../../src/model/timeline.ts';

/** 2026-03-01 12:00:00 UTC, in seconds: the time of all made-up snapshots. */
export const NOW = 1_772_366_400;

export interface MadeUp {
  readonly pid: number;
  readonly parent?: number;
  readonly cpu?: number;
  readonly rss?: number;
  readonly user?: string;
  readonly command?: string;
  readonly group?: string;
  readonly container?: string;
}

export function processFrame(rows: readonly MadeUp[]): Frame {
  const builder = new FrameBuilder(processKind);
  for (const row of rows) {
    builder.add({
      pid: row.pid,
      parentPid: row.parent ?? 1,
      state: 2,
      cpuPercent: row.cpu ?? 0,
      memoryPercent: 1,
      rssBytes: row.rss ?? 1024 * 1024,
      threads: 1,
      nice: 0,
      cpuSeconds: 1,
      startTime: NOW - 100,
      user: safeText(row.user ?? 'alice'),
      command: safeText(row.command ?? `program-${row.pid}`),
      name: safeText(`program-${row.pid}`),
      group: safeText(row.group ?? `group-${row.pid}`),
      container: safeText(row.container ?? ''),
    });
  }
  return builder.build();
}

export function snapshotOf(rows: readonly MadeUp[], notices: readonly string[] = []): Snapshot {
  const hostBuilder = new FrameBuilder(host);
  hostBuilder.add({
    name: safeText('testhost'), cpuPercent: 42, userPercent: 30, systemPercent: 12, iowaitPercent: 0, stealPercent: 0,
    load1: 1, load5: 0.5, load15: 0.25, memoryTotalBytes: 8 * 1024 ** 3, memoryUsedBytes: 3 * 1024 ** 3, memoryAvailableBytes: 5 * 1024 ** 3,
    memoryCachedBytes: 1024 ** 3, swapTotalBytes: 0, swapUsedBytes: 0, processes: rows.length, threads: rows.length, running: 0, zombies: 0,
    uptimeSeconds: 3600, bootTime: NOW - 3600,
  });
  const cpus = new FrameBuilder(cpu);
  for (const id of [0, 1]) cpus.add({ id, usedPercent: 42 + id });
  return new Snapshot(NOW * 1000, 1, [hostBuilder.build(), cpus.build(), processFrame(rows)], notices.map((message) => ({ source: 'test', message: safeText(message) })), derive);
}

/** A timeline that shows what it is told to. */
export class FakeTimeline implements Timeline {
  readonly demands: Demand[] = [];
  readonly inspected: InspectRequest[] = [];
  paused = false;
  interval = 1000;
  answer: (request: InspectRequest) => Promise<Frame> = () => Promise.reject(new Error('not asked for in this test'));
  remembered: Series = { times: [], values: [] };
  #snapshot: Snapshot | undefined;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();

  show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }
  latest(): Snapshot | undefined {
    return this.#snapshot;
  }
  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  series(): Series {
    return this.remembered;
  }
  inspect(request: InspectRequest): Promise<Frame> {
    this.inspected.push(request);
    return this.answer(request);
  }
  demand(demand: Demand): void {
    this.demands.push(demand);
  }
  pause(paused: boolean): void {
    this.paused = paused;
  }
  setInterval(milliseconds: number): void {
    this.interval = milliseconds;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

type Kept = ReturnType<DashboardOptions['preferences']['get']>;

export interface Bench {
  readonly dashboard: Dashboard;
  readonly timeline: FakeTimeline;
  readonly input: Input;
  readonly calls: string[];
  readonly kept: () => Kept;
  press(...keys: readonly string[]): void;
  type(text: string): void;
  /** The table's lines without their looks. */
  rows(width?: number, height?: number): string[];
}

/** A dashboard on made-up processes, without a terminal. */
export function openBench(rows: readonly MadeUp[], options: Partial<DashboardOptions> = {}, keymap: 'default' | 'vim' = 'default', keys: Readonly<Record<string, readonly string[]>> = {}): Bench {
  const timeline = new FakeTimeline();
  const calls: string[] = [];
  let kept: Kept = { version: 1 };
  const bindings = new Bindings(COMMANDS, keymap, keys);
  const dashboard = new Dashboard({
    timeline, bindings, kind: processKind, env: {}, theme: 'default', thresholds: {}, savedFilters: {}, ownUser: 'alice', intervalSeconds: 1,
    preferences: {
      get: () => kept,
      update: (change) => {
        kept = Object.assign({}, kept, change);
      },
    },
    choices: (kind) => ({ columns: kept.columns?.[kind.name] ?? kind.columns, sort: kept.sort?.[kind.name] ?? kind.sort, tree: kept.tree ?? false }),
    readonly: false, readonlyReason: 'this is read-only', filter: '', notices: [],
    invalidate: () => calls.push('invalidate'),
    quit: () => calls.push('quit'),
    suspend: () => calls.push('suspend'),
    redraw: () => calls.push('redraw'),
    ...options,
  });
  dashboard.start();
  timeline.show(snapshotOf(rows));
  const input = new Input(dashboard, bindings, { gapAt: { row: 6, column: 0 }, rows: 30, columns: 120 }, () => 0);
  const press = (...names: readonly string[]): void => {
    for (const name of names) input.handle({ type: 'key', name, text: [...name].length === 1 ? name : name === 'space' ? ' ' : '' });
  };
  return {
    dashboard, timeline, input, calls, press,
    kept: () => kept,
    type: (text) => press(...[...text].map((character) => (character === ' ' ? 'space' : character))),
    rows: (width = 120, height = 20) => (dashboard.table?.lines(width, height) ?? []).map(plain),
  };
}
