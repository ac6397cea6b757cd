import fc from 'fast-check';
import { type Need, needOf, type Resource } from '../../../src/analysis/capacity/need.ts';
import type { InstanceSize, InstanceType, KnownPrice, Price } from '../../../src/model/instance-type.ts';
import { safeText } from '../../../src/model/safe-text.ts';

export const GIB = 2 ** 30;
/** A Monday, 00:00 UTC. */
export const START = 1_767_571_200;
export const givenPrice = (hourly: number, date: string, currency = 'USD'): KnownPrice => ({ hourly, withheld: undefined, currency: safeText(currency), source: safeText('given'), date: safeText(date) });

export const PRICE = givenPrice(0.1, '2026-01-05');
export const WITHHELD: Price = { hourly: undefined, withheld: safeText('mixes systems'), currency: safeText('USD'), source: safeText('list@1'), date: safeText('2026-01-05') };

/** 2 vCPUs, 8 GiB, 1 Gbit/s: within utilisation 1.4 cores, 6.8 GiB, 700 Mbit/s. */
export const LARGE: InstanceSize = { vcpus: 2, sustainedVcpus: 2, memoryBytes: 8 * GIB, networkBitsPerSecond: 1e9 };

export const typeOf = (type: string, size: Partial<InstanceSize>, price: Price, more: Partial<InstanceType> = {}): InstanceType => ({ ...LARGE, ...size, cloud: 'aws', region: safeText('here'), type: safeText(type), family: safeText(type), arch: 'amd64', price, ...more });

export const needs = (of: Partial<Record<Resource, readonly number[]>>, step = 3600, start = START): Need => {
  const length = Math.max(...Object.values(of).map((values) => values.length));
  const series: Partial<Record<Resource, Float64Array>> = {};
  for (const resource of ['cpuCores', 'memoryBytes', 'connections', 'networkBitsPerSecond'] as const) {
    const values = of[resource];
    if (values !== undefined) series[resource] = Float64Array.from(values);
  }
  return needOf(Float64Array.from({ length }, (_, index) => start + index * step), series, 0.95, step);
};

const amounts = (length: number, max: number): fc.Arbitrary<number[] | undefined> => fc.option(fc.array(fc.double({ min: 0, max, noNaN: true }), { minLength: length, maxLength: length }), { nil: undefined });

/** Any need of up to 60 steps from a minute to a day. */
export const anyNeed: fc.Arbitrary<Need> = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(60, 300, 3600, 86_400)).chain(([length, step]) => fc.tuple(
  fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: length, maxLength: length }), amounts(length, 200 * GIB), amounts(length, 50_000), amounts(length, 2e10),
).map(([cpuCores, memoryBytes, connections, networkBitsPerSecond]) => needs({ cpuCores, ...(memoryBytes && { memoryBytes }), ...(connections && { connections }), ...(networkBitsPerSecond && { networkBitsPerSecond }) }, step)));

export const anySize: fc.Arbitrary<InstanceSize> = fc.record({
  vcpus: fc.integer({ min: 1, max: 192 }), share: fc.double({ min: 0.05, max: 1, noNaN: true }), memory: fc.double({ min: 0.5, max: 768, noNaN: true }), network: fc.option(fc.double({ min: 1e8, max: 1e11, noNaN: true }), { nil: undefined }),
}).map(({ vcpus, share, memory, network }) => ({ vcpus, sustainedVcpus: vcpus * share, memoryBytes: memory * GIB, networkBitsPerSecond: network }));
