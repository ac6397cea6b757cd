import { describe, expect, test } from 'vitest';
import { Tallies } from '../../src/analysis/tally.ts';
import { gauge } from '../../src/model/fields.ts';
import { CATALOG } from '../../src/model/catalog.ts';
import { isNumber } from '../../src/model/kind.ts';
import { headlinesOf } from '../../src/reports/headlines.ts';
import { addsUp, goneSince, numberField, sortRows, totalUnit, usageRows } from '../../src/reports/usage.ts';
import { ROLLED_KINDS } from '../../storage/history/rolled-kinds.ts';

const options = { header: 'X', width: 6 };
const fieldOf = (name: string) => ({ cpuPercent: gauge('percent', 'CPU.', { ...options, precision: 0.1 }), rssBytes: gauge('bytes', 'Memory.', { ...options, precision: 4096 }), faultsPerSecond: gauge('perSecond', 'Faults.', options) })[name];
const HOST = { cpus: 2, memoryBytes: 8192 * 100 };

function tallied(entities: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>): Tallies {
  const tallies = new Tallies();
  for (const [entity, fields] of Object.entries(entities)) for (const [field, values] of Object.entries(fields)) values.forEach((value, index) => { tallies.of(entity, field).add(value, 10, index * 10_000); });
  return tallies;
}

describe('rows', () => {
  test('a rate adds up over time and is spread over all that was recorded; a level has its mean', () => {
    const [row] = usageRows({ tallies: tallied({ a: { cpuPercent: [100, 50], rssBytes: [8192, 16_384], faultsPerSecond: [3, 5] } }), recordedSeconds: 40 }, undefined, fieldOf, HOST);
    expect(row).toMatchObject({ name: 'a', presentSeconds: 20, isNew: false });
    expect(row?.figures.get('cpuPercent')).toMatchObject({ mean: 75, total: 15, perSecond: 37.5, hostPercent: 18.75, peak: 100, peakAt: 0, least: 50, before: undefined });
    expect(row?.figures.get('rssBytes')).toMatchObject({ mean: 12_288, total: Number.NaN, perSecond: 12_288, hostPercent: 1.5 });
    expect(row?.figures.get('faultsPerSecond')).toMatchObject({ total: 80, perSecond: 2, hostPercent: Number.NaN });
  });

  test('a percentile is exact where its field is coarser than the percentile', () => {
    const [row] = usageRows({ tallies: tallied({ a: { cpuPercent: [0.3, 2.9, 2.9, 2.9, 4.4] } }), recordedSeconds: 50 }, undefined, fieldOf, HOST);
    expect(row?.figures.get('cpuPercent')).toMatchObject({ p50: 2.9, p95: 4.4 });
  });

  test('against a period in which nothing was recorded there is no change, and nobody is new', () => {
    const now = { tallies: tallied({ a: { cpuPercent: [1] } }), recordedSeconds: 10 };
    const [row] = usageRows(now, { tallies: new Tallies(), recordedSeconds: 0 }, fieldOf, HOST);
    expect([row?.isNew, row?.figures.get('cpuPercent')?.before]).toEqual([false, undefined]);
    const [other] = usageRows(now, { tallies: tallied({ a: { cpuPercent: [0] } }), recordedSeconds: 10 }, fieldOf, HOST);
    expect(other?.figures.get('cpuPercent')?.before).toMatchObject({ change: 1, changePercent: Number.NaN });
  });

  test('are ordered by a figure, unknown ones last, equal ones by name', () => {
    const rows = usageRows({ tallies: tallied({ b: { cpuPercent: [5] }, a: { cpuPercent: [5] }, none: { rssBytes: [1] }, most: { cpuPercent: [6] } }), recordedSeconds: 10 }, undefined, fieldOf, HOST);
    expect(sortRows(rows, 'cpuPercent', 'perSecond').map(({ name }) => name)).toEqual(['most', 'a', 'b', 'none']);
  });

  test('those that are gone stand by what they had used', () => {
    const gone = goneSince(tallied({ here: { cpuPercent: [1] } }), tallied({ here: { cpuPercent: [9] }, small: { cpuPercent: [1] }, large: { cpuPercent: [5] } }), 'cpuPercent');
    expect(gone.map(({ name }) => name)).toEqual(['large', 'small']);
  });
});

describe('declarations', () => {
  test('which fields add up, and to what', () => {
    const process = CATALOG.find(({ name }) => name === 'process');
    const field = (name: string) => {
      const found = process?.fields[name];
      if (found === undefined || !isNumber(found)) throw new Error(`no ${name}`);
      return found;
    };
    expect(['cpuPercent', 'memoryPercent', 'rssBytes', 'readBytesPerSecond', 'minorFaultsPerSecond'].map((name) => addsUp(field(name)))).toEqual([true, false, false, true, true]);
    expect(['cpuPercent', 'readBytesPerSecond', 'minorFaultsPerSecond'].map((name) => totalUnit(field(name)))).toEqual(['seconds', 'bytes', 'count']);
  });

  test('every kind of which totals are kept has figures at its head, all of them kept', () => {
    for (const { kind, from, fields, counted } of ROLLED_KINDS) {
      const headlines = headlinesOf(kind);
      expect([kind.name, headlines.length > 0]).toEqual([kind.name, true]);
      for (const { field } of headlines) {
        expect([...fields, counted]).toContain(field);
        expect(numberField(field, [kind, from])).toBeDefined();
      }
    }
  });
});
