import { countryAt, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';
import { countryOfRecord } from './flatten.ts';
import { type MmdbValue, numberAt, textAt } from './mmdb-values.ts';

/** Where an address is, as far as a database tells. */
export interface Place {
  /** Id of a country (src/model/regions.ts). */
  readonly country: number;
  /** State or province, empty where it is not told. */
  readonly subdivision: SafeText;
  readonly city: SafeText;
  /** Degrees; the middle of the country where nothing better is told, NaN where the country is not known either. */
  readonly latitude: number;
  readonly longitude: number;
}

const LONGEST = 80;

function text(...found: readonly (string | undefined)[]): SafeText {
  const first = found.find((one) => one !== undefined && one !== '');
  return first === undefined ? EMPTY_TEXT : safeText(first.slice(0, LONGEST));
}

function within(value: number | undefined, most: number): number | undefined {
  return value !== undefined && Math.abs(value) <= most ? value : undefined;
}

export function placeOfCountry(country: number): Place {
  const { latitude, longitude } = countryAt(country);
  return { country, subdivision: EMPTY_TEXT, city: EMPTY_TEXT, latitude, longitude };
}

/** The place of a record in the layouts of GeoLite2 and DB-IP, ip-location-db, and IPinfo (which writes coordinates as text). */
export function placeOfRecord(record: MmdbValue | undefined): Place {
  const country = countryOfRecord(record);
  const middle = countryAt(country);
  const [north, east] = [textAt(record, 'lat'), textAt(record, 'lng')];
  const latitude = within(numberAt(record, 'location', 'latitude') ?? numberAt(record, 'latitude') ?? (north === undefined ? undefined : Number(north)), 90);
  const longitude = within(numberAt(record, 'location', 'longitude') ?? numberAt(record, 'longitude') ?? (east === undefined ? undefined : Number(east)), 180);
  const exact = latitude !== undefined && longitude !== undefined;
  return {
    country,
    subdivision: text(textAt(record, 'subdivisions', 0, 'names', 'en'), textAt(record, 'subdivisions', 0, 'iso_code'), textAt(record, 'region'), textAt(record, 'state1')),
    city: text(textAt(record, 'city', 'names', 'en'), textAt(record, 'city')),
    latitude: exact ? latitude : middle.latitude,
    longitude: exact ? longitude : middle.longitude,
  };
}

export const UNKNOWN_PLACE: Place = placeOfCountry(UNKNOWN_COUNTRY);
