import { homedir } from 'node:os';
import type { RulesAround } from '../../alerts/rules/load-rules.ts';
import { EXIT, type ExitCode, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { HistoryResult } from '../history/open.ts';
import { said } from '../history/open.ts';

/** What the commands of `rules` depend on, so that a test can say it. */
export interface RulesContext {
  readonly around: RulesAround;
  /** Files that the configuration names. */
  readonly configured: readonly string[];
  /** Folder of the history. */
  readonly folder: string;
  /** Ms since the epoch. */
  readonly now: number;
  readonly progress?: ((text: string) => void) | undefined;
}

export const rulesAround = (): RulesAround => ({ cwd: process.cwd(), env: process.env, home: homedir(), userId: process.geteuid?.() });

/** A `UserError` becomes its lines and exit code. */
export async function telling(work: () => HistoryResult | Promise<HistoryResult>): Promise<HistoryResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return said('', error.exitCode, `${error.line.split('\n').map(safeText).join('\n')}\n`);
    throw error;
  }
}

export const FAILED: ExitCode = EXIT.runtime;
