import { type Holding, survey, type Survey } from '../../../storage/history/survey.ts';
import type { WriterName, WriterPresent } from '../../../storage/history/writer-lock.ts';
import { presentWriter } from '../../../storage/history/writer-probe.ts';
import { SCHEMA } from '../../model/json.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said, storePath, withHistory } from './open.ts';
import { textTable } from '../../model/text-table.ts';
import { counted, countWords } from '../../model/words.ts';
import { isoTime, localTime, sizeWords, tierName, tierWords } from './words.ts';

/** What is recorded, from when to when, and what it takes. */
export function historyInfo(context: HistoryContext, options: { readonly json: boolean }): Promise<HistoryResult> {
  const { folder } = context;
  return reporting(folder, MEND_BY_CHECK, () => withHistory(folder, { readOnly: true }, async (database) => {
    const found = survey(database);
    const writer = await presentWriter(folder, { pid: context.pid, command: 'pyprocwatch history info', since: context.now });
    return said(options.json ? `${JSON.stringify(infoJson(folder, found, writer), undefined, 2)}\n` : infoText(folder, found, writer));
  }));
}

const bytesPerRow = (bytes: number, rows: number): number => (rows > 0 ? bytes / rows : Number.NaN);
const sum = (holdings: readonly Holding[], of: (holding: Holding) => number): number => holdings.reduce((total, holding) => total + (of(holding) || 0), 0);

function infoText(folder: string, { holdings, identities, texts, damaged, file }: Survey, writer: WriterPresent | undefined): string {
  const line = (kind: string, kept: string, from: number, to: number, rows: number, bytes: number, sampleBytes: number): string[] => {
    const each = bytesPerRow(sampleBytes, rows);
    return [kind, kept, localTime(from), localTime(to), countWords(rows), sizeWords(bytes), Number.isNaN(each) ? '-' : each.toFixed(1)];
  };
  const counting = holdings.filter(({ rows }) => !Number.isNaN(rows));
  const rows = [
    ['KIND', 'KEPT', 'FROM', 'TO', 'ROWS', 'SIZE', 'BYTES/ROW'],
    ...holdings.map(({ kind, tier, from, to, rows, bytes }) => line(safeText(kind), tierWords(tier), from, to, rows, bytes, bytes)),
    line('total', '', Math.min(...holdings.map(({ from }) => from)), Math.max(...holdings.map(({ to }) => to)), sum(counting, (each) => each.rows), sum(holdings, (each) => each.bytes), sum(counting, (each) => each.bytes)),
  ];
  return [
    ...(holdings.length === 0 ? ['Nothing was recorded yet.'] : textTable(rows, [false, false, false, false, true, true, true])),
    '',
    `File: ${safeText(storePath(folder))}, ${sizeWords(file.bytes)}, of which ${sizeWords(file.freeBytes)} free.`,
    `Names and command lines: ${counted(identities.count, 'entity', 'entities')}, ${counted(texts.count, 'text', 'texts')}, ${sizeWords(identities.bytes + texts.bytes)}.`,
    ...(damaged.count === 0 ? [] : [`Damaged and moved aside: ${countWords(damaged.count)}, ${sizeWords(damaged.bytes)}.`]),
    writer === undefined ? 'Nobody is recording at the moment.' : `Recording now: ${writerWords(writer.writer)}.`,
    '',
  ].join('\n');
}

const writerWords = (writer: WriterName | undefined): string => (writer === undefined ? 'another process' : `process ${writer.pid} (${safeText(writer.command)}), since ${localTime(writer.since)}`);

function infoJson(folder: string, { holdings, identities, texts, damaged, file }: Survey, writer: WriterPresent | undefined): object {
  return {
    schema: SCHEMA,
    file: storePath(folder),
    bytes: file.bytes,
    freeBytes: file.freeBytes,
    holdings: holdings.map(({ kind, tier, from, to, chunks, ticks, openTicks, rows, bytes }) => ({
      kind, tier: tierName(tier), from: isoTime(from), to: isoTime(to), chunks, ticks, openTicks, rows: Number.isNaN(rows) ? null : rows, bytes,
    })),
    identities,
    texts,
    damaged,
    writer: writer === undefined ? null : { pid: writer.writer?.pid ?? null, command: writer.writer?.command ?? null, since: isoTime(writer.writer?.since ?? Number.NaN) },
  };
}
