import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { errorCode, errorMessage, EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { newAddress } from './address.ts';
import { CountryTable, decodeRanges } from './country-table.ts';
import { flattenCountries } from './flatten.ts';
import { CountryGeo, type Geo, PlaceGeo } from './geo.ts';
import { MmdbError } from './mmdb-values.ts';
import { MmdbTree } from './mmdb-tree.ts';
import { placeOfRecord } from './places.ts';

/** The database that the program comes with, and its flat form, which the build puts beside the program. */
const PACKAGED = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';
export const FLAT_FILE = 'countries.bin';
const LARGEST = 2 ** 30;
/** Addresses that are tried to see what a database tells. */
const PROBES = 512;

/** The packaged database's place on this disk. Throws where the package is not installed. */
export const packagedDatabase = (): string => createRequire(import.meta.url).resolve(PACKAGED);

/** The countries of the world's addresses: some milliseconds by the build's flat file, 0.15 s of CPU by the package itself. Rejects with a UserError. */
export async function openGeo(): Promise<Geo> {
  const flat = await readFile(new URL(FLAT_FILE, import.meta.url)).then(decodeRanges, () => undefined);
  if (flat !== undefined) return new CountryGeo(new CountryTable(flat));
  try {
    return new CountryGeo(new CountryTable(flattenCountries(new MmdbTree(await readFile(packagedDatabase())))));
  } catch (error) {
    throw new UserError('there is no database of countries', { where: PACKAGED, mend: 'install the program anew, or give one of your own by --geo-db FILE.mmdb', exitCode: EXIT.unavailable, cause: error });
  }
}

/** Whether a database tells more than countries, by addresses from all over. */
function hasPlaces(tree: MmdbTree): boolean {
  const words = newAddress();
  for (let probe = 0; probe < PROBES; probe += 1) {
    words[3] = Math.floor((probe + 0.5) * 2 ** 32 / PROBES);
    const record = tree.find(4, words);
    if (record < 0) continue;
    const { city, subdivision } = placeOfRecord(tree.record(record));
    if (city !== '' || subdivision !== '') return true;
  }
  return false;
}

/**
 * A user's own database: MaxMind DB files in the layouts of GeoLite2 (Country, City), DB-IP, IPinfo and ip-location-db. One of cities
 * stays in memory whole; one of countries is flattened to 5 MB. Rejects with a UserError of one line (exit code 65).
 */
export async function openGeoDatabase(path: string): Promise<Geo> {
  const where = safeText(path);
  const mend = 'give a MaxMind DB file (.mmdb) of countries or cities, such as GeoLite2-City.mmdb';
  let file: Buffer;
  try {
    const { size } = await stat(path);
    if (size > LARGEST) throw new UserError('this database is larger than 1 GiB', { where, mend, exitCode: EXIT.data });
    file = await readFile(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`this database cannot be read (${errorCode(error) === '' ? errorMessage(error) : errorCode(error)})`, { where, mend: 'give a file that is there and may be read', exitCode: EXIT.data, cause: error });
  }
  return geoOfDatabase(file, where);
}

/** The same of a file's bytes. Throws a UserError. */
export function geoOfDatabase(file: Uint8Array, where: string): Geo {
  try {
    const tree = new MmdbTree(file);
    return hasPlaces(tree) ? new PlaceGeo(tree) : new CountryGeo(new CountryTable(flattenCountries(tree)));
  } catch (error) {
    if (!(error instanceof MmdbError)) throw error;
    throw new UserError(`this is no database of places: ${error.message}`, { where, mend: 'give a MaxMind DB file (.mmdb) of countries or cities that is whole, such as GeoLite2-City.mmdb', exitCode: EXIT.data, cause: error });
  }
}
