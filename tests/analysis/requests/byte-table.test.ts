import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteTable } from '../../../src/analysis/requests/byte-table.ts';

const key = fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ minLength: 60, maxLength: 70 }), fc.constantFrom('a', 'b', '192.0.2.1').map((text) => new TextEncoder().encode(text)));

test('gives a number for each key, as a map would', () => {
  fc.assert(fc.property(fc.array(key, { maxLength: 400 }), (keys) => {
    const table = new ByteTable({ limit: 1000, keyBytes: 8 });
    const model = new Map<string, number>();
    for (const bytes of keys) {
      const text = bytes.join();
      const known = model.get(text);
      expect(table.find(bytes, 0, bytes.length)).toBe(known ?? -1);
      const id = table.idOf(Uint8Array.of(1, ...bytes, 2), 1, bytes.length + 1);
      expect(id).toBe(known ?? model.size);
      expect(table.added).toBe(known === undefined);
      model.set(text, id);
    }
    expect(table.size).toBe(model.size);
    for (const bytes of keys) expect([...table.key(model.get(bytes.join()) ?? -1)]).toEqual([...bytes.subarray(0, 8)]);
  }));
});

test('stays within its limit; who is asked for often stays; a number that changes hands has another generation', () => {
  fc.assert(fc.property(fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 500 }), fc.integer({ min: 1, max: 20 }), (asked, limit) => {
    const table = new ByteTable({ limit });
    const holder = new Map<number, { readonly name: number; readonly generation: number }>();
    for (const name of asked) {
      const bytes = new TextEncoder().encode(`client ${name}`);
      const id = table.idOf(bytes, 0, bytes.length);
      expect(id).toBeLessThan(limit);
      const before = holder.get(id);
      if (before !== undefined) expect(before.name === name).toBe(before.generation === table.generation(id));
      holder.set(id, { name, generation: table.generation(id) });
      expect(table.find(bytes, 0, bytes.length)).toBe(id);
      for (const [other, held] of holder) {
        const text = new TextEncoder().encode(`client ${held.name}`);
        if (held.generation === table.generation(other)) expect(table.find(text, 0, text.length)).toBe(other);
      }
    }
  }), { numRuns: 100 });
});

test('second chance: what came again between is not the one to go', () => {
  const table = new ByteTable({ limit: 3 });
  const ask = (name: string): number => table.idOf(new TextEncoder().encode(name), 0, name.length);
  ['a', 'b', 'c', 'd'].forEach(ask);
  ask('b');
  ask('e');
  expect(table.find(new TextEncoder().encode('b'), 0, 1)).toBeGreaterThanOrEqual(0);
  expect(table.evicted).toBe(2);
  table.clear();
  expect([table.size, table.find(new TextEncoder().encode('b'), 0, 1), ask('x')]).toEqual([0, -1, 0]);
});
