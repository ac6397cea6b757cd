import { expect, test } from 'vitest';
import { COUNTRIES, countryAt, countryByCode, countryByLetters, REGIONS, regionOfCountry, UNKNOWN_COUNTRY } from '../../src/model/regions.ts';

const countries = COUNTRIES.filter(({ code }) => code !== '');

test('all of ISO 3166-1, each once, and in the regions of UN M49', () => {
  expect(countries).toHaveLength(249);
  expect(new Set(countries.map(({ code }) => code)).size).toBe(249);
  expect(new Set(countries.map(({ name }) => name)).size).toBe(249);
  // UN M49: Africa 60, the Americas 57, Asia 50 and Taiwan, Europe 51 (without Sark), Oceania 29, Antarctica.
  expect(REGIONS.map((region) => countries.filter((country) => country.region === region).length)).toEqual([0, 0, 41, 16, 51, 51, 60, 29, 1]);
});

test('codes that Unicode knows as countries, at places on earth', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  for (const { code, latitude, longitude } of countries) {
    expect(names.of(code), code).toBeDefined();
    expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
    expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
  }
});

test('a country by its code', () => {
  expect(countryAt(countryByCode('de'))).toMatchObject({ code: 'DE', name: 'Germany', region: 'europe' });
  expect(countryByCode('UK')).toBe(countryByCode('GB'));
  expect(regionOfCountry(countryByLetters(0x42, 0x72))).toBe('south-america');
  expect(['', 'X', 'XX', 'EU', 'DEU', '1!', 'ÄÖ'].map(countryByCode)).toEqual(Array.from({ length: 7 }, () => UNKNOWN_COUNTRY));
  expect(countryAt(9999).region).toBe('unknown');
});
