import { AlertEngine } from '../../src/alerts/engine.ts';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import { derive } from '../../src/engine/derive.ts';
import { Frame, FrameBuilder } from '../../src/model/frame.ts';
import { filesystem } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { report } from '../live/report.ts';
import { makeRules } from './rules.ts';

const STEP = 5000;
const TICKS = 120;
const WARM = 30;

/** Who the processes are; texts stay the same arrays, as a sampler's do. */
function machine(count: number): (tick: number) => Snapshot {
  const first = new FrameBuilder(processKind);
  for (let row = 0; row < count; row += 1) {
    first.add({
      pid: 1000 + row, startTime: 1.7e9 + row, user: safeText(`user-${row % 5}`), name: safeText(`worker-${row % 40}`), group: safeText(`group-${row % 50}`), container: safeText(`service-${row % 20}.service`),
      cgroup: safeText(`/system.slice/service-${row % 20}.service`), command: safeText(`worker-${row % 40} --number ${row}`),
    });
  }
  const base = first.build();
  const { numbers, texts } = base.parts();
  const hosts = new FrameBuilder(host);
  hosts.add({ name: safeText('bench'), memoryTotalBytes: 64e9, memoryUsedBytes: 30e9, memoryAvailableBytes: 34e9, cpuPercent: 30 });
  const files = new FrameBuilder(filesystem);
  files.add({ mount: safeText('/'), usedBytes: 5e10, freeBytes: 5e10, usedPercent: 50 });
  return (tick) => {
    const own = Float64Array.from(numbers);
    const put = (name: (typeof processKind.numbers)[number], value: (row: number) => number): void => {
      const column = processKind.numbers.indexOf(name);
      for (let row = 0; row < count; row += 1) own[column * count + row] = value(row);
    };
    put('cpuPercent', (row) => ((row * 7 + tick * 3) % 100) / 10);
    put('rssBytes', (row) => (row % 200) * 2 ** 20);
    put('anonymousBytes', (row) => (row % 200) * 2 ** 19);
    put('openFiles', (row) => row % 100);
    put('cpuSeconds', (row) => tick * (row % 10) * 0.1);
    put('threads', () => 2);
    return new Snapshot(1.76e12 + tick * STEP, STEP / 1000, [hosts.build(), new Frame(processKind, count, own, texts), files.build()], [], derive);
  };
}

/** What it costs to evaluate rules, without anything around it. */
export function measureEvaluation(): void {
  const counts = [500, 2000];
  const rows: string[] = [];
  for (const count of counts) {
    for (const rules of [50, 200]) {
      const groups = readRuleFile('bench.yaml', Buffer.from(makeRules(rules)));
      let clock = 0;
      const engine = new AlertEngine({
        groups, host: 'bench', step: STEP, clock: { wall: () => 1.76e12 + clock, monotonic: () => clock },
        settings: { to: ['none'], groupBy: ['alertname'], groupWait: 10_000, groupInterval: 60_000, repeat: 4 * 3_600_000, quiet: [], inhibit: [] },
      });
      const snapshotAt = machine(count);
      const times: number[] = [];
      let firing = 0;
      for (let tick = 0; tick < TICKS; tick += 1) {
        const snapshot = snapshotAt(tick);
        clock += STEP;
        const before = process.cpuUsage();
        const { frame } = engine.evaluate(snapshot, []);
        const { user, system } = process.cpuUsage(before);
        if (tick >= WARM) times.push((user + system) / 1000);
        firing = frame.count;
      }
      times.sort((left, right) => left - right);
      rows.push(`| ${count} | ${rules} | ${firing} | ${(times.reduce((sum, time) => sum + time, 0) / times.length).toFixed(2)} | ${times[times.length >> 1]?.toFixed(2)} | ${times[Math.floor(times.length * 0.95)]?.toFixed(2)} |`);
    }
  }
  report('alerts', 'Evaluation of rules', ['| processes | rules | alerts | CPU ms an evaluation, mean | median | p95 |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n'), { rows });
}
