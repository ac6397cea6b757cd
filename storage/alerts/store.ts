import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertCommit, Silence, StoredGroup, StoredInstance } from '../../src/model/alerts/state.ts';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { Database, numberOf } from '../history/sqlite.ts';
import { Ballast } from './ballast.ts';
import { Deliveries } from './deliveries.ts';
import { appendEvents, Events } from './events.ts';
import { Guarded } from './guarded.ts';
import { readGroups, readInstances, writeInstances } from './instances.ts';
import { NotStored, reasonOf } from './not-stored.ts';
import { Outbox } from './outbox.ts';
import { pruneSome } from './pruning.ts';
import { ALERTS_FILE, checkAlerts, prepareAlerts } from './schema.ts';
import { Silences } from './silences.ts';

/** What outlived the process before. */
export interface LoadedAlerts {
  readonly instances: readonly StoredInstance[];
  readonly groups: readonly StoredGroup[];
  readonly silences: readonly Silence[];
  /** What could not be read, a line each. */
  readonly lost: readonly string[];
}

const PRUNE_MILLISECONDS = 60_000;

/** Alerts as they outlive the process, and what must be told of them. Several processes may have it open. Times are ms since the epoch. */
export class AlertStore {
  readonly silences: Silences;
  readonly outbox: Outbox;
  readonly events: Events;
  readonly deliveries: Deliveries;
  readonly database: Database;
  readonly #file: Guarded;
  readonly #ballast: Ballast;
  #prunedAt = Number.NEGATIVE_INFINITY;

  private constructor(database: Database, path: string, ballast: Ballast) {
    this.database = database;
    this.#ballast = ballast;
    this.#file = new Guarded(database, path, ballast);
    this.silences = new Silences(this.#file);
    this.outbox = new Outbox(this.#file);
    this.events = new Events(this.#file);
    this.deliveries = new Deliveries(this.#file);
  }

  /** In a folder that is there. Rejects with a `UserError` when there is none to read, it is none of ours or of a newer program; with `NotStored` when it cannot be used. */
  static async open(folder: string, { readOnly }: { readonly readOnly: boolean }): Promise<AlertStore> {
    const path = join(folder, ALERTS_FILE);
    const ballast = new Ballast(folder);
    if (readOnly && !existsSync(path)) throw nothingYet(path);
    const attempt = (): Promise<AlertStore> => AlertStore.#open(path, readOnly, ballast);
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof UserError) throw error;
      const reason = reasonOf(error, path);
      if (readOnly || reason !== 'full' || !ballast.release()) throw new NotStored(reason, path, error, readOnly ? 'read' : 'stored');
    }
    try {
      return await attempt();
    } catch (error) {
      throw error instanceof UserError ? error : new NotStored(reasonOf(error, path), path, error);
    }
  }

  static async #open(path: string, readOnly: boolean, ballast: Ballast): Promise<AlertStore> {
    let database: Database | undefined;
    try {
      database = await Database.open(path, { readOnly });
      if (!readOnly) prepareAlerts(database, path);
      else if (!checkAlerts(database, path)) throw nothingYet(path);
      return new AlertStore(database, path, ballast);
    } catch (error) {
      database?.close();
      throw error;
    }
  }

  /** Silences that have ended at `now` are left out. Throws `NotStored`. */
  load(now: number): LoadedAlerts {
    const lost: string[] = [];
    const { instances, groups } = this.#file.read(() => ({
      instances: readInstances(this.database, (what) => lost.push(what)),
      groups: readGroups(this.database, (what) => lost.push(what)),
    }));
    return { instances, groups, silences: this.silences.list(now), lost };
  }

  /** All of it or nothing; once this returns it outlives a power cut. Throws `NotStored`: the same may be given again. */
  commit(commit: AlertCommit): void {
    this.#file.write(() => {
      writeInstances(this.database, commit);
      appendEvents(this.database, commit.events);
      this.outbox.insert(commit.messages, commit.time);
    });
  }

  /** Another number than at the last call when another process, or another opening, wrote something since. Throws `NotStored`. */
  dataVersion(): number {
    return this.#file.read(() => numberOf(this.database.get('PRAGMA data_version'), 'data_version'));
  }

  /**
   * Once a minute some of what is too old goes, and the ballast is made again; called at each evaluation by the one that
   * watches. Resolves to whether there is more of it to do. Never rejects: what fails is tried again.
   */
  async tend(now: number): Promise<boolean> {
    const ballast = this.#ballast.tend(now);
    let more = false;
    if (now - this.#prunedAt >= PRUNE_MILLISECONDS || now < this.#prunedAt) {
      try {
        more = this.#file.note(() => pruneSome(this.database, now));
        if (!more) this.#prunedAt = now;
      } catch {
        this.#prunedAt = now;
      }
    }
    await ballast;
    return more;
  }

  close(): void {
    this.database.close();
  }
}

const nothingYet = (path: string): UserError => new UserError('nothing is known of alerts yet', { where: path, mend: 'watch for some: pyprocwatch watch', exitCode: EXIT.unavailable });
