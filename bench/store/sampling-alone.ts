import { everything, ProcessMonitor } from '../../src/monitors/process-monitor.ts';

/** What `pyprocwatch record` does, without the history. Argument: seconds between samples. */
const timeline = new ProcessMonitor({ intervalSeconds: Number(process.argv[2] ?? '5') }).start();
timeline.demand(everything(['io', 'files']));
timeline.subscribe(() => undefined);
