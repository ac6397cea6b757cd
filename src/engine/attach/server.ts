import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Demand, NO_DEMAND, type Timeline } from '../../model/timeline.ts';
import { mergeDemands } from './merge-demands.ts';
import { OwnSocket } from './own-socket.ts';
import { LIMITS, likenessOf, PATIENCE, type ServiceHello } from './protocol.ts';
import { type ClientHost, ServedClient } from './served-client.ts';

/** What the server asks on behalf of its clients. */
export type Served = Pick<Timeline, 'inspect' | 'demand' | 'recording'>;

export interface SnapshotServerOptions {
  /** Version of the program: only screens of the same one are served. */
  readonly version: string;
  /** How often the source samples. */
  readonly intervalMilliseconds: number;
  /** Where the service records; undefined when it does not. Screens that would record elsewhere do not attach. */
  readonly historyFolder?: string | undefined;
  /** What the service itself wants to know beyond what screens look at. */
  readonly demand?: Demand | undefined;
  /** How long a client may leave unread what it was sent (default 30 s). */
  readonly stuckMilliseconds?: number | undefined;
}

/** Offers what this process samples to screens, at a Unix socket: they need not sample it a second time. */
export class SnapshotServer {
  readonly #source: Served;
  readonly #socket: OwnSocket;
  readonly #clients = new Set<ServedClient>();
  readonly #host: ClientHost;
  readonly #alive: NodeJS.Timeout;
  #demand: Demand;
  #demanded = '';
  #latest: Snapshot | undefined;

  private constructor(source: Served, options: SnapshotServerOptions, socket: OwnSocket) {
    this.#source = source;
    this.#socket = socket;
    this.#demand = options.demand ?? NO_DEMAND;
    this.#host = {
      hello: helloOf(options),
      stuckMilliseconds: options.stuckMilliseconds ?? PATIENCE.stuck,
      latest: () => this.#latest,
      recording: () => source.recording?.() ?? 'off',
      inspect: (request) => source.inspect(request),
      demandChanged: () => this.#merge(),
      ended: (client) => {
        this.#clients.delete(client);
        this.#merge();
      },
    };
    const { server } = socket;
    // Some more than are served, to be told so.
    server.maxConnections = 2 * LIMITS.clients;
    server.on('connection', (connection) => this.#admit(connection));
    // Out of file descriptors, and such: the next one may be served.
    server.on('error', () => undefined);
    this.#alive = setInterval(() => this.#each((client) => client.alive()), PATIENCE.alive).unref();
    this.#merge();
  }

  /**
   * Listens at `path`; what a killed server left there is replaced. From then on what `source` is to read is told by the
   * server: give it the service's own wishes by `demand`. Rejects with `ServicePresent` when another process serves there,
   * with a `UserError` when it cannot listen.
   */
  static async open(path: string, source: Served, options: SnapshotServerOptions): Promise<SnapshotServer> {
    return new SnapshotServer(source, options, await OwnSocket.listen(path));
  }

  /** Gives every client all collected frames of it, those that the service added (alerts) among them, and its notices. */
  publish(snapshot: Snapshot): void {
    this.#latest = snapshot;
    this.#each((client) => client.publish(snapshot));
  }

  /** What the service itself wants to know from now on. */
  demand(demand: Demand): void {
    this.#demand = demand;
    this.#merge();
  }

  /** How many are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Ends all clients at once; they go on by themselves. */
  async close(): Promise<void> {
    clearInterval(this.#alive);
    const closed = this.#socket.close();
    this.#each((client) => client.close());
    await closed;
  }

  #admit(connection: Socket): void {
    const client = new ServedClient(connection, this.#host);
    this.#clients.add(client);
    if (this.#clients.size > LIMITS.clients) client.dismiss(`${LIMITS.clients} screens are attached already`);
  }

  /** A failure of one is the end of that one. */
  #each(act: (client: ServedClient) => void): void {
    for (const client of this.#clients) {
      try {
        act(client);
      } catch {
        client.close();
      }
    }
  }

  #merge(): void {
    if (!this.#socket.server.listening) return;
    const merged = mergeDemands([this.#demand, ...[...this.#clients].map(({ demand }) => demand)]);
    const text = JSON.stringify(merged);
    if (text === this.#demanded) return;
    this.#demanded = text;
    this.#source.demand(merged);
  }
}

const helloOf = ({ version, intervalMilliseconds, historyFolder }: SnapshotServerOptions): ServiceHello => ({
  type: 'hello', ...likenessOf(version), pid: process.pid, intervalMilliseconds, historyFolder: historyFolder === undefined ? '' : resolve(historyFolder),
});
