import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { AttachedTimeline, type AttachOptions } from '../../../src/engine/attach/attached-timeline.ts';
import { MessageReader, pack } from '../../../src/engine/attach/framing.ts';
import { fromService } from '../../../src/engine/attach/parse.ts';
import { type FromClient, type FromService, likenessOf, LIMITS } from '../../../src/engine/attach/protocol.ts';
import { type Served, SnapshotServer, type SnapshotServerOptions } from '../../../src/engine/attach/server.ts';
import type { Frame } from '../../../src/model/frame.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Demand, InspectRequest, RecordingState } from '../../../src/model/timeline.ts';
import { FakeTimeline } from '../../components/support.ts';
import { temporaryFolder } from '../../config/support.ts';
import { start, type Started } from '../../e2e/support/processes.ts';
import { PATIENCE_MILLISECONDS, untilTrue } from '../../e2e/support/wait.ts';

export const VERSION = '1.2.3';
export const INTERVAL = 1000;

export const socketIn = (folder = temporaryFolder()): string => join(folder, 'state', 'watch.sock');

/** What a service asks of its sampler. */
export class FakeSource implements Served {
  readonly demands: Demand[] = [];
  readonly inspected: InspectRequest[] = [];
  state: RecordingState = 'on';
  answer: (request: InspectRequest) => Promise<Frame> = () => Promise.reject(new Error('not asked for in this test'));

  recording(): RecordingState {
    return this.state;
  }
  demand(demand: Demand): void {
    this.demands.push(demand);
  }
  inspect(request: InspectRequest): Promise<Frame> {
    this.inspected.push(request);
    return this.answer(request);
  }
}

/** A server that is closed with the test. */
export async function serve(path: string, source: Served = new FakeSource(), options: Partial<SnapshotServerOptions> = {}): Promise<SnapshotServer> {
  const server = await SnapshotServer.open(path, source, { version: VERSION, intervalMilliseconds: INTERVAL, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A service in a process of its own, which ends with the test. */
export async function service(path: string): Promise<Started> {
  const child = await start(process.execPath, [fileURLToPath(new URL('service.ts', import.meta.url)), path, VERSION]);
  onTestFinished(() => child[Symbol.asyncDispose]());
  return child;
}

/** Resolves when it has been killed outright. */
export async function killed({ child }: Started): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** A screen that attached, and what it would sample by itself with. */
export class Attached {
  readonly heard: Snapshot[] = [];
  readonly timeline: AttachedTimeline;
  readonly own: FakeTimeline;

  constructor(timeline: AttachedTimeline, own: FakeTimeline) {
    this.timeline = timeline;
    this.own = own;
    timeline.subscribe((snapshot) => this.heard.push(snapshot));
  }

  get notices(): string[] {
    return (this.timeline.latest()?.notices ?? []).map(({ source, message }) => `${source}: ${message}`);
  }
  /** Resolves when that snapshot, by its time, is what it shows. */
  shows({ time }: Snapshot): Promise<void> {
    if (this.timeline.latest()?.time === time) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it never came')), PATIENCE_MILLISECONDS);
      const unsubscribe = this.timeline.subscribe((snapshot) => {
        if (snapshot.time !== time) return;
        clearTimeout(timer);
        unsubscribe();
        resolve();
      });
    });
  }
  hears(count: number): Promise<void> {
    return untilTrue(() => this.heard.length >= count, () => `${this.heard.length} of ${count} samples came`);
  }
  says(what: string): Promise<void> {
    return untilTrue(() => this.notices.some((notice) => notice.includes(what)), () => `not said: ${what}, but ${this.notices.join('; ')}`);
  }
}

/** Undefined where there is nothing to attach to. `taken` counts how often it sampled by itself. */
export async function attach(path: string, options: Partial<AttachOptions> = {}): Promise<Attached | undefined> {
  const own = new FakeTimeline();
  const timeline = await AttachedTimeline.attach({ path, version: VERSION, historyFolder: '', intervalMilliseconds: INTERVAL, takeOver: () => own, patience: 2000, ...options });
  if (timeline === undefined) return undefined;
  onTestFinished(() => timeline.close());
  return new Attached(timeline, own);
}

export async function attached(path: string, options: Partial<AttachOptions> = {}): Promise<Attached> {
  const screen = await attach(path, options);
  if (screen === undefined) throw new Error('there was nothing to attach to');
  return screen;
}

/** Publishes till it is shown: one that comes before the last is wholly taken is not sent. */
export async function deliver(server: SnapshotServer, snapshot: Snapshot, screen: Attached): Promise<void> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  while (screen.timeline.latest()?.time !== snapshot.time) {
    if (Date.now() > end) throw new Error('it never came');
    server.publish(snapshot);
    await sleep(1);
  }
}

/** A client of whom nothing is expected: it says what the test makes it say, and reads when it is told to. */
export class RawClient {
  readonly socket: Socket;
  readonly heard: FromService[] = [];
  ended = false;
  readonly #reader = new MessageReader(LIMITS.answer);

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on('data', (chunk: Buffer) => {
      for (const message of this.#reader.push(chunk)) this.heard.push(fromService(message));
    });
    this.socket.on('error', () => undefined);
    this.socket.once('close', () => {
      this.ended = true;
    });
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  say(message: FromClient): void {
    for (const piece of pack(message)) this.socket.write(piece);
  }
  /** As a client of the same program. */
  greet(): void {
    this.say({ type: 'hello', ...likenessOf(VERSION) });
  }
  async hears(type: FromService['type'], count = 1): Promise<FromService> {
    const found = (): FromService | undefined => this.heard.filter((message) => message.type === type)[count - 1];
    await untilTrue(() => found() !== undefined, () => `no ${type} came`);
    return found() ?? { type: 'alive' };
  }
  async ends(): Promise<void> {
    await untilTrue(() => this.ended, 'it was not cut off');
  }
}
