import { Worker } from 'node:worker_threads';
import type { Frame } from '../model/frame.ts';
import { FrameDecoder, type WireFrame } from './wire.ts';

/** What this machine is, as rows of the kind `fact`. Rejects when the library cannot be loaded. */
export function machineFacts(): Promise<Frame> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './facts-worker.ts' : './facts-worker.mjs', import.meta.url), { execArgv: [] });
    worker.once('message', (wire: WireFrame) => {
      resolve(new FrameDecoder().decode(wire));
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the facts about this machine could not be read')));
  });
}
