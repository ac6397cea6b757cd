import { parentPort, workerData } from 'node:worker_threads';
import { staySmall } from '../stay-small.ts';
import type { FromTraffic, ToTraffic, TrafficOptions } from './protocol.ts';
import { TrafficRunner } from './traffic-runner.ts';

const port = parentPort;
if (port !== null) {
  // Its heap has tens of MB where there are many sessions, and a collection takes as many ms.
  staySmall(60_000);
  const options: TrafficOptions = workerData;
  const runner = await TrafficRunner.start(options, (message: FromTraffic) => port.postMessage(message));
  port.on('message', (message: ToTraffic) => {
    if (message.type === 'taken') runner.taken();
    else void runner.close().finally(() => port.close());
  });
}
