import { ByteWriter } from './bytes.ts';
import { type MethodNumber, packParts } from './container.ts';
import { commonDivisor, planesFor, writePlanes } from './planes.ts';
import type { Window } from './window.ts';

/** A part is closed when it has this many bytes: whoever asks for one column unpacks little else, and like columns (the kinds of memory) share one. */
const PART_BYTES = 64 * 1024;

/**
 * One sealed window. Part 0: counts; of each column the part and place of its body, divisor and planes of first
 * values, divisor, number and planes of what follows; texts; times (difference of differences); runs; which rows changed. Then the
 * columns: first values by planes, which of the changed rows have a cell, the cells by planes. docs/history-format.md.
 */
export function encodeChunk(window: Window, method: MethodNumber): Uint8Array {
  const { times, runs, firsts, cells, changed } = window;
  const rows = runs.reduce((sum, { length }) => sum + length, 0);
  const head = new ByteWriter(4096);
  for (const count of [times.length, runs.length, rows, changed.length, firsts.length]) head.unsigned(count);
  const bodies: Uint8Array[] = [];
  let body = new ByteWriter(PART_BYTES);
  firsts.forEach((values, column) => {
    const { rows: cellRows, residuals } = cells[column] ?? { rows: new Uint32Array(0), residuals: new Float64Array(0) };
    const firstDivisor = commonDivisor(values);
    const firstPlanes = planesFor(values, firstDivisor);
    const divisor = commonDivisor(residuals);
    const planes = planesFor(residuals, divisor);
    for (const fact of [bodies.length + 1, body.length, firstDivisor, firstPlanes, divisor, residuals.length, planes]) head.unsigned(fact);
    writePlanes(values, firstDivisor, firstPlanes, body.area(firstPlanes * values.length));
    if (residuals.length > 0) {
      const maskAt = body.length;
      body.area(Math.ceil(changed.length / 8));
      for (const row of cellRows) body.setBit(maskAt, row);
      writePlanes(residuals, divisor, planes, body.area(planes * residuals.length));
    }
    if (body.length < PART_BYTES) return;
    bodies.push(body.view());
    body = new ByteWriter(PART_BYTES);
  });
  bodies.push(body.view());
  head.unsigned(window.texts.length);
  for (const text of window.texts) head.text(text);
  let [last, step] = [0, 0];
  for (const time of times) {
    head.signed(time - last - step);
    step = last === 0 ? 0 : time - last;
    last = time;
  }
  let id = 0;
  for (const run of runs) {
    head.signed(run.id - id);
    id = run.id;
  }
  for (const run of runs) head.unsigned(run.start);
  for (const run of runs) head.unsigned(times.length - run.start - run.length);
  const maskAt = head.length;
  head.area(Math.ceil((rows - runs.length) / 8));
  for (const row of changed) head.setBit(maskAt, row);
  return packParts([head.view(), ...bodies], method);
}
