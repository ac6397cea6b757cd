import { type CheckResult, checkStore, type Fault } from '../../../storage/history/check.ts';
import { WriterLock } from '../../../storage/history/writer-lock.ts';
import { EXIT } from '../../model/errors.ts';
import { SCHEMA } from '../../model/json.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryContext, type HistoryResult, reporting, said, storePath, withHistory } from './open.ts';
import { counted } from '../../model/words.ts';
import { isoTime, localTime, tierName, tierWords } from './words.ts';

const MEND = 'put a copy of it back, or move it away: recording begins a new one';

/** Reads everything that is recorded; exit code 65 where something is wrong with it. */
export function historyCheck(context: HistoryContext, options: { readonly repair: boolean; readonly json: boolean }): Promise<HistoryResult> {
  const { folder, progress } = context;
  return reporting(folder, MEND, async () => {
    const check = (): Promise<CheckResult> => withHistory(folder, { readOnly: !options.repair }, (database) => checkStore(database, {
      repair: options.repair,
      ...(progress === undefined ? {} : { onProgress: (done: number, total: number) => progress(`read ${done} of ${counted(total, 'chunk', 'chunks')}`) }),
    }));
    const result = options.repair ? await locked(context, check) : await check();
    const exitCode = result.faults.length === 0 ? EXIT.ok : EXIT.data;
    return said(options.json ? `${JSON.stringify(checkJson(folder, result), undefined, 2)}\n` : checkText(result, options.repair), exitCode);
  });
}

async function locked<Result>({ folder, pid, now }: HistoryContext, work: () => Promise<Result>): Promise<Result> {
  // First whether there is a history at all: a lock would be made in any folder.
  await withHistory(folder, { readOnly: true }, () => undefined);
  const lock = await WriterLock.take(folder, { pid, command: 'pyprocwatch history check --repair', since: now });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function placeWords({ what, kind, tier, from, to }: Fault): string {
  if (what === 'file') return 'file';
  return `${what} of ${safeText(kind === '' ? 'an unknown kind' : kind)}, ${tierWords(tier)}, ${localTime(from)} to ${localTime(to)}`;
}

function checkText({ faults, chunks, rows, hours, sealedTicks }: CheckResult, repair: boolean): string {
  const sound = `${counted(chunks, 'chunk', 'chunks')}, ${counted(rows, 'row', 'rows')} and ${counted(hours, 'hourly total', 'hourly totals')}`;
  const left = faults.filter(({ repaired }) => repaired === 'no').length;
  return [
    ...faults.map((fault) => `${placeWords(fault)}: ${safeText(fault.message)}${fault.repaired === 'no' ? '' : ` (${fault.repaired})`}`),
    ...(sealedTicks === 0 ? [] : [`${counted(sealedTicks, 'tick', 'ticks')} left open by a recording that was cut off: sealed`]),
    faults.length === 0 ? `No faults in ${sound}.` : `${counted(faults.length, 'fault', 'faults')}; ${sound} were read.`,
    ...(faults.length === 0 || repair ? [] : ['pyprocwatch history check --repair moves aside what cannot be read; nothing that can be read is lost by it.']),
    ...(repair && faults.length > 0 ? [`Repaired: ${faults.length - left}. Left as they are: ${left}.`] : []),
    '',
  ].join('\n');
}

const checkJson = (folder: string, { faults, chunks, rows, hours, sealedTicks }: CheckResult): object => ({
  schema: SCHEMA,
  file: storePath(folder),
  chunks,
  rows,
  hours,
  sealedTicks,
  faults: faults.map(({ what, kind, tier, from, to, message, repaired }) => ({
    what, kind: kind === '' ? null : kind, tier: Number.isNaN(tier) ? null : tierName(tier), from: isoTime(from), to: isoTime(to), message, repaired,
  })),
});
