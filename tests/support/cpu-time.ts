import { threadCpuUsage } from 'node:process';

/** Milliseconds of CPU that `work` takes in this thread: a busy machine lengthens the time on the clock, not this. */
export function cpuMilliseconds(work: () => unknown): number {
  const start = threadCpuUsage();
  work();
  const { user, system } = threadCpuUsage(start);
  return (user + system) / 1000;
}
