import { gauge, property, text } from '../../../../src/model/fields.ts';
import { FrameBuilder, type Frame } from '../../../../src/model/frame.ts';
import { defineKind } from '../../../../src/model/kind.ts';
import { safeText } from '../../../../src/model/safe-text.ts';
import { Chunk } from '../../../../storage/history/codec/chunk.ts';
import { encodeChunk } from '../../../../storage/history/codec/chunk-encoder.ts';
import { METHOD, type MethodNumber } from '../../../../storage/history/codec/container.ts';
import { HeadEncoder } from '../../../../storage/history/codec/head-encoder.ts';
import { layoutOf } from '../../../../storage/history/codec/layout.ts';
import { WindowReader } from '../../../../storage/history/codec/window.ts';
import { coursesOf } from '../../../../storage/history/frame-reader.ts';

/** A small kind with everything that a layout may have. */
export const probe = defineKind('probe', {
  plural: 'probes',
  help: 'Made up for tests.',
  key: ['id'],
  fields: {
    id: property('id', 'Who.', { header: 'ID', width: 5 }),
    load: gauge('percent', 'A rate with decimals.', { header: 'LOAD', width: 5, precision: 0.1 }),
    memory: gauge('bytes', 'A level in pages.', { header: 'MEM', width: 5, precision: 4096 }),
    reads: gauge('perSecond', 'A rate.', { header: 'READ', width: 5 }),
    balance: gauge('count', 'A level that may be negative.', { header: 'BAL', width: 5 }),
    name: text('Who in words.', { header: 'NAME', width: 5 }),
    ports: text('Changes.', { header: 'PORTS', width: 5, changing: true }),
  },
  columns: ['id'],
});

export const LAYOUT = layoutOf(probe);
export const COURSES = coursesOf(LAYOUT);
export const WIDTH = COURSES.length;

export interface ProbeRow {
  readonly id: number;
  readonly load: number;
  readonly memory: number;
  readonly reads: number;
  readonly balance: number;
  readonly ports: string;
}

export interface ProbeTick {
  readonly time: number;
  readonly rows: readonly ProbeRow[];
}

export function probeFrame(rows: readonly ProbeRow[]): Frame {
  const builder = new FrameBuilder(probe);
  for (const row of rows) builder.add({ ...row, ports: safeText(row.ports) });
  return builder.build();
}

/** The heads of one window, one each tick. */
export function headsOf(ticks: readonly ProbeTick[], encoder = new HeadEncoder(LAYOUT)): Uint8Array[] {
  return ticks.map(({ rows }) => encoder.encode(probeFrame(rows), rows.map(({ id }) => id)));
}

export function windowOf(ticks: readonly ProbeTick[], heads = headsOf(ticks)): WindowReader {
  const reader = new WindowReader(WIDTH);
  ticks.forEach(({ time }, index) => reader.read(time, heads[index] ?? new Uint8Array(0)));
  return reader;
}

export const chunkBytes = (ticks: readonly ProbeTick[], method: MethodNumber = METHOD.zstd): Uint8Array => encodeChunk(windowOf(ticks).window(), method);
export const chunkOf = (ticks: readonly ProbeTick[], method?: MethodNumber): Chunk => new Chunk(chunkBytes(ticks, method));
