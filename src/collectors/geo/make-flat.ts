import { encodeRanges } from './country-table.ts';
import { flattenCountries } from './flatten.ts';
import { MmdbTree } from './mmdb-tree.ts';

/** The flat form of a database of countries, for the build. Throws MmdbError. */
export const makeFlatFile = (database: Uint8Array): Buffer => encodeRanges(flattenCountries(new MmdbTree(database)));
