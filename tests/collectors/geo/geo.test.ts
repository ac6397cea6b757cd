import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reader } from 'maxmind';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CountryTable, decodeRanges, encodeRanges } from '../../../src/collectors/geo/country-table.ts';
import { countryOfHeader } from '../../../src/collectors/geo/edge-headers.ts';
import { flattenCountries } from '../../../src/collectors/geo/flatten.ts';
import { CountryGeo, type Geo, PlaceGeo } from '../../../src/collectors/geo/geo.ts';
import { MmdbTree } from '../../../src/collectors/geo/mmdb-tree.ts';
import { MmdbError } from '../../../src/collectors/geo/mmdb-values.ts';
import { geoOfDatabase, openGeo, openGeoDatabase, packagedDatabase } from '../../../src/collectors/geo/open-geo.ts';
import { EXIT, UserError } from '../../../src/model/errors.ts';
import { countryAt, countryByCode, LOCAL_COUNTRY, UNKNOWN_COUNTRY } from '../../../src/model/regions.ts';
import { FUZZ_RUNS } from './fuzz-runs.ts';
import { type Plain, writeMmdb } from './mmdb-writer.ts';

const CITY: Plain = { city: { names: { en: 'Hamburg', de: 'Hamburg' } }, country: { iso_code: 'DE', names: { en: 'Germany' } }, location: { latitude: 53.55, longitude: 9.99 }, subdivisions: [{ iso_code: 'HH', names: { en: 'Hamburg state' } }] };
const codeOf = (geo: Geo, address: string): string => {
  const id = geo.countryOfText(address);
  return id === LOCAL_COUNTRY ? 'local' : countryAt(id).code;
};

