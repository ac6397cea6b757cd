import { gauge } from '../fields.ts';
import { process } from './process.ts';

const fields = process.fields;

/** What is totalled over the processes of a group, a container or a subtree: the same declarations, not copies. */
export const totals = {
  processes: gauge('count', 'Processes in it.', { header: 'PROCS', width: 6, weight: 90, rollup: 'sum', aliases: ['procs', 'n'] }),
  cpuPercent: fields.cpuPercent,
  memoryPercent: fields.memoryPercent,
  rssBytes: fields.rssBytes,
  anonymousBytes: fields.anonymousBytes,
  pssBytes: fields.pssBytes,
  swapBytes: fields.swapBytes,
  readBytesPerSecond: fields.readBytesPerSecond,
  writeBytesPerSecond: fields.writeBytesPerSecond,
  threads: fields.threads,
  openFiles: fields.openFiles,
  minorFaultsPerSecond: fields.minorFaultsPerSecond,
  majorFaultsPerSecond: fields.majorFaultsPerSecond,
  cpuSeconds: fields.cpuSeconds,
  startTime: fields.startTime,
} as const;

export const TOTAL_COLUMNS = ['processes', 'cpuPercent', 'memoryPercent', 'rssBytes', 'readBytesPerSecond', 'writeBytesPerSecond', 'threads', 'cpuSeconds'] as const;
