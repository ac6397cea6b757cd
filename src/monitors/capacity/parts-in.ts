import type { HistoryReader } from '../../../storage/history/reader.ts';
import { recordedSeries } from '../../alerts/recorded-series.ts';
import { PART_KINDS, PART_LABELS } from './part.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Parts that a plan may be of, as they are written (`region:DE`): those with requests in the day before `until`, ms since the epoch. */
export function partsIn(reader: HistoryReader, until: number): readonly string[] {
  return PART_KINDS.flatMap((kind) => {
    const names = recordedSeries(reader, `${kind}.requestsPerSecond`, until - DAY_MILLISECONDS, until).series.flatMap(({ labels }) => labels.flatMap(([label, value]) => (label === PART_LABELS[kind] && value !== '' ? [value] : [])));
    return [...new Set(names)].sort().map((name) => `${kind}:${name}`);
  });
}
