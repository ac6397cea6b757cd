import { performance } from 'node:perf_hooks';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Source } from '../collectors/source.ts';
import type { Frame } from '../model/frame.ts';
import { UserError, errorMessage } from '../model/errors.ts';
import { process as processKind } from '../model/kinds/process.ts';
import { type Demand, NO_DEMAND } from '../model/timeline.ts';
import { openSource } from './open-source.ts';
import { Recording } from './recording.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';
import { staySmall } from './stay-small.ts';
import type { TrafficLink } from './traffic/traffic-link.ts';
import { FrameDecoder, FrameEncoder } from './wire.ts';

/** The first rates come this soon after the first sample, so that nobody waits a whole interval for them. */
const FIRST_INTERVAL_MILLISECONDS = 300;

/** The tick: samples at a steady rhythm and posts what was seen. Runs in a thread of its own, so that the screen never waits for /proc. */
class Sampler {
  readonly #port: MessagePort;
  readonly #source: Source;
  readonly #encoder = new FrameEncoder();
  readonly #extraDecoder = new FrameDecoder();
  readonly #extras = new Map<string, Frame>();
  readonly #recording: Recording;
  readonly #traffic: TrafficLink | undefined;
  #demand: Demand = NO_DEMAND;
  #interval: number;
  #paused = false;
  #timer: NodeJS.Timeout | undefined;
  #sampledAt = Number.NaN;
  #busy = false;

  constructor(port: MessagePort, source: Source, recording: Recording, traffic: TrafficLink | undefined, interval: number) {
    this.#port = port;
    this.#source = source;
    this.#recording = recording;
    this.#traffic = traffic;
    this.#interval = interval;
    port.on('message', (message: ToWorker) => this.#receive(message));
  }

  async run(): Promise<void> {
    await this.#tick();
    this.#schedule(Math.min(FIRST_INTERVAL_MILLISECONDS, this.#interval));
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#paused) return;
    const due = performance.now() + milliseconds;
    this.#timer = setTimeout(() => void this.#tickAt(due), milliseconds);
  }

  async #tickAt(due: number): Promise<void> {
    await this.#tick();
    // Keep to the rhythm; a tick that came too late does not bring the next ones together.
    this.#schedule(Math.max(this.#interval / 2, this.#interval - (performance.now() - due)));
  }

  async #tick(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const tick = { monotonic: performance.now(), wall: Date.now() };
      const { frames: own, notices: ownNotices } = await this.#source.sample(tick, this.#demand);
      const sampled = [...own, ...this.#traffic?.frames() ?? []];
      const notices = [...ownNotices, ...this.#traffic?.notices() ?? []];
      const intervalSeconds = (tick.monotonic - this.#sampledAt) / 1000;
      const frames = [...sampled, ...this.#extras.values(), ...this.#recording.findings({ time: tick.wall, intervalSeconds, notices, collected: () => [...sampled] })];
      // Before the frames are handed over: their numbers are gone from here then.
      const kept = this.#recording.record({ time: tick.wall, intervalSeconds, notices, collected: () => frames });
      const wire = frames.map((frame) => this.#encoder.encode(frame));
      const message: FromWorker = { type: 'sample', time: tick.wall, intervalSeconds, frames: wire, notices: [...notices, ...kept], recording: this.#recording.state };
      this.#sampledAt = tick.monotonic;
      // The process table is large and made anew at each tick: it is handed over. Others may be kept by their collector.
      const handed = wire.filter((frame) => frame.kind === processKind.name).map((frame) => frame.numbers.buffer);
      this.#port.postMessage(message, handed.filter((buffer) => buffer instanceof ArrayBuffer));
    } finally {
      this.#busy = false;
    }
  }

  #receive(message: ToWorker): void {
    switch (message.type) {
      case 'demand':
        this.#demand = message.demand;
        return;
      case 'pause':
        this.#paused = message.paused;
        this.#schedule(0);
        return;
      case 'interval':
        this.#interval = message.milliseconds;
        this.#schedule(Math.min(message.milliseconds, FIRST_INTERVAL_MILLISECONDS));
        return;
      case 'extra':
        this.#extras.set(message.frame.kind, this.#extraDecoder.decode(message.frame));
        return;
      case 'inspect':
        this.#inspect(message);
        return;
      case 'close':
        clearTimeout(this.#timer);
        void this.#close();
    }
  }

  async #close(): Promise<void> {
    this.#source.close();
    this.#recording.close();
    await this.#traffic?.close();
    this.#port.close();
  }

  #inspect({ id, request }: Extract<ToWorker, { type: 'inspect' }>): void {
    let answer: FromWorker;
    try {
      answer = { type: 'inspected', id, frame: new FrameEncoder().encode(this.#source.inspect(request)) };
    } catch (error) {
      answer = { type: 'refused', id, message: errorMessage(error), mend: error instanceof UserError ? error.mend : 'try again' };
    }
    this.#port.postMessage(answer);
  }
}

if (parentPort !== null) {
  staySmall();
  const options: WorkerOptions = workerData;
  const source = await openSource(options.source, options.sourceOptions);
  // Loaded only where there are requests to be counted.
  const traffic = options.traffic === undefined ? undefined : new (await import('./traffic/traffic-link.ts')).TrafficLink(options.traffic);
  await new Sampler(parentPort, source, new Recording(options.history), traffic, options.intervalMilliseconds).run();
}
