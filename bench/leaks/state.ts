import { threadCpuUsage } from 'node:process';
import { METHOD, packParts, Parts } from '../../storage/history/codec/container.ts';
import { LeakFinder } from '../../src/analysis/findings/leak-finder.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { Random } from './random.ts';

// What is saved of leaks for the next start, and what it costs: node bench/leaks/state.ts
const PROCESSES = 100;
const DAYS = 6;
const MINUTE = 60_000;
const ROUNDS = Number(process.argv[2] ?? 10);

const random = new Random(1);
const memory = Array.from({ length: PROCESSES }, () => random.between(2e7, 1e9));
const cpu = Array.from({ length: PROCESSES }, () => 0);
const finder = new LeakFinder();
const end = DAYS * 1440 * MINUTE;
for (let time = 0; time < end; time += MINUTE) {
  const builder = new FrameBuilder(processKind);
  for (let row = 0; row < PROCESSES; row += 1) {
    memory[row] = (memory[row] ?? 0) + random.between(0, 40_000);
    cpu[row] = (cpu[row] ?? 0) + random.between(0, 3);
    builder.add({
      pid: row + 1, startTime: 1, anonymousBytes: 4096 * Math.round(((memory[row] ?? 0) + random.between(0, 3e7)) / 4096), openFiles: 40 + Math.round(random.between(0, 20)),
      threads: 8 + Math.round(random.between(0, 2)), cpuSeconds: Math.round(100 * (cpu[row] ?? 0)) / 100, group: safeText(`program-${row % 60}`), user: safeText('ann'),
    });
  }
  finder.observe(new Snapshot(time, 60, [builder.build()], []));
}

function milliseconds<Result>(work: () => Result): { readonly result: Result; readonly spent: number } {
  const before = threadCpuUsage();
  const result = work();
  const { user, system } = threadCpuUsage(before);
  return { result, spent: (user + system) / 1000 };
}

for (let round = 0; round < ROUNDS; round += 1) {
  const saved = milliseconds(() => finder.save());
  const bytes = saved.result?.bytes ?? new Uint8Array(0);
  const packed = milliseconds(() => packParts([bytes], METHOD.zstd));
  const unpacked = milliseconds(() => new Parts(packed.result).part(0));
  const restored = milliseconds(() => LeakFinder.restore({ version: 1, bytes: unpacked.result }, end));
  if (restored.result === undefined) throw new Error('it was not restored');
  process.stdout.write(`${bytes.length} bytes, ${packed.result.length} packed; CPU ms: save ${saved.spent.toFixed(1)} + pack ${packed.spent.toFixed(1)}, unpack ${unpacked.spent.toFixed(1)} + restore ${restored.spent.toFixed(1)}\n`);
}
