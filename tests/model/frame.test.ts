import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Frame, FrameBuilder } from '../../src/model/frame.ts';
import { kindOf } from '../../src/model/catalog.ts';
import { disk } from '../../src/model/kinds/host-parts.ts';
import { file } from '../../src/model/kinds/process-parts.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { frameOf } from './support.ts';

const disks = () => frameOf(disk, [{ name: 'sda', busyPercent: 5, waitSeconds: 0.25 }, { name: 'sdb', busyPercent: 7 }]);

describe('a frame', () => {
  test('gives cells, columns and rows', () => {
    const frame = disks();
    expect(frame.count).toBe(2);
    expect(frame.number('busyPercent', 1)).toBe(7);
    expect(frame.number('waitSeconds', 1)).toBeNaN();
    expect(frame.text('name', 1)).toBe('sdb');
    expect([...frame.column('busyPercent')]).toEqual([5, 7]);
    expect([...frame.column('waitSeconds')]).toEqual([0.25, Number.NaN]);
    expect(frame.textsOf(0)).toEqual(['sda']);
    expect(frame.textsOf(0)).toBe(frame.textsOf(0));
  });

  test.each([2, 3, 99, -1])('a row that is not there (%i) is unknown, not a cell of another column', (row) => {
    const frame = disks();
    for (const name of disk.numbers) expect(frame.number(name, row)).toBeNaN();
    expect(frame.text('name', row)).toBe('');
    expect(frame.textsOf(row)).toEqual([]);
  });

  test('an unknown field is a slip in our own code', () => {
    const frame: Frame = disks();
    expect(() => frame.number('celsius', 0)).toThrow('kind disk has no number field celsius');
    expect(() => frame.column('name')).toThrow(RangeError);
    expect(() => frame.text('busyPercent', 0)).toThrow('kind disk has no text field busyPercent');
  });

  test('a row is found by what it says, the first one', () => {
    const frame = disks();
    expect(frame.find((row) => frame.text('name', row) === 'sdb')).toBe(1);
    expect(frame.find(() => true)).toBe(0);
    expect(frame.find(() => false)).toBe(-1);
  });

  test('stale rows are the same rows', () => {
    const frame = disks();
    const stale = frame.asStale();
    expect([frame.stale, stale.stale]).toEqual([false, true]);
    expect(stale.parts()).toEqual(frame.parts());
    expect(stale.parts().numbers).toBe(frame.parts().numbers);
  });
});

describe('a builder', () => {
  test('gathers rows; what is not given is unknown or empty', () => {
    const builder = new FrameBuilder(file);
    builder.add({ fd: 3, type: safeText('file'), sizeBytes: 10 });
    builder.add({ fd: 4 });
    const frame = builder.build();
    expect(frame.kind).toBe(file);
    expect([...frame.column('fd')]).toEqual([3, 4]);
    expect([...frame.column('sizeBytes')]).toEqual([10, Number.NaN]);
    expect([...frame.column('positionBytes')]).toEqual([Number.NaN, Number.NaN]);
    expect([frame.text('type', 0), frame.text('type', 1)]).toEqual(['file', '']);
    expect(frame.stale).toBe(false);
  });

  test('without rows gives an empty frame', () => {
    const frame = new FrameBuilder(file).build();
    expect(frame.count).toBe(0);
    expect([...frame.column('fd')]).toEqual([]);
  });

  test('a built frame does not change when rows are added later', () => {
    const builder = new FrameBuilder(file);
    builder.add({ fd: 1 });
    const before = builder.build();
    builder.add({ fd: 2 });
    expect([...before.column('fd')]).toEqual([1]);
    expect([...builder.build().column('fd')]).toEqual([1, 2]);
  });

  test('every cell comes back where it was put', () => {
    const row = fc.record({ fd: fc.nat(), sizeBytes: fc.double(), positionBytes: fc.double(), mode: fc.constantFrom('r', 'w').map(safeText), target: fc.string().map(safeText) }, { requiredKeys: [] });
    fc.assert(fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const builder = new FrameBuilder(file);
      for (const one of rows) builder.add(one);
      const frame = builder.build();
      rows.forEach((one, index) => {
        expect(frame.number('fd', index)).toBe(one.fd ?? Number.NaN);
        expect(frame.number('sizeBytes', index)).toBe(one.sizeBytes ?? Number.NaN);
        expect(frame.text('target', index)).toBe(one.target ?? '');
        expect(frame.text('mode', index)).toBe(one.mode ?? '');
      });
    }));
  });
});

test('a frame may be of a kind known by name only', () => {
  expect(new Frame(kindOf('disk'), 0, new Float64Array(0), []).kind.plural).toBe('disks');
});
