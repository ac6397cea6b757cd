import { countryByCode, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import type { CountryRanges } from './country-table.ts';
import { MmdbError, type MmdbValue, textAt } from './mmdb-values.ts';
import type { MmdbTree } from './mmdb-tree.ts';

/** Of all records together; IPinfo Lite, which has most, has some 3 million. */
const MOST_VALUES = 20e6;

/** Where the layouts in use keep the country's code: GeoLite2 and DB-IP; ip-location-db and IPinfo Lite; IPinfo of old. */
export function countryOfRecord(record: MmdbValue | undefined): number {
  const code = textAt(record, 'country', 'iso_code') ?? textAt(record, 'country_code') ?? textAt(record, 'country') ?? textAt(record, 'registered_country', 'iso_code');
  return code === undefined ? UNKNOWN_COUNTRY : countryByCode(code);
}

/** A list of numbers that grows; pushing to arrays of V8 would take thrice the memory. */
class Column {
  #values = new Uint32Array(1 << 16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  get last(): number {
    return this.#values[this.length - 1] ?? -1;
  }

  whole(): Uint32Array {
    return this.#values.slice(0, this.length);
  }
}

/** The ranges of a database by country alone, neighbours of one country joined. Throws MmdbError. */
export function flattenCountries(tree: MmdbTree): CountryRanges {
  const known = new Map<number, number>([[-1, UNKNOWN_COUNTRY]]);
  const idOf = (record: number): number => {
    const seen = known.get(record);
    if (seen !== undefined) return seen;
    const id = countryOfRecord(tree.record(record));
    if (tree.spent > MOST_VALUES) throw new MmdbError('its records are too large for a database of countries');
    known.set(record, id);
    return id;
  };
  const [starts, fours, high, low, sixes] = [new Column(), new Column(), new Column(), new Column(), new Column()];
  tree.ranges((version, words, record) => {
    const id = idOf(record);
    if (version === 4) {
      if (fours.length > 0 && fours.last === id) return;
      starts.push(words[3] ?? 0);
      fours.push(id);
      return;
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = words;
    // A part of a /64 goes with its beginning.
    if ((sixes.length > 0 && sixes.last === id) || third !== 0 || fourth !== 0) return;
    high.push(first);
    low.push(second);
    sixes.push(id);
  });
  if (starts.length === 0) throw new MmdbError('it has no addresses');
  return {
    buildEpoch: Number.isFinite(tree.buildEpoch) ? tree.buildEpoch : 0,
    four: { starts: starts.whole(), countries: Uint8Array.from(fours.whole()) },
    six: { high: high.whole(), low: low.whole(), countries: Uint8Array.from(sixes.whole()) },
  };
}
