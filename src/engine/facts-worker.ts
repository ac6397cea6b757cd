import { parentPort } from 'node:worker_threads';
import { factFrame } from '../collectors/portable/fact-rows.ts';
import { readHostFacts } from '../collectors/portable/facts.ts';
import { FrameEncoder } from './wire.ts';

// Some of the library's calls wait for a command of the system: here they hold up nobody, and its memory goes with the thread.
if (parentPort !== null) parentPort.postMessage(new FrameEncoder().encode(factFrame(await readHostFacts())));
