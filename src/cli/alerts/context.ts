import { AlertStore } from '../../../storage/alerts/store.ts';
import type { Config } from '../../config/schema.ts';
import { UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';

/** What the commands of `alerts` depend on, so that a test can say it. */
export interface AlertsContext {
  readonly config: Config;
  /** Folder in which the state of alerts is. */
  readonly folder: string;
  /** Ms since the epoch. */
  readonly now: number;
  /** Who does it. */
  readonly user: string;
}

/** Runs `work` on the state of alerts, and closes it; a `UserError` becomes its line and exit code. */
export async function withAlerts({ folder }: AlertsContext, readOnly: boolean, work: (store: AlertStore) => HistoryResult | Promise<HistoryResult>): Promise<HistoryResult> {
  return telling(async () => {
    const store = await AlertStore.open(folder, { readOnly });
    try {
      return await work(store);
    } finally {
      store.close();
    }
  });
}

export async function telling(work: () => Promise<HistoryResult>): Promise<HistoryResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return said('', error.exitCode, `${error.line.split('\n').map(safeText).join('\n')}\n`);
    throw error;
  }
}
