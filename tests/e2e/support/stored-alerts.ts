import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertEvent, StoredInstance } from '../../../src/model/alerts/state.ts';
import { ALERTS_FILE } from '../../../storage/alerts/schema.ts';
import { AlertStore } from '../../../storage/alerts/store.ts';
import { numberOf, textOf } from '../../../storage/history/sqlite.ts';

/** What is in the store of alerts of a folder. */
export interface StoredAlerts {
  readonly instances: readonly StoredInstance[];
  readonly events: readonly AlertEvent[];
  /** Messages that a process had in its hands. */
  readonly leased: number;
  readonly queued: number;
  readonly lost: readonly string[];
  readonly integrity: string;
}

const NOTHING: StoredAlerts = { instances: [], events: [], leased: 0, queued: 0, lost: [], integrity: 'ok' };

function read(store: AlertStore): StoredAlerts {
  const { instances, lost } = store.load(0);
  return {
    instances, lost, events: store.events.list({ newest: 1e6 }),
    leased: numberOf(store.database.get('SELECT count(*) AS n FROM message WHERE done IS NULL AND owner IS NOT NULL'), 'n'),
    queued: numberOf(store.database.get('SELECT count(*) AS n FROM message WHERE done IS NULL'), 'n'),
    integrity: textOf(store.database.get('PRAGMA integrity_check'), 'integrity_check'),
  };
}

/** Of a killed service, from a copy: what it left is for the next one to mend, not for the test. */
export async function leftAlerts(folder: string): Promise<StoredAlerts> {
  if (!existsSync(join(folder, ALERTS_FILE))) return NOTHING;
  const copy = mkdtempSync(join(tmpdir(), 'pyprocwatch-copy-'));
  try {
    for (const ending of ['', '-wal']) if (existsSync(join(folder, ALERTS_FILE + ending))) copyFileSync(join(folder, ALERTS_FILE + ending), join(copy, ALERTS_FILE + ending));
    return within(await AlertStore.open(copy, { readOnly: false }));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Of a service that runs. */
export async function liveAlerts(folder: string): Promise<StoredAlerts> {
  return existsSync(join(folder, ALERTS_FILE)) ? within(await AlertStore.open(folder, { readOnly: true })) : NOTHING;
}

function within(store: AlertStore): StoredAlerts {
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** Waits until what is stored of a running service fits. */
export async function untilStored(folder: string, fits: (stored: StoredAlerts) => boolean, patience = 10_000): Promise<StoredAlerts> {
  const end = Date.now() + patience;
  for (;;) {
    const stored = await liveAlerts(folder);
    if (fits(stored)) return stored;
    if (Date.now() > end) throw new Error(`what is stored was to be another: ${JSON.stringify({ ...stored, events: stored.events.slice(-20) }, undefined, 1)}`);
    await sleep(100);
  }
}
