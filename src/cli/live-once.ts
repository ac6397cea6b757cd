import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../model/snapshot.ts';
import type { Timeline } from '../model/timeline.ts';
import { ProcessMonitor } from '../monitors/process-monitor.ts';
import { attached } from './attached.ts';
import type { TopArguments } from './commands/top.ts';
import { type Settings, trafficOptions } from './settings.ts';

/** Requests are counted as they come: where no service counts already, it takes a while until there are any. */
const COUNT_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 100;

/** What a running service knows of requests, or what comes within ten seconds. Undefined where nothing is read. */
export async function requestsOnce(args: TopArguments, settings: Settings): Promise<Snapshot | undefined> {
  const traffic = trafficOptions(settings, false, 'pyprocwatch top');
  const own = (): Timeline => new ProcessMonitor({ roots: settings.roots, redact: settings.redact, traffic }).start();
  const service = await attached(args, settings, own);
  if (service === undefined && traffic === undefined) return undefined;
  const timeline = service ?? own();
  try {
    for (const end = performance.now() + COUNT_MILLISECONDS; performance.now() < end; await sleep(LOOK_MILLISECONDS)) {
      const frame = timeline.latest()?.named(settings.kind.name);
      // A service knows already; who begins to count waits for more than the first request.
      if (frame !== undefined && service !== undefined) break;
    }
    return timeline.latest();
  } finally {
    await timeline.close();
  }
}