describe('the packaged database', async () => {
  const geo = await openGeo();
  test.each([['8.8.8.8', 'US'], ['1.1.1.1', 'AU'], ['193.0.6.139', 'NL'], ['200.160.2.3', 'BR'], ['196.216.2.1', 'MU'], ['2001:4860:4860::8888', 'US'], ['[2a00:1450:4001:81b::200e]:443', 'IE'], ['::ffff:8.8.8.8', 'US'], ['10.0.0.1', 'local'], ['fd12::1', 'local'], ['not one', ''], ['', '']])('%s is of %j', (address, code) => {
    // The database is one of allocations and is renewed: only what is an address must have a country.
    expect(codeOf(geo, address)).toMatch(code.length === 2 ? /^[A-Z]{2}$/ : new RegExp(`^${code}$`));
    if (['8.8.8.8', '193.0.6.139', '200.160.2.3'].includes(address)) expect(codeOf(geo, address)).toBe(code);
  });

  test('a byte range is looked up like a text', () => {
    const line = Buffer.from('GET 200.160.2.3 x');
    expect(geo.countryOf(line, 4, 15)).toBe(countryByCode('BR'));
    expect(geo.placeAt(geo.placeOf(line, 4, 15))).toMatchObject({ country: countryByCode('BR'), city: '' });
  });

  test('the flat table agrees with the maxmind package on every address', () => {
    const file = readFileSync(packagedDatabase());
    const peer = new Reader<Record<string, string>>(file);
    const table = new CountryGeo(new CountryTable(flattenCountries(new MmdbTree(file))));
    const check = (address: string): void => {
      const ours = codeOf(table, address);
      if (ours !== 'local') expect(`${address} ${ours}`).toBe(`${address} ${countryAt(countryByCode(peer.get(address)?.['country_code'] ?? '')).code}`);
    };
    fc.assert(fc.property(fc.ipV4(), check), { numRuns: 3000 });
    fc.assert(fc.property(fc.tuple(fc.constantFrom(0x2001, 0x2400, 0x2600, 0x2a00, 0x2a02, 0x2c0f, 0x2800), fc.nat(0xffff), fc.nat(0xffff)).map(([first, second, third]) => `${first.toString(16)}:${second.toString(16)}:${third.toString(16)}:1::1`), check), { numRuns: 3000 });
  });

  test('goes to a file and back; what is not whole is nothing', () => {
    const ranges = flattenCountries(new MmdbTree(writeMmdb({ '8.0.0.0/8': { country_code: 'US' }, '2a00::/16': { country_code: 'DE' } })));
    const file = encodeRanges(ranges);
    expect(decodeRanges(file)).toEqual(ranges);
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect(decodeRanges(shifted.subarray(1))).toEqual(ranges);
    expect(decodeRanges(file.subarray(0, -1))).toBeUndefined();
    expect(decodeRanges(Buffer.alloc(file.length))).toBeUndefined();
    expect(decodeRanges(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('a database of one\'s own', () => {
  test.each([24, 28, 32] as const)('of cities, records of %i bits', (size) => {
    const file = writeMmdb({ '0.0.0.0/1': CITY, '128.0.0.0/2': { country: { iso_code: 'US' } }, '2a00::/12': CITY }, size);
    // What the test writes is a database to others too.
    expect(new Reader(file).get('5.6.7.8')).toEqual(CITY);
    const geo = geoOfDatabase(file, 'x');
    expect(geo).toBeInstanceOf(PlaceGeo);
    const place = geo.placeAt(geo.placeOf(Buffer.from('5.6.7.8'), 0, 7));
    expect(place).toEqual({ country: countryByCode('DE'), subdivision: 'Hamburg state', city: 'Hamburg', latitude: 53.55, longitude: 9.99 });
    expect(['5.6.7.8', '2a00::1', '129.0.0.1', '193.0.0.1', '2b00::1', '10.0.0.1', 'x'].map((address) => codeOf(geo, address))).toEqual(['DE', 'DE', 'US', '', '', 'local', '']);
    expect(geo.placeAt(geo.placeOf(Buffer.from('129.0.0.1'), 0, 9))).toMatchObject({ country: countryByCode('US'), city: '', latitude: countryAt(countryByCode('US')).latitude });
    expect(geo.buildEpoch).toBe(1_790_000_000);
  });

  test.each<[string, Plain, string]>([
    ['GeoLite2-Country', { country: { iso_code: 'FR' }, registered_country: { iso_code: 'US' } }, 'FR'], ['registered only', { registered_country: { iso_code: 'US' } }, 'US'],
    ['IPinfo', { country: 'Japan', country_code: 'JP', asn: 'AS1' }, 'JP'], ['IPinfo of old', { country: 'JP' }, 'JP'], ['none', { asn: 1 }, ''], ['no ISO code', { country_code: 'XX' }, ''],
  ])('layout of %s', (_, record, code) => {
    const geo = geoOfDatabase(writeMmdb({ '0.0.0.0/1': record }), 'x');
    expect(geo).toBeInstanceOf(CountryGeo);
    expect(codeOf(geo, '5.6.7.8')).toBe(code);
  });

  test('IPinfo\'s and ip-location-db\'s cities', () => {
    const geo = geoOfDatabase(writeMmdb({ '0.0.0.0/1': { city: 'Oslo', region: 'Oslo', country: 'NO', lat: '59.9', lng: '10.7' }, '128.0.0.0/1': { city: 'Lima', state1: 'Lima', country_code: 'PE', latitude: -12.1, longitude: -77 } }), 'x');
    expect(geo.placeAt(geo.placeOf(Buffer.from('5.6.7.8'), 0, 7))).toEqual({ country: countryByCode('NO'), subdivision: 'Oslo', city: 'Oslo', latitude: 59.9, longitude: 10.7 });
    expect(geo.placeAt(geo.placeOf(Buffer.from('200.6.7.8'), 0, 9))).toEqual({ country: countryByCode('PE'), subdivision: 'Lima', city: 'Lima', latitude: -12.1, longitude: -77 });
  });

  test('names are made safe and short, coordinates of nowhere are those of the country', () => {
    const geo = geoOfDatabase(writeMmdb({ '0.0.0.0/1': { city: `\u001b[31m${'x'.repeat(500)}`, country_code: 'DE', latitude: 900, longitude: 1 } }), 'x');
    const place = geo.placeAt(geo.placeOf(Buffer.from('5.6.7.8'), 0, 7));
    expect(place.city).not.toContain('\u001b');
    expect(place.city.length).toBeLessThanOrEqual(80);
    expect(place.latitude).toBe(countryAt(countryByCode('DE')).latitude);
  });

  test('a file that is none, or is not there: one line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'geo-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'x.mmdb');
    await expect(openGeoDatabase(path)).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await writeFile(path, 'GeoIP, as text');
    const error = await openGeoDatabase(path).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ where: path, exitCode: EXIT.data });
    await writeFile(path, writeMmdb({ '0.0.0.0/1': CITY }));
    expect(codeOf(await openGeoDatabase(path), '1.1.1.1')).toBe('DE');
  });

  test.each<[string, Buffer]>([
    ['cut short', writeMmdb({ '8.0.0.0/8': CITY }).subarray(200)], ['more nodes than bytes', writeMmdb({ '8.0.0.0/8': CITY }, 24, { node_count: 1e6 })], ['another format', writeMmdb({}, 24, { binary_format_major_version: 3 })],
    ['records of 20 bits', writeMmdb({}, 24, { record_size: 20 })], ['no nodes', writeMmdb({}, 24, { node_count: 0 })], ['nodes that are no number', writeMmdb({}, 24, { node_count: Number.NaN })], ['half a node', writeMmdb({}, 24, { node_count: 1.5 })],
  ])('refuses: %s', (_, file) => {
    expect(() => geoOfDatabase(file, 'x')).toThrow(UserError);
  });

  test('a tree that leads in circles, and records that lead to themselves', () => {
    const circle = writeMmdb({ '0.0.0.0/1': { country_code: 'DE' } });
    circle.fill(0, 0, 6 * 96);
    expect(() => flattenCountries(new MmdbTree(circle))).toThrow(MmdbError);
    const pointer = writeMmdb({ '0.0.0.0/1': 'xxxxxxxx' });
    const at = pointer.indexOf('xxxxxxxx') - 1;
    // A map of one entry whose key leads back to the map.
    pointer.set([0xe1, 0x20, 0x00], at);
    expect(() => geoOfDatabase(pointer, 'x')).toThrow(/no end|no text/);
  });

  test('a broken file never does worse than to be refused', () => {
    const whole = writeMmdb({ '0.0.0.0/1': CITY, '128.0.0.0/3': { country_code: 'US', list: [1, 2.5, true] }, '2a00::/12': CITY }, 28);
    const change = fc.oneof(
      fc.tuple(fc.constant('cut'), fc.nat(whole.length), fc.nat(255)),
      fc.tuple(fc.constant('byte'), fc.nat(whole.length - 1), fc.nat(255)),
      fc.tuple(fc.constant('last'), fc.nat(200), fc.nat(255)),
    );
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 8 }), (changes, addresses) => {
      let file = Buffer.from(whole);
      for (const [how, place, value] of changes) {
        if (how === 'cut') file = file.subarray(0, place);
        else if (file.length > 0) file[how === 'last' ? Math.max(0, file.length - 1 - place) : place % file.length] = value;
      }
      try {
        const geo = geoOfDatabase(file, 'x');
        for (const address of addresses) {
          const place = geo.placeAt(geo.placeOf(Buffer.from(address), 0, address.length));
          expect(countryAt(place.country)).toBeDefined();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }), { numRuns: FUZZ_RUNS });
  });

  test('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 60 }), (head, tail) => {
      const file = Buffer.concat([head, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), tail]);
      expect(() => geoOfDatabase(file, 'x')).toThrow(UserError);
    }), { numRuns: FUZZ_RUNS });
  });
});

test.each([['DE', 'DE'], ['"us"', 'US'], ['XX', ''], ['T1', ''], ['-', ''], ['DEU', ''], ['', '']])('the country of an edge header %j', (value, code) => {
  const id = countryOfHeader(Buffer.from(value), 0, value.length);
  expect(id === UNKNOWN_COUNTRY ? '' : countryAt(id).code).toBe(code);
});
