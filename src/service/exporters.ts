import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { MetricsServer } from '../exporters/metrics-server.ts';
import type { Credentials } from '../exporters/remote-write/post.ts';
import { RemoteWriter } from '../exporters/remote-write/remote-writer.ts';
import { DEFAULT_LIMITS } from '../exporters/remote-write/spool.ts';
import type { SelfMetric } from '../exporters/self-metric.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Log } from './log.ts';
import { resolveText } from './resolve-text.ts';

interface Around {
  /** Folder of the state: what waits to be sent is in a folder of it. */
  readonly folder: string;
  readonly version: string;
  readonly self: () => readonly SelfMetric[];
  readonly log: Log;
}

const SPOOL_FOLDER = 'remote-write';

/** Figures for Prometheus: fetched at /metrics, and sent by remote write, each where the configuration asks for it. */
export class Exporters {
  readonly #server: MetricsServer | undefined;
  readonly #writer: RemoteWriter | undefined;

  private constructor(server: MetricsServer | undefined, writer: RemoteWriter | undefined) {
    this.#server = server;
    this.#writer = writer;
  }

  /** Rejects with a `UserError` for settings that cannot be, a port that is in use, a secret that cannot be had. */
  static async open({ metrics, exported, remoteWrite }: Config['watch'], { folder, version, self, log }: Around): Promise<Exporters> {
    let server: MetricsServer | undefined;
    let writer: RemoteWriter | undefined;
    const all = (): SelfMetric[] => [...self(), ...(server?.metrics() ?? []), ...(writer?.metrics() ?? [])];
    if (metrics.enabled) {
      server = await MetricsServer.listen({ host: metrics.host, port: metrics.port, token: metrics.token === undefined ? undefined : resolveText(metrics.token), selection: exported, self: all });
    }
    if (remoteWrite.url !== undefined) {
      try {
        writer = await RemoteWriter.open({
          url: new URL(remoteWrite.url), version, folder: join(folder, SPOOL_FOLDER), intervalSeconds: remoteWrite.interval, selection: exported, credentials: credentialsOf(remoteWrite),
          externalLabels: { host: hostname(), ...remoteWrite.labels }, limits: { ...DEFAULT_LIMITS, bytes: remoteWrite.spoolSize }, self: all, tell: (line) => log.warn(line),
          certificates: remoteWrite.caFile === undefined ? undefined : [readFileSync(remoteWrite.caFile, 'utf8')],
        });
      } catch (error) {
        await server?.close();
        throw error;
      }
    }
    return new Exporters(server, writer);
  }

  get facts(): Readonly<Record<string, unknown>> {
    return { ...(this.#server === undefined ? {} : { metrics: `${this.#server.url}/metrics` }), remoteWrite: this.#writer !== undefined };
  }

  update(snapshot: Snapshot): void {
    this.#server?.update(snapshot);
    this.#writer?.update(snapshot);
  }

  async close(): Promise<void> {
    await Promise.all([this.#server?.close(), this.#writer?.close()]);
  }
}

function credentialsOf({ username, password, token }: Config['watch']['remoteWrite']): Credentials | undefined {
  if (token !== undefined) return { type: 'bearer', token: () => resolveText(token) };
  return username === undefined || password === undefined ? undefined : { type: 'basic', user: username, password: () => resolveText(password) };
}
