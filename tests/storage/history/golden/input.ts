import type { ProbeRow, ProbeTick } from '../codec/probe.ts';

const row = (id: number, load: number, memory: number, balance = -3, ports = ''): ProbeRow => ({ id, load, memory, reads: id === 2 ? 1200 : 0, balance, ports });

/** Births, ends, a return, values not known, a negative one, a text that changes, a tick without a change and one without a row. */
export const TICKS: readonly ProbeTick[] = [
  { time: 1_767_225_600_000, rows: [row(1, 0, 4096 * 300), row(2, 12.5, 4096 * 70_000, 12, '80'), row(700, Number.NaN, Number.NaN)] },
  { time: 1_767_225_601_000, rows: [row(1, 0, 4096 * 300), row(2, 99.9, 4096 * 70_010, 12, '80'), row(700, 0, 4096)] },
  { time: 1_767_225_602_001, rows: [row(1, 0, 4096 * 300), row(2, 0, 4096 * 70_010, 12, '80,443'), row(900, 3.1, 8192)] },
  { time: 1_767_225_603_000, rows: [row(1, 0, 4096 * 300), row(2, 0, 4096 * 70_010, 12, '80,443'), row(900, 0, 8192)] },
  { time: 1_767_225_604_000, rows: [] },
  { time: 1_767_225_609_000, rows: [row(700, 0.1, 4096, 2 ** 50), row(2, 1, 4096 * 69_000, 5, '80')] },
];

export const HEADS_FILE = 'heads-1.bin';
export const chunkFile = (method: string): string => `chunk-1-${method}.bin`;
