import type { Socket } from 'node:net';
import { UserError, errorMessage } from '../../model/errors.ts';
import type { Frame } from '../../model/frame.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Demand, type InspectRequest, NO_DEMAND, type RecordingState } from '../../model/timeline.ts';
import { FrameEncoder } from '../wire.ts';
import { MessageReader, pack } from './framing.ts';
import { fromClient } from './parse.ts';
import { type FromClient, type FromService, LIMITS, mismatch, PATIENCE, type ServiceHello } from './protocol.ts';

/** What a client has of the server it is one of. */
export interface ClientHost {
  readonly hello: ServiceHello;
  readonly stuckMilliseconds: number;
  /** What a client is shown first. */
  readonly latest: () => Snapshot | undefined;
  readonly recording: () => RecordingState;
  readonly inspect: (request: InspectRequest) => Promise<Frame>;
  readonly demandChanged: () => void;
  readonly ended: (client: ServedClient) => void;
}

/** A screen that attached. Whatever it does wrong ends it alone. */
export class ServedClient {
  readonly #socket: Socket;
  readonly #host: ClientHost;
  readonly #reader = new MessageReader(LIMITS.request);
  /** Of its own: it holds what this client was sent, and only that is encoded. */
  readonly #encoder = new FrameEncoder();
  #greeted = false;
  #questions = 0;
  #stuck: NodeJS.Timeout | undefined;
  #demand: Demand = NO_DEMAND;

  constructor(socket: Socket, host: ClientHost) {
    this.#socket = socket;
    this.#host = host;
    // Waiting for the first word, later for what was sent to be taken.
    this.#cutAfter(PATIENCE.firstWord);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => this.close());
    socket.once('close', () => {
      clearTimeout(this.#stuck);
      host.ended(this);
    });
    this.#send(host.hello);
  }

  get demand(): Demand {
    return this.#demand;
  }

  /** Sends a sample, unless this client still has one to read: it is not queued for, but gets the next one when it reads on. */
  publish(snapshot: Snapshot): void {
    if (!this.#greeted || this.#isBehind) return;
    const { time, intervalSeconds, notices } = snapshot;
    const frames = snapshot.collected().map((frame) => this.#encoder.encode(frame));
    this.#send({ type: 'sample', time, intervalSeconds, frames, notices, recording: this.#host.recording() });
  }

  /** Says that the service runs, though it has nothing to tell. */
  alive(): void {
    if (this.#greeted && !this.#isBehind) this.#send({ type: 'alive' });
  }

  /** Says why it is not served, and ends it. */
  dismiss(message: string): void {
    this.#send({ type: 'bye', message });
    this.#socket.end();
    this.#cutAfter(PATIENCE.farewell);
  }

  close(): void {
    this.#socket.destroy();
  }

  get #isBehind(): boolean {
    return this.#socket.writableLength > 0;
  }

  #read(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) {
        if (this.#socket.writableEnded) return;
        this.#receive(fromClient(message));
      }
    } catch {
      // Not a client of ours, or one that has lost its way.
      this.close();
    }
  }

  #receive(message: FromClient): void {
    if (message.type === 'hello') this.#greet(mismatch(this.#host.hello, message));
    else if (!this.#greeted) this.close();
    else if (message.type === 'inspect') void this.#answer(message.id, message.request);
    else {
      this.#demand = message.demand;
      this.#host.demandChanged();
    }
  }

  #greet(wrong: string | undefined): void {
    if (wrong !== undefined) {
      this.dismiss(wrong);
      return;
    }
    if (this.#greeted) return;
    this.#greeted = true;
    clearTimeout(this.#stuck);
    this.#stuck = undefined;
    const latest = this.#host.latest();
    if (latest !== undefined) this.publish(latest);
  }

  async #answer(id: number, request: InspectRequest): Promise<void> {
    let answer: FromService;
    this.#questions += 1;
    try {
      if (this.#questions > LIMITS.questions) throw new UserError('too much is asked for at once', { mend: 'try again' });
      answer = { type: 'inspected', id, frame: new FrameEncoder().encode(await this.#host.inspect(request)) };
    } catch (error) {
      answer = { type: 'refused', id, message: errorMessage(error), mend: error instanceof UserError ? error.mend : 'try again' };
    } finally {
      this.#questions -= 1;
    }
    this.#send(answer);
  }

  #send(message: FromService): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    const [head, body] = pack(message);
    if (body.length > LIMITS.answer) {
      this.close();
      return;
    }
    this.#socket.cork();
    this.#socket.write(head);
    this.#socket.write(body, () => this.#taken());
    this.#socket.uncork();
    if (!this.#isBehind) return;
    // Who does not read is not read from either: its questions would pile up answers.
    this.#socket.pause();
    if (this.#greeted && this.#stuck === undefined) this.#cutAfter(this.#host.stuckMilliseconds);
  }

  #taken(): void {
    if (this.#isBehind || this.#socket.writableEnded) return;
    this.#socket.resume();
    if (!this.#greeted) return;
    clearTimeout(this.#stuck);
    this.#stuck = undefined;
  }

  #cutAfter(milliseconds: number): void {
    clearTimeout(this.#stuck);
    this.#stuck = setTimeout(() => this.close(), milliseconds).unref();
  }
}
