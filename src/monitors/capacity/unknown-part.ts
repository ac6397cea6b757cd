import type { RecordedSeries } from '../../alerts/recorded-series.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { nearestNames, PART_LABELS, type Part, partWords } from './part.ts';

/** Reads a figure of the history, by a selector; of the last day alone where that is enough. */
export type Read = (figure: string, lately?: boolean) => readonly RecordedSeries[];

const PLURALS = { endpoint: 'endpoints', region: 'regions', cohort: 'cohorts' } as const;
const GUIDES = { endpoint: 'docs/endpoints.md', region: 'docs/geo.md', cohort: 'docs/endpoints.md' } as const;

/** What to say of a part that no requests are known of, with the names that there are. */
export function unknownPart({ kind, name }: Part, read: Read): UserError {
  const names = read(`${kind}.requestsPerSecond`).flatMap(({ labels: own }) => own.flatMap(([label, value]) => (label === PART_LABELS[kind] ? [value] : [])));
  return names.length === 0
    ? new UserError(`no requests of ${PLURALS[kind]} are known`, { mend: `${GUIDES[kind]} tells how they are`, exitCode: EXIT.data })
    : new UserError(`no requests of ${partWords({ kind, name })} are known`, { mend: `name one of ${nearestNames(name, names)}`, exitCode: EXIT.usage });
}
