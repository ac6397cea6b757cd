import { describe, expect, test } from 'vitest';
import { CATALOG, kindOf } from '../../src/model/catalog.ts';
import { DEMANDS, type Field } from '../../src/model/fields.ts';
import { findField } from '../../src/model/kind.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { UNITS, type Unit } from '../../src/model/units.ts';

const twice = (words: readonly string[]): string[] => words.filter((word, index) => words.indexOf(word) !== index);
const fieldsOf = (fields: Readonly<Record<string, Field>>) => Object.entries(fields);

test('kinds are named once each', () => {
  expect(twice(CATALOG.map((kind) => kind.name))).toEqual([]);
  expect(twice(CATALOG.map((kind) => kind.plural))).toEqual([]);
  expect(CATALOG.map((kind) => kind.name)).toEqual(expect.arrayContaining([
    'host', 'cpu', 'disk', 'interface', 'filesystem', 'sensor', 'process', 'group', 'container', 'cgroup', 'file', 'socket', 'thread', 'variable', 'limit', 'mapping', 'relative',
  ]));
});

test('a kind is had by its name; another name is refused', () => {
  for (const kind of CATALOG) expect(kindOf(kind.name)).toBe(kind);
  expect(() => kindOf('proces')).toThrow('no kind proces; there are host, cpu');
});

describe.each(CATALOG.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test('no two names or aliases of fields are the same, whatever their case', () => {
    const names = fieldsOf(kind.fields).flatMap(([name, field]) => [name.toLowerCase(), ...(field.aliases ?? []).filter((alias) => alias !== name.toLowerCase())]);
    expect(twice(names)).toEqual([]);
  });

  test('every name and alias finds its own field', () => {
    for (const [name, field] of fieldsOf(kind.fields)) {
      for (const word of [name, ...(field.aliases ?? [])]) expect([word, findField(kind, word)?.name]).toEqual([word, name]);
    }
  });

  test('key, columns, order and ties are fields of it', () => {
    const names = Object.keys(kind.fields);
    expect(names).toEqual(expect.arrayContaining([...kind.key, ...kind.columns, kind.sort.field]));
    expect(twice(kind.columns)).toEqual([]);
    if (kind.ties !== undefined) expect(kind.numbers).toContain(kind.ties);
  });

  test('what a column is called fits, and is said in a sentence', () => {
    for (const [name, field] of fieldsOf(kind.fields)) {
      expect(field.help, name).toMatch(/\.$/);
      if (field.type === 'number') expect([name, displayWidth(field.header) <= Math.max(field.width, 8)]).toEqual([name, true]);
      expect(field.width, name).toBeGreaterThan(0);
    }
    expect(kind.help).toMatch(/\.$/);
  });

  test('at most one column takes the width left over, the last but a few', () => {
    expect(fieldsOf(kind.fields).filter(([, field]) => field.type === 'text' && field.grow === true).length).toBeLessThanOrEqual(1);
  });

  test('every link leads to a kind that there is, by fields that there are', () => {
    for (const link of kind.links) {
      const target = kindOf(link.kind);
      if (link.by === 'inspect') continue;
      expect(Object.keys(target.fields)).toContain(link.by.rows);
      expect(Object.keys(kind.fields)).toContain(link.by.from);
    }
  });

  test('units, demands and labels are known ones', () => {
    for (const [name, field] of fieldsOf(kind.fields)) {
      if (field.demand !== undefined) expect(DEMANDS).toContain(field.demand);
      if (field.type !== 'number') continue;
      expect(UNITS).toContain(field.unit);
      if (field.choices !== undefined) expect([name, twice([...field.choices])]).toEqual([name, []]);
    }
  });
});

describe('Prometheus names', () => {
  const SUFFIX: Readonly<Partial<Record<Unit, RegExp>>> = {
    percent: /_ratio$/, bytes: /_bytes$/, bytesPerSecond: /_bytes_per_second$/, perSecond: /_per_second$/, seconds: /_seconds$/, timestamp: /_timestamp_seconds$/, celsius: /_celsius$/,
  };
  const named = CATALOG.flatMap((kind) => fieldsOf(kind.fields).flatMap(([name, field]) => (field.type === 'number' && field.prometheus !== undefined ? [{ kind, name, field, metric: field.prometheus }] : [])));

  test('there are some, of this program', () => {
    expect(named.length).toBeGreaterThan(20);
    for (const { metric } of named) expect(metric).toMatch(/^pyprocwatch_[a-z][a-z0-9]*(_[a-z0-9]+)+$/);
  });

  test('end in their base unit; counters, and they alone, in _total', () => {
    for (const { metric, field } of named) {
      const base = metric.replace(/_total$/, '');
      expect([metric, base !== metric]).toEqual([metric, field.role === 'counter']);
      expect(base).toMatch(SUFFIX[field.unit] ?? /(?<!_bytes|_seconds|_ratio|_celsius)$/);
    }
  });

  test('are given once within a kind', () => {
    expect(twice(named.map(({ kind, metric }) => `${kind.name} ${metric}`))).toEqual([]);
  });
});
