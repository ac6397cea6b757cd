import { simulated } from '../../../bench/capacity/simulated.ts';
import type { ServiceHistory } from '../../../src/monitors/capacity/service-history.ts';

export const { history } = simulated(5, 3);
export const GIB = 2 ** 30;

/** The made-up backend with so much memory more before its first request, at so many times its CPU. */
export const heavier = (idle: number, cpu = 1): ServiceHistory => ({ ...history, of: { ...history.of, cpuCores: history.of.cpuCores?.map((value) => value * cpu), memoryBytes: history.of.memoryBytes?.map((value) => value + idle) } });
