import { type Prunable, prunable, prune, pruneNames } from '../../../storage/history/prune.ts';
import { readLayouts } from '../../../storage/history/layouts.ts';
import { sealAll } from '../../../storage/history/open-window.ts';
import { WriterLock, WriterPresent } from '../../../storage/history/writer-lock.ts';
import { safeText } from '../../model/safe-text.ts';
import { kindsIn, kindGiven } from './kinds.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said, withHistory } from './open.ts';
import { textTable } from '../../model/text-table.ts';
import { counted, countWords } from '../../model/words.ts';
import { localTime, sizeWords, tierWords } from './words.ts';
import { timeGiven } from '../time-given.ts';

export interface PruneRequest {
  /** A time in words. */
  readonly before: string;
  readonly kind?: string | undefined;
  readonly yes: boolean;
}

/** Removes what ended before a time; without `yes` it only says what that would be. */
export function historyPrune(context: HistoryContext, request: PruneRequest): Promise<HistoryResult> {
  const { folder } = context;
  return reporting(folder, MEND_BY_CHECK, async () => {
    const before = timeGiven('--before', request.before, context.now);
    const until = `that ended before ${localTime(before)}`;
    const kind = await withHistory(folder, { readOnly: true }, (database) => (request.kind === undefined ? undefined : kindGiven(request.kind, kindsIn(database))));
    if (!request.yes) {
      const found = await withHistory(folder, { readOnly: true }, (database) => prunable(database, { before, kind }));
      return said(found.length === 0 ? `There is nothing ${until}.\n` : `This would go, all ${until}:\n${goingText(found)}Nothing was removed: add --yes to remove it.\n`);
    }
    const lock = await takeLock(context);
    try {
      return await withHistory(folder, { readOnly: false }, (database) => {
        // What a recording that was cut off left open may be old as well.
        if (!(lock instanceof WriterPresent)) sealAll(database, readLayouts(database));
        const found = prunable(database, { before, kind });
        prune(database, { before, kind });
        const names = lock instanceof WriterPresent
          ? 'Names and command lines of what went stay, since somebody is recording: prune once more when nobody is.'
          : `Names and command lines removed: ${counted(pruneNames(database), 'entity', 'entities')}.`;
        return said(found.length === 0 ? `There is nothing ${until}.\n` : `Removed, all ${until}:\n${goingText(found)}${names}\n`);
      });
    } finally {
      if (!(lock instanceof WriterPresent)) lock.release();
    }
  });
}

/** The lock, or who has it: chunks may go while somebody records. */
async function takeLock({ folder, pid, now }: HistoryContext): Promise<WriterLock | WriterPresent> {
  try {
    return await WriterLock.take(folder, { pid, command: 'pyprocwatch history prune', since: now });
  } catch (error) {
    if (error instanceof WriterPresent) return error;
    throw error;
  }
}

function goingText(found: readonly Prunable[]): string {
  const rows = found.reduce((sum, each) => sum + (each.rows || 0), 0);
  const bytes = found.reduce((sum, each) => sum + each.bytes, 0);
  return textTable([
    ['KIND', 'KEPT', 'FROM', 'TO', 'ROWS', 'SIZE'],
    ...found.map((each) => [safeText(each.kind), tierWords(each.tier), localTime(each.from), localTime(each.to), countWords(each.rows), sizeWords(each.bytes)]),
    ['total', '', '', '', countWords(rows), sizeWords(bytes)],
  ], [false, false, false, false, true, true]).map((line) => `  ${line}\n`).join('');
}
