import type { RulesAround } from '../alerts/rules/load-rules.ts';
import type { Config } from '../config/schema.ts';
import type { LiveTimeline } from '../engine/live-timeline.ts';
import type { Log } from './log.ts';

/** What the service is given. */
export interface WatchOptions {
  readonly config: Config;
  /** Reads the configuration anew. Throws a `UserError`. */
  readonly reread: () => Promise<Config>;
  readonly rules: RulesAround;
  /** Folder of history and state. */
  readonly folder: string;
  readonly timeline: LiveTimeline;
  readonly intervalSeconds: number;
  /** Whether this process records; another may. */
  readonly records: boolean;
  readonly version: string;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when the service is to end. */
  readonly end: Promise<string>;
  /** Called with what reads everything anew (SIGHUP). */
  readonly onReload: (reload: () => void) => void;
}
