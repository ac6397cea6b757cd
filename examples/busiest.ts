// The five programs that use most CPU, by the library. In a clone: npm run build && node examples/busiest.ts
import { group, ProcessMonitor } from '../src/index.ts';

const snapshot = await new ProcessMonitor({ intervalSeconds: 1 }).sampleOnce();
const groups = snapshot.frame(group);
if (groups !== undefined) {
  const rows = Array.from({ length: groups.count }, (_, row) => row).toSorted((left, right) => groups.number('cpuPercent', right) - groups.number('cpuPercent', left));
  for (const row of rows.slice(0, 5)) {
    console.log(`${groups.number('cpuPercent', row).toFixed(1).padStart(6)} %  ${String(groups.number('processes', row)).padStart(4)} processes  ${groups.text('name', row)}`);
  }
}
