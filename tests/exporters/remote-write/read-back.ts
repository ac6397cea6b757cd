import { expect } from 'vitest';
import type { Family } from '../../../src/exporters/family.ts';
import type { ReadSeries } from '../peers.ts';

/** A label that a careless writer would spoil. */
export const HOSTILE = String.raw`C:\"site" {é中}`;

export interface Written {
  /** Ms since the epoch. */
  readonly time: number;
  readonly families: readonly Family[];
}

const keyOf = (labels: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));

/** Fails unless a receiver has each sample that was written with its value, each once and in order, and no other. */
export function expectWritten(read: readonly ReadSeries[], written: readonly Written[], external: Readonly<Record<string, string>>): void {
  const expected: Record<string, [number, number][]> = {};
  for (const { time, families } of written) {
    for (const { name, labels, values } of families) {
      values.forEach((value, index) => {
        if (Number.isNaN(value)) return;
        const key = keyOf({ __name__: name, ...external, ...Object.fromEntries(labels[index]?.pairs ?? []) });
        (expected[key] ??= []).push([time, value]);
      });
    }
  }
  expect(Object.keys(expected).length).toBeGreaterThan(50);
  // VictoriaMetrics shows the markers by which series end, Prometheus knows them and leaves them out.
  expect(Object.fromEntries(read.map(({ labels, samples }) => [keyOf(labels), samples.filter(([, value]) => !Number.isNaN(value))]))).toEqual(expected);
}
