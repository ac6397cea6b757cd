import { parseFilter } from '../analysis/filter/filter.ts';
import { sortedRows, treeRows } from '../analysis/order.ts';
import type { DemandGroup } from '../model/fields.ts';
import type { Frame } from '../model/frame.ts';
import { machineFacts } from '../engine/machine-facts.ts';
import { EXIT, UserError } from '../model/errors.ts';
import { snapshotToJson } from '../model/json.ts';
import { fact } from '../model/kinds/host-parts.ts';
import { isOfRequests } from '../model/request-kinds.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { everything, ProcessMonitor } from '../monitors/process-monitor.ts';
import { requestsOnce } from './live-once.ts';
import type { CommandOutput } from './commands/output.ts';
import type { TopArguments } from './commands/top.ts';
import { toCsv } from './output/csv.ts';
import { hostText, tableText } from './output/text.ts';
import type { Settings } from './settings.ts';

/** Prints one sample: text, JSON or CSV. Facts that cost more are read when a column, the filter or the order asks for them; I/O always. */
export async function runOnce(args: TopArguments, settings: Settings, io: CommandOutput): Promise<void> {
  const { kind, sort, columns } = settings;
  const filter = parseFilter(kind, args.filter ?? '');
  if (isOfRequests(kind)) {
    const snapshot = await requestsOnce(args, settings);
    if (snapshot === undefined) throw new UserError('no requests are read', { where: 'endpoints.logs', mend: 'name an access log in .pyprocwatchrc (docs/endpoints.md), or try "pyprocwatch demo endpoints"', exitCode: EXIT.unavailable });
    printSnapshot(snapshot, args, settings, io);
    return;
  }
  const wanted = new Set<DemandGroup>(['io', ...filter.demands]);
  for (const name of [sort.field, ...columns]) {
    const group = kind.fields[name]?.demand;
    if (group !== undefined) wanted.add(group);
  }
  const monitor = new ProcessMonitor({
    source: args.source ?? settings.config.source,
    roots: settings.roots,
    redact: settings.redact,
    intervalSeconds: settings.intervalSeconds,
  });
  printSnapshot(await monitor.sampleOnce(everything([...wanted])), args, settings, io, kind.name === fact.name ? await machineFacts() : undefined);
}

/** One moment, present or past, as text, JSON or CSV. `known`: a frame that no snapshot holds. */
export function printSnapshot(snapshot: Snapshot, args: TopArguments, settings: Settings, io: CommandOutput, known?: Frame): void {
  const { kind, sort, columns } = settings;
  const filter = parseFilter(kind, args.filter ?? '');
  const frame: Frame | undefined = snapshot.named(kind.name) ?? known;
  const now = snapshot.time / 1000;
  const test = frame === undefined ? () => false : filter.test(frame, now);
  const inTree = settings.tree && kind.numbers.includes('parentPid');
  const ordered = frame === undefined ? [] : (inTree ? treeRows(frame, sort, test) : sortedRows(frame, sort, test).map((row) => ({ row, prefix: '' }))).slice(0, args.limit);
  const rows = ordered.map(({ row }) => row);
  if (args.json) {
    io.out(`${JSON.stringify(snapshotToJson(snapshot, frame, rows, args.columns === undefined ? undefined : columns))}\n`);
    return;
  }
  if (args.csv) {
    io.out(frame === undefined ? '' : toCsv(frame, rows, args.columns === undefined ? Object.keys(kind.fields) : columns));
    return;
  }
  io.out(`${hostText(snapshot)}${frame === undefined ? `no ${kind.plural} are known here\n` : tableText(frame, ordered, columns, now)}`);
  for (const notice of snapshot.notices) io.err(`note: ${notice.message}\n`);
}
