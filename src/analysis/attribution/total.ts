import type { ProcessSamples } from './input.ts';
import { placeOf } from './rows.ts';
import { segmentsOf, type Segment } from './samples.ts';

/** CPU of a segment from its begin on until each time, ms, straight between samples. */
function usedUntil({ edges, cpu }: Segment, times: Float64Array): Float64Array {
  const sums = new Float64Array(edges.length);
  cpu.forEach((used, index) => {
    sums[index + 1] = (sums[index] ?? 0) + used;
  });
  return times.map((time) => {
    if (time <= (edges[0] ?? 0)) return 0;
    const place = placeOf(edges, time);
    if (place < 0) return sums.at(-1) ?? 0;
    const [from, to] = [edges[place] ?? 0, edges[place + 1] ?? 0];
    return (sums[place] ?? 0) + ((time - from) / (to - from)) * (cpu[place] ?? 0);
  });
}

/** All processes as one, on the times of the one with the most samples: what is known where the log names no upstream. */
export function totalOf(processes: readonly ProcessSamples[]): ProcessSamples {
  const segments = processes.flatMap((samples, index) => segmentsOf(samples, index));
  const longest = processes.reduce<ProcessSamples | undefined>((most, samples) => (samples.times.length > (most?.times.length ?? 0) ? samples : most), undefined);
  const times = (longest?.times ?? new Float64Array(0)).filter((time) => Number.isFinite(time)).sort();
  const cpu = new Float64Array(times.length);
  for (const segment of segments) {
    usedUntil(segment, times).forEach((used, index) => {
      cpu[index] = (cpu[index] ?? 0) + used * 1e6;
    });
  }
  return { name: '', times, cpu, multiThreaded: true };
}
