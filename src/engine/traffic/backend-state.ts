import type { SafeText } from '../../model/safe-text.ts';

/** What the costs of an endpoint are known to be: `known` is an index into COST_KNOWN. */
export interface KnownCost {
  readonly cpuSeconds: number;
  readonly low: number;
  readonly high: number;
  readonly known: number;
  /** Endpoints of which only the sum is known with this one. */
  readonly group: readonly number[];
}

/** In place of the number of processes: they are on another host. -1: nobody is named, it may be any. */
export const ELSEWHERE = -2;

/** Processes behind an address, or a gateway. NaN is not known. */
export interface BackendState {
  readonly number: number;
  readonly site: SafeText;
  /** Of a gateway: those whose requests it passes on. */
  readonly sites: readonly SafeText[];
  readonly address: SafeText;
  /** Index into BACKEND_ROLES. */
  readonly role: number;
  /** Its processes, with the part of its CPU (0 to 1) that each used. */
  readonly pids: readonly { readonly pid: number; readonly name: SafeText; readonly share: number }[];
  readonly cpuPercent: number;
  readonly delayPercent: number;
  readonly rssBytes: number;
  readonly samplingMilliseconds: number;
  /** What reading the CPU of all of them costs; 100 is one core. */
  readonly samplingPercent: number;
}
