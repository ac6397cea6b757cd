// Watches by rules of its own for half a minute: tells when a process has more than 100 MiB for 3 seconds.
import { AlertWatch, ProcessMonitor } from '../src/index.ts';

const watch = new AlertWatch({ rules: 'rules:\n- alert: Large\n  when: process.rss > 100MiB for 3s\n' });
const timeline = new ProcessMonitor({ intervalSeconds: 1 }).start();
timeline.demand(watch.demand);

const unsubscribe = timeline.subscribe((snapshot) => {
  const { alerts, events } = watch.evaluate(snapshot);
  for (const { what, fingerprint, detail } of events) {
    const row = alerts.find((index) => alerts.text('fingerprint', index) === fingerprint);
    console.log(what, row < 0 ? fingerprint : alerts.text('subject', row), detail);
  }
});

setTimeout(() => {
  unsubscribe();
  void timeline.close();
}, 30_000);
