import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familiesOf } from '../../../src/exporters/families.ts';
import type { Family } from '../../../src/exporters/family.ts';
import { RequestEncoder } from '../../../src/exporters/remote-write/request-encoder.ts';
import type { WriteRequest } from '../../../src/exporters/remote-write/request.ts';
import { boundedLabel, SeriesLabels } from '../../../src/exporters/series-labels.ts';
import { anyText } from '../../model/support.ts';
import { sampleSnapshot } from '../sample.ts';
import { type DecodedSeries, decodeWriteRequest, unsnappy } from './decode.ts';

const decode = (requests: readonly WriteRequest[]): DecodedSeries[] => requests.flatMap(({ body }) => decodeWriteRequest(unsnappy(body)));
const gauge = (name: string, values: Readonly<Record<string, number>>): Family =>
  ({ name, type: 'gauge', help: '', labels: Object.keys(values).map((label) => new SeriesLabels([['label', label]])), values: Object.values(values) });

describe('a write request', () => {
  test('holds what /metrics would tell: labels sorted, the name among them, one sample each', () => {
    const time = 1_790_000_000_123;
    const snapshot = sampleSnapshot({ time });
    const families = familiesOf(snapshot, { processes: 5 });
    const requests = new RequestEncoder({ host: 'vault', name: 'not this one' }).encode(families, time);
    const series = decode(requests);
    expect(series).toHaveLength(families.reduce((sum, { values }) => sum + values.filter((value) => !Number.isNaN(value)).length, 0));
    expect(requests.reduce((sum, { samples }) => sum + samples, 0)).toBe(series.length);
    for (const { labels, samples } of series) {
      const names = labels.map(([name]) => name);
      expect(names).toEqual([...new Set(names)].sort());
      expect(names).toContain('host');
      expect(samples.map((sample) => sample.time)).toEqual([time]);
    }
    expect(series).toContainEqual({ labels: [['__name__', 'pyprocwatch_cpu_used_ratio'], ['host', 'vault'], ['id', '0'], ['name', 'not this one']], samples: [{ time, value: 0.123, stale: false }] });
    expect(series).toContainEqual({ labels: [['__name__', 'pyprocwatch_disk_busy_ratio'], ['host', 'vault'], ['name', 'sda']], samples: [{ time, value: 0.035, stale: false }] });
  });

  test('ends a series that is there no more, once', () => {
    const encoder = new RequestEncoder({});
    const round = (values: Readonly<Record<string, number>>, time: number) => decode(encoder.encode([gauge('x', values)], time)).map(({ labels, samples }) => [labels.find(([name]) => name === 'label')?.[1], samples[0]?.stale === true ? 'ended' : samples[0]?.value]);
    expect(round({ a: 1, b: 2 }, 1)).toEqual([['a', 1], ['b', 2]]);
    expect(round({ a: 3, b: Number.NaN }, 2)).toEqual([['a', 3], ['b', 'ended']]);
    expect(round({ a: 4 }, 3)).toEqual([['a', 4]]);
    expect(round({ b: 5 }, 4)).toEqual([['b', 5], ['a', 'ended']]);
    expect(encoder.encode([], 5).map(({ samples }) => samples)).toEqual([1]);
    expect(encoder.encode([], 6)).toEqual([]);
  });

  test('of many series is several, in order', () => {
    const values = Object.fromEntries(Array.from({ length: 12_001 }, (_, index) => [`s${index}`, index]));
    const requests = new RequestEncoder({}).encode([gauge('x', values)], 1e12);
    expect(requests.map(({ samples }) => samples)).toEqual([5000, 5000, 2001]);
    expect(decode(requests).map(({ samples }) => samples[0]?.value)).toEqual(Object.values(values));
  });

  test('of any texts, figures and times is read back', () => {
    fc.assert(fc.property(fc.uniqueArray(anyText(80), { maxLength: 4 }), fc.double({ noNaN: true }), fc.integer({ min: 0, max: 8.64e15 }), (texts, value, time) => {
      const family: Family = { name: 'x', type: 'gauge', help: '', labels: texts.map((text) => new SeriesLabels([['label', text]])), values: texts.map(() => value) };
      const series = decode(new RequestEncoder({ a: 'b' }).encode([family], time));
      expect(series).toEqual(texts.map((text) => ({
        labels: [['__name__', 'x'], ['a', 'b'], ...(text === '' ? [] : [['label', boundedLabel(text).toWellFormed()]])],
        samples: [{ time, value, stale: false }],
      })));
    }), { numRuns: 100 });
  });
});
