import fc from 'fast-check';
import { expect, test } from 'vitest';
import { positionsOf } from '../../../src/engine/traffic/stored-positions.ts';

const POSITION = { path: '/a', device: '1', inode: '2', head: 'ab', headBytes: 10, offset: 99 };

test('positions come back as they were stored', () => {
  expect(positionsOf(JSON.stringify([POSITION]))).toEqual([POSITION]);
  expect(positionsOf(undefined)).toEqual([]);
});

test.each(['', '{}', 'null', '[', '[null,1,"x",[]]', JSON.stringify([{ ...POSITION, offset: '9' }]), JSON.stringify([{ ...POSITION, inode: 2 }])])('of %s there is none', (json) => {
  expect(positionsOf(json)).toEqual([]);
});

test('what is damaged is left out, whatever it is', () => {
  fc.assert(fc.property(fc.array(fc.jsonValue()), (values) => {
    expect(positionsOf(JSON.stringify([...values, POSITION])).at(-1)).toEqual(POSITION);
  }));
});
