import { readFileSync } from 'node:fs';
import { CountryTable, decodeRanges, encodeRanges } from '../../src/collectors/geo/country-table.ts';
import { flattenCountries } from '../../src/collectors/geo/flatten.ts';
import { CountryGeo, type Geo, PlaceGeo } from '../../src/collectors/geo/geo.ts';
import { MmdbTree } from '../../src/collectors/geo/mmdb-tree.ts';
import { packagedDatabase } from '../../src/collectors/geo/open-geo.ts';
import { markdown, report, round } from '../live/report.ts';

// Look-ups of countries per second of CPU, from the bytes of a line: `node bench/endpoints/geo.ts`.
const ADDRESSES = 200_000;
const ROUNDS = 20;

/** In ms of CPU. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Numbers that are the same in each run (xorshift32). */
let state = 0x2545f491;
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
}

/** Addresses one after another, and where each begins. */
function lines(make: () => string): { readonly bytes: Buffer; readonly starts: Uint32Array } {
  const texts = Array.from({ length: ADDRESSES }, make);
  const starts = new Uint32Array(ADDRESSES + 1);
  texts.forEach((text, index) => {
    starts[index + 1] = (starts[index] ?? 0) + text.length;
  });
  return { bytes: Buffer.from(texts.join('')), starts };
}

const four = lines(() => [24, 16, 8, 0].map((shift) => (random() >>> shift) & 255).join('.'));
const six = lines(() => `2${['a0', '40', '60', '80'][random() & 3]}${(random() & 15).toString(16)}:${(random() & 0xffff).toString(16)}:${(random() & 0xffff).toString(16)}::${(random() & 0xffff).toString(16)}`);

function perSecond(geo: Geo, { bytes, starts }: typeof four): number {
  let sum = 0;
  const round = (): void => {
    for (let index = 0; index < ADDRESSES; index += 1) sum += geo.countryOf(bytes, starts[index] ?? 0, starts[index + 1] ?? 0);
  };
  round();
  const milliseconds = cost(() => {
    for (let count = 0; count < ROUNDS; count += 1) round();
  });
  return sum < 0 ? 0 : ADDRESSES * ROUNDS / milliseconds * 1000;
}

const million = (value: number): string => `${round(value / 1e6, 2)} M`;
const file = readFileSync(packagedDatabase());
const tree = new MmdbTree(file);
let flat: Uint8Array = Buffer.alloc(0);
const flattening = cost(() => {
  flat = encodeRanges(flattenCountries(tree));
});
let table: CountryTable | undefined;
const loading = cost(() => {
  const ranges = decodeRanges(flat);
  table = ranges === undefined ? undefined : new CountryTable(ranges);
});
if (table === undefined) throw new Error('the flat file cannot be read back');
const rows: (string | number)[][] = [];
for (const [name, geo] of [['flat table', new CountryGeo(table)], ['tree of the file (databases of cities)', new PlaceGeo(tree)]] as const) {
  rows.push([name, million(perSecond(geo, four)), million(perSecond(geo, six))]);
}
const facts = { ranges: table.size, tableBytes: table.bytes, flattenMilliseconds: round(flattening, 0), loadMilliseconds: round(loading, 1) };
report('geo', `Countries of addresses by the bytes of a line, per second of CPU. ${facts.ranges} ranges, ${round(facts.tableBytes / 1e6, 1)} MB; flattening takes ${facts.flattenMilliseconds} ms of CPU, taking the flat file ${facts.loadMilliseconds} ms`, markdown(['by', 'IPv4', 'IPv6'], rows), { ...facts, rows });
