// Says which processes grew by more than 10 MiB since the last sample, for ten seconds.
import { process as processKind, ProcessMonitor } from '../src/index.ts';

const GROWTH_BYTES = 10 * 1024 * 1024;
const timeline = new ProcessMonitor({ intervalSeconds: 1 }).start();
const before = new Map<string, number>();

const unsubscribe = timeline.subscribe((snapshot) => {
  const processes = snapshot.frame(processKind);
  if (processes === undefined) return;
  for (let row = 0; row < processes.count; row += 1) {
    const key = `${processes.number('pid', row)}@${processes.number('startTime', row)}`;
    const now = processes.number('rssBytes', row);
    const grown = now - (before.get(key) ?? now);
    if (grown > GROWTH_BYTES) console.log(`${processes.number('pid', row)} ${processes.text('name', row)} grew by ${(grown / 1024 ** 2).toFixed(0)} MiB`);
    before.set(key, now);
  }
});

setTimeout(() => {
  unsubscribe();
  void timeline.close();
}, 10_000);
