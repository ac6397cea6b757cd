import { threadCpuUsage } from 'node:process';
import { gzipSync } from 'node:zlib';
import { derive } from '../../src/engine/derive.ts';
import { familiesOf } from '../../src/exporters/families.ts';
import { OPENMETRICS, renderMetrics, TEXT } from '../../src/exporters/metrics-text.ts';
import { RequestEncoder } from '../../src/exporters/remote-write/request-encoder.ts';
import type { ExportSelection } from '../../src/exporters/selection.ts';
import type { Frame } from '../../src/model/frame.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { ProcessMonitor } from '../../src/monitors/process-monitor.ts';
import { markdown, report, round } from '../live/report.ts';

// What an exporter costs: `node bench/exporters/run.ts [PROCESSES]`. The host's own parts are those of this machine.
const PROCESSES = Number(process.argv[2] ?? 2000);
const ROUNDS = 60;
const PROGRAMS = 150;
const UNITS = 80;
const USERS = 20;

/** Processes as a busy server has them: some 150 programs in 80 containers and units of 20 users, every fifth at work. */
function processFrame(tick: number): Frame {
  const builder = new FrameBuilder(processKind);
  for (let row = 0; row < PROCESSES; row += 1) {
    const [program, unit] = [(row * 7) % PROGRAMS, (row * 7) % UNITS];
    const pod = `pod${(unit * 2_654_435_761 % 2 ** 32).toString(16)}`;
    builder.add({
      pid: 300 + row, startTime: 1_790_000_000 + row, parentPid: 1, state: 2, cpuPercent: (row + tick) % 5 === 0 ? ((row * 31 + tick * 7) % 900) / 10 : 0, memoryPercent: (row % 30) / 10,
      rssBytes: (1000 + ((row * 37 + tick) % 5000)) * 4096, anonymousBytes: (500 + ((row * 37 + tick) % 5000)) * 4096, virtualBytes: (1e6 + row) * 4096, threads: 1 + (row % 9), priority: 20, nice: 0,
      minorFaultsPerSecond: (row + tick) % 5 === 0 ? row % 300 : 0, majorFaultsPerSecond: 0, cpuSeconds: row + tick * 0.25, user: safeText(`service-${row % USERS}`), group: safeText(`program-${program} worker.js`),
      container: safeText(`default/web-${unit}-7d4b9c/app`), cgroup: safeText(`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${pod}.slice/cri-containerd-${pod.repeat(5)}.scope`), name: safeText(`worker-${program}`),
    });
  }
  return builder.build();
}

const real = await new ProcessMonitor({ intervalSeconds: 0.2 }).sampleOnce();
const others = real.collected().filter(({ kind }) => kind.name !== processKind.name);
const snapshots = Array.from({ length: ROUNDS }, (_, tick) => new Snapshot(real.time + tick * 60_000, 60, [...others, processFrame(tick)], [], derive));

/** Mean milliseconds of CPU that `work` takes; the first rounds are left out, in which the compiler warms up. */
function cost(work: (snapshot: Snapshot) => void): number {
  const fresh = [...snapshots, ...snapshots].map(({ time, intervalSeconds }, index) => new Snapshot(time + index, intervalSeconds, snapshots[index % ROUNDS]?.collected() ?? [], [], derive));
  fresh.slice(0, ROUNDS).forEach(work);
  const before = threadCpuUsage();
  fresh.slice(ROUNDS).forEach(work);
  const { user, system } = threadCpuUsage(before);
  return (user + system) / 1000 / ROUNDS;
}

const rows: (string | number)[][] = [];
const selections: readonly (readonly [string, ExportSelection])[] = [['default: the top 50', {}], ['and 200 processes', { processes: 200 }], [`all ${PROCESSES} processes, all else`, { top: Infinity, processes: Infinity }]];
for (const [name, selection] of selections) {
  const [last] = snapshots.slice(-1);
  if (last === undefined) break;
  const totals = cost((snapshot) => ['group', 'user', 'container'].forEach((kind) => snapshot.named(kind)));
  const families = familiesOf(last, selection);
  const samples = families.reduce((sum, { values }) => sum + values.filter((value) => !Number.isNaN(value)).length, 0);
  const [text, open] = [renderMetrics(families, TEXT), renderMetrics(families, OPENMETRICS)];
  const encoder = new RequestEncoder({ host: 'vault' });
  let bytes = 0;
  const written = cost((snapshot) => {
    bytes = encoder.encode(familiesOf(snapshot, selection), snapshot.time).reduce((sum, { body }) => sum + body.length, 0);
  });
  rows.push([
    name, samples, round(totals, 1), round(cost((snapshot) => renderMetrics(familiesOf(snapshot, selection), TEXT)), 1), round(cost((snapshot) => Buffer.from(renderMetrics(familiesOf(snapshot, selection), OPENMETRICS))), 1),
    Buffer.byteLength(text), gzipSync(text, { level: 1 }).length, Buffer.byteLength(open), round(cost(() => gzipSync(text, { level: 1 })), 1), round(written, 1), bytes,
  ]);
}
const head = ['selection', 'samples', 'totals alone, ms', '/metrics text 0.0.4, ms', 'OpenMetrics, ms', 'bytes', 'gzip', 'OpenMetrics bytes', 'gzip, ms', 'remote write, ms', 'bytes of its requests'];
report('exporters', `What exporters cost at ${PROCESSES} processes: ${PROGRAMS} programs, ${UNITS} containers, ${USERS} users; CPU milliseconds, the totals of programs, users and containers included`, markdown(head, rows), { processes: PROCESSES, rows });
