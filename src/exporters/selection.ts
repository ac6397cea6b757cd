import { sortedRows } from '../analysis/order.ts';
import type { Frame } from '../model/frame.ts';
import type { Kind } from '../model/kind.ts';
import { alert } from '../model/kinds/alert.ts';
import { session } from '../model/kinds/audience.ts';
import { endpointProcess, endpointRegion, slowRequest } from '../model/kinds/endpoint-parts.ts';
import { cpu, disk, filesystem, networkInterface, sensor } from '../model/kinds/host-parts.ts';
import { host } from '../model/kinds/host.ts';
import { process } from '../model/kinds/process.ts';
import { labelsOfRow, type SeriesLabels } from './series-labels.ts';

/** How much of a snapshot leaves this host: what bounds the number of series. */
export interface ExportSelection {
  /** Of programs, containers, cgroups, users and findings: so many by each of their two orders, CPU and memory where they have them (default 50). */
  readonly top?: number | undefined;
  /** Of processes, likewise (default 0: none). Each one that starts is a new series. */
  readonly processes?: number | undefined;
}

const TOP = 50;
/** What there is a handful of, and what totals are: never cut. */
const WHOLE: ReadonlySet<Kind> = new Set<Kind>([host, cpu, disk, networkInterface, filesystem, sensor]);

/** What has ways out of its own, and what there is without bound. */
const NEVER: ReadonlySet<Kind> = new Set<Kind>([alert, session, slowRequest, endpointProcess, endpointRegion]);

/** Rows that are exported, each with labels of its own. */
export interface SelectedRows {
  readonly frame: Frame;
  readonly rows: readonly number[];
  readonly labels: readonly SeriesLabels[];
}

function mostOf(kind: Kind, { top = TOP, processes = 0 }: ExportSelection): number {
  if (WHOLE.has(kind)) return Infinity;
  return NEVER.has(kind) ? 0 : kind.name === process.name ? processes : top;
}

/** The first `most` rows by what the kind is sorted by, and by what breaks its ties: for totals of processes CPU and memory. */
function topRows(frame: Frame, most: number): readonly number[] {
  if (frame.count <= most) return Array.from({ length: frame.count }, (_, row) => row);
  const { sort, ties } = frame.kind;
  const orders = ties === undefined ? [sort] : [sort, { field: ties, descending: true }];
  return [...new Set(orders.flatMap((order) => sortedRows(frame, order, () => true).slice(0, most)))];
}

/**
 * What of a frame is exported. Rows of an earlier tick are not: they would look like new ones. Of rows whose labels are
 * the same (two file systems at one place) the first stands, since a receiver takes no series twice.
 */
export function selectRows(frame: Frame, selection: ExportSelection): SelectedRows {
  const most = frame.stale ? 0 : mostOf(frame.kind, selection);
  const rows: number[] = [];
  const labels: SeriesLabels[] = [];
  const known = new Set<string>();
  for (const row of most > 0 ? topRows(frame, most) : []) {
    const own = labelsOfRow(frame, row);
    if (known.has(own.text)) continue;
    known.add(own.text);
    rows.push(row);
    labels.push(own);
  }
  return { frame, rows, labels };
}

/** Whether any of this kind is wanted: what is not need not be added up. */
export const isWanted = (kind: Kind, selection: ExportSelection): boolean => mostOf(kind, selection) > 0;
