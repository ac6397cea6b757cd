import { join } from 'node:path';
import { AlertStore } from '../../storage/alerts/store.ts';
import { SOCKET_FILE } from '../../storage/state-folder.ts';
import { addressOf } from '../alerts/delivery/secret-values.ts';
import { secretServices } from '../alerts/delivery/services.ts';
import type { Config } from '../config/schema.ts';
import { SnapshotServer } from '../engine/attach/server.ts';
import { derive } from '../engine/derive.ts';
import { errorMessage, UserError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { alert } from '../model/kinds/alert.ts';
import { Snapshot } from '../model/snapshot.ts';
import type { Demand } from '../model/timeline.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Log } from './log.ts';
import type { WatchOptions } from './watch-options.ts';

/** As the configuration has it. Throws a `UserError` for an address that cannot be had. */
export function heartbeatOf({ watch: { heartbeat: { url, interval } } }: Config, log: Log): Heartbeat | undefined {
  return url === undefined ? undefined : new Heartbeat(addressOf(url, secretServices()).url, interval * 1000, (line) => log.warn(line));
}

/** Whether it has come to that, to be asked. */
export function hasCome(event: Promise<unknown>): () => boolean {
  let come = false;
  const wait = async (): Promise<void> => {
    await event;
    come = true;
  };
  void wait();
  return () => come;
}

/** The state on disk; where it cannot be kept the service watches all the same, and says so. */
export async function openStore(folder: string, log: Log): Promise<AlertStore | undefined> {
  try {
    return await AlertStore.open(folder, { readOnly: false });
  } catch (error) {
    log.error({ reason: error instanceof UserError ? error.line : errorMessage(error) }, 'the state of alerts is not kept: after a restart alerts begin anew');
    return undefined;
  }
}

export function countsOf(store: AlertStore | undefined): ReturnType<AlertStore['deliveries']['counts']> {
  try {
    return store?.deliveries.counts() ?? new Map();
  } catch {
    return new Map();
  }
}

/** Screens of the same user look at what is sampled here; without a socket they sample by themselves. */
export async function openServer({ folder, timeline, intervalSeconds, records, version, log }: WatchOptions, demand: Demand): Promise<SnapshotServer | undefined> {
  try {
    return await SnapshotServer.open(join(folder, SOCKET_FILE), timeline, { version, intervalMilliseconds: intervalSeconds * 1000, historyFolder: records ? folder : undefined, demand });
  } catch (error) {
    log.warn({ reason: error instanceof UserError ? error.line : errorMessage(error) }, 'screens cannot attach');
    return undefined;
  }
}

/** The snapshot with alerts as they are after it, instead of those that were sampled with it. */
export function withFrame(snapshot: Snapshot, frame: Frame): Snapshot {
  return new Snapshot(snapshot.time, snapshot.intervalSeconds, [...snapshot.collected().filter(({ kind }) => kind.name !== alert.name), frame], snapshot.notices, derive);
}
