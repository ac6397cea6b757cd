import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ALERTS_FILE } from '../../../storage/alerts/schema.ts';
import { AlertStore } from '../../../storage/alerts/store.ts';
import { Database } from '../../../storage/history/sqlite.ts';
import { temporaryFolder } from '../../config/support.ts';

export * from './samples.ts';

/** A store that is closed after the test. */
export async function openStore(folder = temporaryFolder(), readOnly = false): Promise<AlertStore> {
  const store = await AlertStore.open(folder, { readOnly });
  onTestFinished(() => {
    try {
      store.close();
    } catch {
      // The test closed it.
    }
  });
  return store;
}

/** Changes a store by hand. */
export async function edit(folder: string, work: (database: Database) => void): Promise<void> {
  const database = await Database.open(join(folder, ALERTS_FILE), { readOnly: false });
  try {
    work(database);
  } finally {
    database.close();
  }
}
