import { lstatSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { InspectError } from '../../model/errors.ts';
import type { Frame } from '../../model/frame.ts';
import { Snapshot } from '../../model/snapshot.ts';
import type { Demand, InspectRequest, RecordingState } from '../../model/timeline.ts';
import { derive } from '../derive.ts';
import { FrameDecoder } from '../wire.ts';
import { MessageReader, pack } from './framing.ts';
import { fromService } from './parse.ts';
import { type FromClient, type FromService, LIMITS, likenessOf, mismatch, PATIENCE, type ServiceHello, ServiceMismatch } from './protocol.ts';
import { socketName } from './socket-path.ts';

/** Where a service is looked for, and what it must have in common with who looks. */
export interface Wanted {
  readonly path: string;
  readonly version: string;
  /** Where this screen would record; '' for nowhere. */
  readonly historyFolder: string;
  /** How long its first word may take, in ms (default 150). */
  readonly patience?: number;
  /** How long it may be silent then, in ms (default 5000). */
  readonly silence?: number;
}

/** What a connection tells of. `ended` comes once, with what the service said last ('' for nothing). */
export interface ConnectionListener {
  readonly sample: (snapshot: Snapshot, recording: RecordingState) => void;
  readonly ended: (words: string) => void;
}

interface Pending {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

/** Parts into which a silence is counted. */
const TICKS = 5;

/** A running service, as one screen has it. */
export class ServiceConnection {
  readonly service: ServiceHello;
  readonly #socket: Socket;
  readonly #listener: ConnectionListener;
  readonly #decoder = new FrameDecoder();
  readonly #pending = new Map<number, Pending>();
  readonly #watch: NodeJS.Timeout;
  #quiet = 0;
  #nextId = 1;
  #words = '';

  private constructor(service: ServiceHello, socket: Socket, listener: ConnectionListener, silence: number) {
    this.service = service;
    this.#socket = socket;
    this.#listener = listener;
    // Counted, not timed: a screen that was itself stopped for a while must not take it for the silence of the service.
    this.#watch = setInterval(() => {
      this.#quiet += 1;
      if (this.#quiet >= TICKS) this.#socket.destroy();
    }, silence / TICKS).unref();
  }

  /**
   * Rejects with a `ServiceMismatch` when another version runs there, with another error when none answers in time, or it
   * belongs to another user, or records elsewhere.
   */
  static open(wanted: Wanted, listener: ConnectionListener): Promise<ServiceConnection> {
    const own = process.geteuid?.();
    return new Promise((resolve, reject) => {
      if (own !== undefined && lstatSync(wanted.path).uid !== own) throw new Error('it belongs to another user');
      using name = socketName(wanted.path);
      const socket = connect({ path: name.path });
      const reader = new MessageReader(LIMITS.answer);
      let connection: ServiceConnection | undefined;
      const fail = (error: unknown): void => {
        reject(error instanceof Error ? error : new Error(String(error)));
        socket.destroy();
      };
      // What came while this thread was busy is read before the time is over.
      const timer = setTimeout(() => setImmediate(() => {
        if (connection === undefined) fail(new Error('it did not answer'));
      }), wanted.patience ?? PATIENCE.hello);
      const greet = (said: FromService): ServiceConnection | undefined => {
        try {
          return new ServiceConnection(greeted(said, wanted), socket, listener, wanted.silence ?? PATIENCE.silence);
        } catch (error) {
          fail(error);
          return undefined;
        }
      };
      socket.on('error', reject);
      socket.once('close', () => {
        clearTimeout(timer);
        if (connection !== undefined) connection.#end();
        reject(new Error('it went away'));
      });
      socket.on('data', (chunk: Buffer) => {
        const [messages, malformed] = messagesOf(reader, chunk);
        for (const message of messages) {
          if (socket.destroyed) return;
          if (connection !== undefined) connection.#receive(message);
          else {
            connection = greet(message);
            if (connection === undefined) return;
            connection.#send({ type: 'hello', ...likenessOf(wanted.version) });
            resolve(connection);
          }
        }
        if (malformed !== undefined) fail(malformed);
      });
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  demand(demand: Demand): void {
    this.#send({ type: 'demand', demand: { ...demand, pids: demand.pids.slice(0, LIMITS.pids) } });
  }

  /** Rejects with an `InspectError` when the process is gone or may not be seen, or the service goes. */
  inspect(request: InspectRequest): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#pending.set(id, { resolve, reject });
      this.#send({ type: 'inspect', id, request });
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(message: FromService): void {
    this.#quiet = 0;
    switch (message.type) {
      case 'sample':
        this.#listener.sample(new Snapshot(message.time, message.intervalSeconds, message.frames.map((frame) => this.#decoder.decode(frame)), message.notices, derive), message.recording);
        return;
      case 'inspected':
        this.#answered(message.id)?.resolve(new FrameDecoder().decode(message.frame));
        return;
      case 'refused':
        this.#answered(message.id)?.reject(new InspectError(message.message, message.mend));
        return;
      case 'bye':
        this.#words = message.message;
    }
  }

  #answered(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #send(message: FromClient): void {
    for (const piece of pack(message)) this.#socket.write(piece);
  }

  #end(): void {
    clearInterval(this.#watch);
    for (const { reject } of this.#pending.values()) reject(new InspectError('pyprocwatch watch went away', 'try again'));
    this.#pending.clear();
    this.#listener.ended(this.#words);
  }
}

/** What can be read of it, and why no more. Apart from what is done with it, whose faults are not the service's. */
function messagesOf(reader: MessageReader, chunk: Buffer): readonly [FromService[], unknown] {
  const messages: FromService[] = [];
  try {
    for (const message of reader.push(chunk)) messages.push(fromService(message));
    return [messages, undefined];
  } catch (error) {
    return [messages, error];
  }
}

function greeted(said: FromService, { version, historyFolder }: Wanted): ServiceHello {
  if (said.type !== 'hello') throw new Error('it did not say who it is');
  const wrong = mismatch(said, likenessOf(version));
  if (wrong !== undefined) throw new ServiceMismatch(wrong);
  if (said.historyFolder !== historyFolder) throw new Error('it records elsewhere');
  return said;
}
