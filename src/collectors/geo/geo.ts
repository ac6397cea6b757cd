import { COUNTRIES, countryAt, LOCAL_COUNTRY, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { type AddressVersion, type AddressWords, isLocalAddress, newAddress, parseAddress } from './address.ts';
import type { CountryTable } from './country-table.ts';
import type { MmdbTree } from './mmdb-tree.ts';
import { type Place, placeOfCountry, placeOfRecord, UNKNOWN_PLACE } from './places.ts';

/** Where addresses are. Ids of places below COUNTRIES.length are those of countries; a database of cities has more. */
export interface Geo {
  /** When the database was made, s since the epoch; 0 where it does not tell. */
  readonly buildEpoch: number;
  /** The id of a country (src/model/regions.ts) for an address in a byte range; `unknown` for what is none. */
  countryOf(bytes: Uint8Array, start: number, end: number): number;
  countryOfText(address: string): number;
  placeOf(bytes: Uint8Array, start: number, end: number): number;
  placeAt(id: number): Place;
}

/** Reads the text of an address by way of bytes, of which an address needs no more than these. */
class TextBytes {
  readonly bytes = Buffer.alloc(80);

  write(text: string): number {
    return this.bytes.write(text, 'latin1');
  }
}

/** By countries alone: a table of 4 MB, no garbage. */
export class CountryGeo implements Geo {
  readonly #table: CountryTable;
  readonly #words: AddressWords = newAddress();
  readonly #text = new TextBytes();

  constructor(table: CountryTable) {
    this.#table = table;
  }

  get buildEpoch(): number {
    return this.#table.buildEpoch;
  }

  countryOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#table.find(parseAddress(bytes, start, end, this.#words), this.#words);
  }

  countryOfText(address: string): number {
    return this.countryOf(this.#text.bytes, 0, this.#text.write(address));
  }

  placeOf(bytes: Uint8Array, start: number, end: number): number {
    return this.countryOf(bytes, start, end);
  }

  placeAt(id: number): Place {
    return placeOfCountry(countryAt(id).code === '' && id !== LOCAL_COUNTRY ? UNKNOWN_COUNTRY : id);
  }
}

/** Places that are kept; GeoLite2-City has some 140,000 of the whole world, a site's users come from a part of them. */
const MOST_PLACES = 65_536;

/** By a user's own database of cities, which stays in memory as it is: each address is looked up in its tree. */
export class PlaceGeo implements Geo {
  readonly #tree: MmdbTree;
  readonly #words: AddressWords = newAddress();
  readonly #text = new TextBytes();
  readonly #ids = new Map<number, number>();
  readonly #places: Place[] = COUNTRIES.map((_, id) => placeOfCountry(id));
  /** Records that could not be read. */
  faults = 0;

  constructor(tree: MmdbTree) {
    this.#tree = tree;
  }

  get buildEpoch(): number {
    return Number.isFinite(this.#tree.buildEpoch) ? this.#tree.buildEpoch : 0;
  }

  countryOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#places[this.placeOf(bytes, start, end)]?.country ?? UNKNOWN_COUNTRY;
  }

  countryOfText(address: string): number {
    return this.countryOf(this.#text.bytes, 0, this.#text.write(address));
  }

  placeOf(bytes: Uint8Array, start: number, end: number): number {
    const version = parseAddress(bytes, start, end, this.#words);
    return version === 0 ? UNKNOWN_COUNTRY : this.#place(version);
  }

  placeAt(id: number): Place {
    return this.#places[id] ?? UNKNOWN_PLACE;
  }

  #place(version: AddressVersion): number {
    if (isLocalAddress(version, this.#words)) return LOCAL_COUNTRY;
    const record = this.#tree.find(version, this.#words);
    if (record < 0) return UNKNOWN_COUNTRY;
    return this.#ids.get(record) ?? this.#add(record);
  }

  #add(record: number): number {
    const place = this.#read(record);
    // Beyond the bound a place counts as its country, so that ids once given stay true.
    const plain = (place.city === '' && place.subdivision === '') || this.#places.length >= MOST_PLACES;
    const id = plain ? place.country : this.#places.push(place) - 1;
    if (this.#ids.size < MOST_PLACES) this.#ids.set(record, id);
    return id;
  }

  #read(record: number): Place {
    try {
      return placeOfRecord(this.#tree.record(record));
    } catch {
      this.faults += 1;
      return UNKNOWN_PLACE;
    }
  }
}
