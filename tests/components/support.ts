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
import type { Demand, Foreseen, InspectRequest, Position, RecordingState, Rise, Selector, Series, Timeline, Travel } from '../../src/model/timeline.ts';

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

export function snapshotOf(rows: readonly MadeUp[], notices: readonly string[] = [], time = NOW * 1000, more: readonly Frame[] = []): Snapshot {
  const hostBuilder = new FrameBuilder(host);
  hostBuilder.add({
    name: safeText('testhost'), cpuPercent: 42, userPercent: 30, systemPercent: 12, iowaitPercent: 0, stealPercent: 0,
    load1: 1, load5: 0.5, load15: 0.25, memoryTotalBytes: 8 * 1024 ** 3, memoryUsedBytes: 3 * 1024 ** 3, memoryAvailableBytes: 5 * 1024 ** 3,
    memoryCachedBytes: 1024 ** 3, swapTotalBytes: 0, swapUsedBytes: 0, processes: rows.length, threads: rows.length, running: 0, zombies: 0,
    uptimeSeconds: 3600, bootTime: NOW - 3600,
  });
  const cpus = new FrameBuilder(cpu);
  for (const id of [0, 1]) cpus.add({ id, usedPercent: 42 + id });
  return new Snapshot(time, 1, [hostBuilder.build(), cpus.build(), processFrame(rows), ...more], notices.map((message) => ({ source: 'test', message: safeText(message) })), derive);
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

  travel: FakeTravel | undefined;
  recordingState: RecordingState = 'off';

  recording(): RecordingState {
    return this.recordingState;
  }
  /** Ms between the samples of a service. */
  serviceInterval: number | undefined;
  follows(): number | undefined {
    return this.serviceInterval;
  }
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

const TICK = 1000;

/** A recorded hour before NOW, a tick each second, with a gap; its rows say by their command when they are from. */
export class FakeTravel implements Travel {
  readonly from = NOW * 1000 - 3_600_000;
  readonly to = NOW * 1000 - TICK;
  /** Nothing was recorded within. */
  gap = { from: NOW * 1000 - 2_400_000, to: NOW * 1000 - 1_800_000 };
  /** When something unusual began. */
  findings: readonly number[] = [];
  rises: Readonly<Record<string, readonly Rise[]>> = {};
  limits: readonly Foreseen[] = [];
  failure: Error | undefined;
  minute = false;
  readonly asked: (readonly [string, string, number, number])[] = [];
  readonly selectors: Selector[] = [];
  found: readonly Frame[] = [];
  #at: number | undefined;
  #speed = 0;
  readonly #timeline: FakeTimeline;
  readonly #live: Snapshot;

  constructor(timeline: FakeTimeline, live: Snapshot) {
    this.#timeline = timeline;
    this.#live = live;
  }

  get #inGap(): boolean {
    return this.#at !== undefined && this.#at > this.gap.from && this.#at < this.gap.to;
  }

  position(): Position | undefined {
    return this.#at === undefined ? undefined : { time: this.#at, from: this.from, to: this.to, speed: this.#speed, gap: this.#inGap ? this.gap : undefined, minute: this.minute };
  }
  seek(time: number): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.#at = Math.max(this.from, Math.min(this.to, Math.floor(time / TICK) * TICK));
    this.#timeline.show(this.#inGap
      ? new Snapshot(this.#at, Number.NaN, [], [])
      : snapshotOf([{ pid: 1, command: `then-${this.#at}`, group: 'old' }], [], this.#at, this.found));
    return Promise.resolve();
  }
  step(ticks: number): Promise<void> {
    return this.seek((this.#at ?? this.to + TICK) + ticks * TICK);
  }
  async play(speed: number): Promise<void> {
    this.#speed = speed;
    if (this.#at === undefined) await this.seek(this.to);
  }
  async jump(direction: 1 | -1): Promise<boolean> {
    const time = this.#at ?? NOW * 1000;
    const next = direction > 0 ? this.findings.find((each) => each > time) : this.findings.findLast((each) => each < time);
    if (next !== undefined) await this.seek(next);
    return next !== undefined;
  }
  present(): void {
    this.#at = undefined;
    this.#speed = 0;
    this.#timeline.show(this.#live);
  }
  overview(selector: Selector, from: number, to: number, points: number): Promise<Series> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.selectors.push(selector);
    const times = Array.from({ length: points }, (_, index) => from + ((index + 0.5) / points) * (to - from));
    const half = (to - from) / points / 2;
    return Promise.resolve({ times, values: times.map((time) => {
      if (selector.kind === 'finding') return this.findings.some((each) => each >= time - half && each < time + half) ? 60 : Number.NaN;
      const known = time >= this.from && time <= this.to + TICK && !(time > this.gap.from && time < this.gap.to);
      return known ? (selector.kind === 'group' ? Number(Math.abs(time - NOW * 1000 + 300_000) < half * 2) : 50) : Number.NaN;
    }) });
  }
  began(from: number, to: number): Promise<readonly number[]> {
    return Promise.resolve(this.findings.filter((each) => each >= from && each <= to));
  }
  foreseen(): Promise<readonly Foreseen[]> {
    return Promise.resolve(this.limits);
  }
  risen(kind: string, field: string, from: number, to: number): Promise<readonly Rise[]> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.asked.push([kind, field, from, to]);
    return Promise.resolve(this.rises[field] ?? []);
  }
}

type Kept = ReturnType<DashboardOptions['preferences']['get']>;

export interface Bench {
  readonly dashboard: Dashboard;
  readonly timeline: FakeTimeline;
  readonly travel: FakeTravel;
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
    now: () => NOW * 1000,
    ...options,
  });
  const live = snapshotOf(rows);
  const travel = new FakeTravel(timeline, live);
  timeline.travel = travel;
  dashboard.start();
  timeline.show(live);
  const input = new Input(dashboard, bindings, { gapAt: { row: 6, column: 0 }, rows: 30, columns: 120 }, () => 0);
  const press = (...names: readonly string[]): void => {
    for (const name of names) input.handle({ type: 'key', name, text: [...name].length === 1 ? name : name === 'space' ? ' ' : '' });
  };
  return {
    dashboard, timeline, travel, input, calls, press,
    kept: () => kept,
    type: (text) => press(...[...text].map((character) => (character === ' ' ? 'space' : character))),
    rows: (width = 120, height = 20) => (dashboard.table?.lines(width, height) ?? []).map(plain),
  };
}
