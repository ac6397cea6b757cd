import { playLong } from './model-long.ts';
import { IDLE, playShort } from './model-short.ts';
import { Random } from './random.ts';
import { drawLong, SYNTHETIC_SHAPES, WIDE_SHAPES } from './shapes-long.ts';
import { SHORT_SHAPES } from './shapes-short.ts';
import type { Trace } from './trace.ts';

export type Family = 'short' | 'synthetic' | 'wide';
export const FAMILIES: readonly Family[] = ['short', 'synthetic', 'wide'];

const hash = (text: string): number => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);

/** `copies` traces of each shape of a family, one at a time; the same seed gives the same traces. */
export function* generate(family: Family, seed: number, copies: number): Generator<Trace> {
  const randomFor = (shape: string, copy: number): Random => new Random(Math.imul(seed, 7919) + hash(family + shape) + copy * 104_729);
  for (let copy = 0; copy < copies; copy += 1) {
    if (family === 'short') {
      for (const [shape, draw] of Object.entries(SHORT_SHAPES)) {
        const random = randomFor(shape, copy);
        yield playShort(`${shape}_${seed}_${copy}`, shape, { ...IDLE, ...draw(random) }, random);
      }
      continue;
    }
    for (const [shape, draw] of Object.entries(family === 'wide' ? WIDE_SHAPES : SYNTHETIC_SHAPES)) {
      const random = randomFor(shape, copy);
      yield playLong(`${shape}_${seed}_${copy}`, shape, drawLong(family, draw, random), random);
    }
  }
}
