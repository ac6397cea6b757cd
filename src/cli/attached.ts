import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SOCKET_FILE } from '../../storage/state-folder.ts';
import { DEFAULT_ROOTS } from '../collectors/collector.ts';
import type { RecentHistory } from '../engine/recent-history.ts';
import type { Timeline } from '../model/timeline.ts';
import type { TopArguments } from './commands/top.ts';
import type { Settings } from './settings.ts';

/** Whether a screen keeps what it samples. Secrets that are shown are never kept. */
export const records = (args: TopArguments, { config, redact }: Settings): boolean => (args.record ?? config.history.enabled) && redact !== false;

/** Whether what a service samples is what was asked for. */
function isUsual(args: TopArguments, { config, roots, redact }: Settings): boolean {
  return !args.standalone && args.record !== false && redact !== false
    && (args.source ?? config.source) === 'auto' && roots.proc === DEFAULT_ROOTS.proc && roots.sys === DEFAULT_ROOTS.sys;
}

/** What a running `pyprocwatch watch` samples; undefined when there is none to follow. `takeOver` samples when it ends. */
export async function attached(args: TopArguments, settings: Settings, takeOver: (remembered: RecentHistory) => Timeline): Promise<Timeline | undefined> {
  const path = join(settings.historyFolder, SOCKET_FILE);
  // Where no service was ever started, nothing is loaded and nothing waited for.
  if (!isUsual(args, settings) || !existsSync(path)) return undefined;
  const [{ AttachedTimeline }, { VERSION }] = await Promise.all([import('../engine/attach/attached-timeline.ts'), import('./version.ts')]);
  return AttachedTimeline.attach({
    path,
    version: VERSION,
    historyFolder: records(args, settings) ? resolve(settings.historyFolder) : '',
    intervalMilliseconds: settings.intervalSeconds * 1000,
    takeOver,
  });
}
