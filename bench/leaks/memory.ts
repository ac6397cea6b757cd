import { LeakDetector } from '../../src/analysis/leaks/detector.ts';
import { LEAK_METRICS } from '../../src/analysis/leaks/metrics.ts';
import { Random } from './random.ts';

// Memory of a track: node --expose-gc bench/leaks/memory.ts
const TRACKS = 2000;
const DAYS = 3;

function used(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

if (globalThis.gc === undefined) process.stderr.write('without --expose-gc the figure holds garbage too\n');
const random = new Random(1);
const before = used();
const detectors = Array.from({ length: TRACKS }, () => {
  const detector = new LeakDetector(LEAK_METRICS.anonymousMemory);
  for (let minute = 0; minute < DAYS * 1440; minute += 1) detector.update(minute * 60_000, 1e8 + random.between(0, 1e7), random.between(0, 5));
  return detector;
});
const each = (used() - before) / TRACKS;
process.stdout.write(`${Math.round(each)} bytes a track after ${DAYS} days, ${detectors.length} tracks\n`);
