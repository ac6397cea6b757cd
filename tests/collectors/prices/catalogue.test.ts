import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Catalogue, openCatalogue } from '../../../src/collectors/prices/catalogue.ts';
import { decodeInstances } from '../../../src/collectors/prices/instances-file.ts';
import { EXIT, UserError } from '../../../src/model/errors.ts';

const FILE = readFileSync(new URL('../../../src/collectors/prices/instances.json', import.meta.url), 'utf8');
const SHARED = new URL('../../../../shared/data/fleet/catalogue.json', import.meta.url);
const SMALL = {
  schema: 'pyprocwatch-instances/1', built: '2026-01-02', note: 'n', licences: {}, missing: [], sustainedSource: 's', columns: [],
  groups: [{
    cloud: 'aws', regions: ['here', 'there'], currency: 'USD', priceDate: '2026-01-01', priceSource: 'list@1', specSource: 'specs@1',
    suspect: [{ region: 'there', reason: 'another system', types: ['a.large'] }],
    rows: [['a.large', 'a', 'amd64', 2, 2, 4, 781, [0.1, 0.2]], ['a.xlarge', 'a', 'amd64', 4, 4, 8, null, [0.2, null]]],
  }],
};
const errorOf = (call: () => unknown): UserError => {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('the catalogue of the program', async () => {
  const catalogue = await openCatalogue();

  test('a type has its size, its price, and where and when that was read', () => {
    expect(catalogue.find('m7i.large', 'us-east-1')).toMatchObject({
      cloud: 'aws', family: 'm7i', arch: 'amd64', vcpus: 2, sustainedVcpus: 2, memoryBytes: 8 * 2 ** 30, networkBitsPerSecond: 781e6,
      price: { hourly: 0.1008, currency: 'USD', date: '2026-07-20', withheld: undefined },
    });
    expect(catalogue.find('M7I.Large').price.source).toMatch(/karpenter/);
    expect(catalogue.find('n2-standard-4', 'EUROPE-WEST4').networkBitsPerSecond).toBeUndefined();
    expect(new Set(catalogue.list().map(({ cloud }) => cloud))).toEqual(new Set(['aws', 'azure', 'gcp']));
    expect(catalogue.regions('azure')).toEqual(['eastus', 'westeurope']);
  });

  test('a price that mixes operating systems is withheld with the reason', () => {
    expect(catalogue.find('Standard_D2as_v5', 'eastus').price).toMatchObject({ hourly: undefined, withheld: expect.stringMatching(/mixes Linux/) });
    // Not marked in the source, but sizes of the family are not of one price list.
    expect(catalogue.find('Standard_B2s_v2', 'westeurope').price).toMatchObject({ hourly: undefined, withheld: expect.stringMatching(/1\.10x per vCPU/) });
    expect(catalogue.find('Standard_D4s_v5', 'eastus').price.hourly).toBeGreaterThan(0);
  });

  // Baselines: t3.large 2 vCPUs of 30 %; t3.nano 2 of 5 %; B2as_v2 2 of 40 %; B2pls_v2 2 of 30 %; B8ms 135 % of one vCPU; e2-micro is billed as a quarter.
  test.each([['t3.large', 'us-east-1', 0.6], ['t3.nano', 'us-east-1', 0.1], ['Standard_B2as_v2', 'eastus', 0.8], ['Standard_B2pls_v2', 'eastus', 0.6], ['Standard_B8ms', 'eastus', 1.35], ['e2-micro', 'us-central1', 0.25], ['m7i-flex.large', 'us-east-1', 2]])('%s in %s may use %f vCPUs all the time', (type, region, sustained) => {
    expect(catalogue.find(type, region).sustainedVcpus).toBeCloseTo(sustained, 9);
  });

  test('no price is made up for a region that it has not', () => {
    const error = errorOf(() => catalogue.find('m7i.large', 'eu-west-1'));
    expect(error.line).toMatch(/no price of m7i\.large in "eu-west-1".*us-east-1/);
    expect(error.exitCode).toBe(EXIT.usage);
  });

  test('a type of several regions asks for one', () => {
    expect(errorOf(() => catalogue.find('n2-standard-4')).line).toMatch(/europe-west4, us-central1/);
    expect(errorOf(() => catalogue.find('m7i.large', undefined, 'gcp')).line).toMatch(/of gcp/);
  });

  test.each([['m7i.lrage', 'm7i.large'], ['D4s_v5', 'Standard_D4s_v5'], ['n2-standart-4', 'n2-standard-4']])('%s leads to %s', (slip, meant) => {
    expect(errorOf(() => catalogue.find(slip)).mend).toContain(`"${meant}"`);
  });

  test('hostile names are shown safe', () => {
    expect(errorOf(() => catalogue.find('\u001B[2Jm7i')).line).not.toContain('\u001B');
    expect(errorOf(() => catalogue.find('m7i.large', '\u001B[2J')).line).not.toContain('\u001B');
    fc.assert(fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (type, region) => errorOf(() => catalogue.find(`?${type}`, region)) instanceof UserError));
  });

  test('a filter lets through what it says', () => {
    const found = catalogue.list({ cloud: 'azure', region: 'EastUS', arch: 'arm64', priced: true });
    expect(found.length).toBeGreaterThan(20);
    expect(found.every(({ cloud, region, arch, price }) => cloud === 'azure' && region === 'eastus' && arch === 'arm64' && price.hourly !== undefined)).toBe(true);
    expect(catalogue.list({ family: 'Das_v5', priced: true })).toEqual([]);
    expect(catalogue.list({ family: 'Das_v5' })).toHaveLength(16);
  });

  test.skipIf(!existsSync(SHARED))('each row of the fleet data is there as it was, and no suspect one has a price (skipped where ../shared is absent)', () => {
    const shared: { rows: { cloud: 'aws' | 'azure' | 'gcp'; type: string; region: string; vcpu: number; memGiB: number; arch: string; networkMbps: number | null; onDemandHourly: number; priceDate: string; priceSource: string; priceSuspect?: string }[] } = JSON.parse(readFileSync(SHARED, 'utf8'));
    expect(catalogue.list()).toHaveLength(shared.rows.length);
    const withheld = shared.rows.filter((row) => {
      const found = catalogue.find(row.type, row.region, row.cloud);
      expect(found).toMatchObject({ vcpus: row.vcpu, memoryBytes: row.memGiB * 2 ** 30, arch: row.arch, price: { date: row.priceDate, source: row.priceSource } });
      if (row.priceSuspect !== undefined) expect(found.price).toMatchObject({ hourly: undefined, withheld: row.priceSuspect });
      else if (found.price.hourly !== undefined) expect(found.price.hourly).toBe(row.onDemandHourly);
      return found.price.hourly === undefined;
    });
    // 34 marked there, and the second generation of the B family, 28 types in 2 regions, by ourselves.
    expect(new Set(withheld.filter(({ priceSuspect }) => priceSuspect === undefined).map(({ type }) => type.replace(/\d+/, '')))).toEqual(new Set(['als', 'as', 'ls', 'pls', 'ps', 's'].map((end) => `Standard_B${end}_v2`)));
    expect(withheld).toHaveLength(34 + 56);
  });
});

