import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameDecoder, FrameEncoder } from '../../src/engine/wire.ts';
import { Frame, type Texts } from '../../src/model/frame.ts';
import { cpu } from '../../src/model/kinds/host-parts.ts';
import { group } from '../../src/model/kinds/group.ts';
import { variable } from '../../src/model/kinds/process-parts.ts';
import type { Kind } from '../../src/model/kind.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { frameOf, rowsOf } from '../model/support.ts';

const texts = (...words: string[]): Texts => words.map(safeText);
const variables = (rows: readonly Texts[], stale = false): Frame => new Frame(variable, rows.length, new Float64Array(0), rows, stale);

describe('texts', () => {
  const [one, two, three] = [texts('A', '1'), texts('B', '2'), texts('C', '3')];

  test('are sent once, as long as they are the same array', () => {
    const encoder = new FrameEncoder();
    const first = encoder.encode(variables([one, two]));
    expect(first.added.map(([, sent]) => sent)).toEqual([one, two]);
    expect(first.ids).toHaveLength(2);
    const second = encoder.encode(variables([one, two]));
    expect([second.added, second.ids]).toEqual([[], undefined]);
    const third = encoder.encode(variables([two, three, one]));
    expect(third.added.map(([, sent]) => sent)).toEqual([three]);
    expect(third.ids).toHaveLength(3);
  });

  test('of a row that went and came back are sent again, for the receiver forgot them', () => {
    const [encoder, decoder] = [new FrameEncoder(), new FrameDecoder()];
    for (const rows of [[one, two], [two], [one, two]]) expect(rowsOf(decoder.decode(encoder.encode(variables(rows))))).toEqual(rowsOf(variables(rows)));
  });

  test('in two rows of one frame are two rows', () => {
    expect(new FrameDecoder().decode(new FrameEncoder().encode(variables([one, one]))).count).toBe(2);
  });

  test('stay the same array at the receiver, so that it can tell what changed', () => {
    const [encoder, decoder] = [new FrameEncoder(), new FrameDecoder()];
    const first = decoder.decode(encoder.encode(variables([one, two])));
    const second = decoder.decode(encoder.encode(variables([two, one])));
    expect(second.textsOf(1)).toBe(first.textsOf(0));
    const third = decoder.decode(encoder.encode(variables([two, one])));
    expect(third.textsOf(0)).toBe(second.textsOf(0));
  });
});

test('kinds do not disturb each other', () => {
  const [encoder, decoder] = [new FrameEncoder(), new FrameDecoder()];
  const shared = texts('x', 'y');
  const groups = (): Frame => new Frame(group, 1, new Float64Array(group.numbers.length), [shared]);
  for (let round = 0; round < 2; round += 1) {
    expect(decoder.decode(encoder.encode(variables([shared]))).textsOf(0)).toEqual(['x', 'y']);
    expect(decoder.decode(encoder.encode(groups())).textsOf(0)).toEqual(['x', 'y']);
  }
});

test('numbers, staleness and kind come through', () => {
  const frame = frameOf(cpu, [{ id: 0, usedPercent: 12.5 }, { id: 1 }]).asStale();
  const decoded = new FrameDecoder().decode(structuredClone(new FrameEncoder().encode(frame)));
  expect([decoded.kind, decoded.stale, decoded.count]).toEqual([cpu, true, 2]);
  expect(rowsOf(decoded)).toEqual([{ id: 0, usedPercent: 12.5 }, { id: 1 }]);
});

test('a frame without rows comes through, before and after others', () => {
  const [encoder, decoder] = [new FrameEncoder(), new FrameDecoder()];
  for (const rows of [[], [texts('A', '1')], [], []]) expect(decoder.decode(encoder.encode(variables(rows))).count).toBe(rows.length);
});

test('whatever frames are sent one after another, the same frames arrive, and no text is sent twice in a row', () => {
  const pool = Array.from({ length: 6 }, (_, index) => texts(`n${index}`, `v${index % 2}`));
  const step = fc.record({ rows: fc.array(fc.nat({ max: pool.length - 1 }), { maxLength: 6 }), stale: fc.boolean(), kind: fc.constantFrom('variable', 'group'), value: fc.double() });
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const [encoder, decoder] = [new FrameEncoder(), new FrameDecoder()];
    const before = new Map<string, ReadonlySet<number>>();
    for (const { rows, stale, kind: name, value } of steps) {
      const kind: Kind = name === 'group' ? group : variable;
      const frame = new Frame(kind, rows.length, new Float64Array(kind.numbers.length * rows.length).fill(value), rows.map((row) => pool[row] ?? []), stale);
      const wire = encoder.encode(frame);
      for (const [, sent] of wire.added) expect(before.get(name)?.has(pool.indexOf(sent)) ?? false).toBe(false);
      before.set(name, new Set(rows));
      const decoded = decoder.decode(structuredClone(wire));
      expect([decoded.kind.name, decoded.count, decoded.stale]).toEqual([name, rows.length, stale]);
      expect(decoded.parts()).toEqual(frame.parts());
    }
  }), { numRuns: 500 });
});