describe('the file', () => {
  test('rows become types, one for each region', () => {
    const [large, , inThere, unpriced] = [0, 1, 2, 3].map((index) => decodeInstances(JSON.stringify(SMALL), 'x')[index]);
    expect(large).toMatchObject({ type: 'a.large', region: 'here', memoryBytes: 4 * 2 ** 30, networkBitsPerSecond: 781e6, price: { hourly: 0.1, source: 'list@1' } });
    expect(inThere).toMatchObject({ type: 'a.large', region: 'there', price: { hourly: undefined, withheld: 'another system' } });
    expect(unpriced).toMatchObject({ type: 'a.xlarge', region: 'there', networkBitsPerSecond: undefined, price: { hourly: undefined, withheld: expect.stringMatching(/no price/) } });
    expect(new Catalogue(decodeInstances(JSON.stringify(SMALL), 'x')).list({ priced: true })).toHaveLength(2);
  });

  test.each([
    ['not JSON', '{'], ['another schema', JSON.stringify({ ...SMALL, schema: 'other/1' })], ['a list', '[]'],
    ['a price of zero', JSON.stringify(SMALL).replace('[0.1,0.2]', '[0,0.2]')], ['a price that is negative', JSON.stringify(SMALL).replace('[0.1,0.2]', '[-1,0.2]')],
    ['a price too few', JSON.stringify(SMALL).replace('[0.1,0.2]', '[0.1]')], ['an unknown architecture', JSON.stringify(SMALL).replace('amd64', 'vax')], ['no date', JSON.stringify(SMALL).replace('2026-01-01', 'lately')],
  ])('%s is refused with one line', (_, file) => {
    const error = errorOf(() => decodeInstances(file, 'instances.json'));
    expect(error.line).toMatch(/^instances\.json: this is no catalogue/);
    expect(error.line).not.toContain('\n');
    expect(error.exitCode).toBe(EXIT.data);
  });

  test('whatever the bytes, it is types or a UserError', () => {
    const told = (file: string): void => {
      try {
        for (const { price } of decodeInstances(file, 'x')) if (price.hourly !== undefined) expect(price.hourly).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    };
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), told));
    const start = FILE.slice(0, 3000);
    fc.assert(fc.property(fc.nat(start.length), fc.string({ maxLength: 3 }), (at, put) => told(start.slice(0, at) + put + FILE.slice(at + put.length))), { numRuns: 60 });
    const small = JSON.stringify(SMALL);
    fc.assert(fc.property(fc.nat(small.length), fc.string({ maxLength: 3 }), (at, put) => told(small.slice(0, at) + put + small.slice(at + put.length))));
  });
});
