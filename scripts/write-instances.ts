import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { INSTANCES_SCHEMA } from '../src/collectors/prices/instances-file.ts';
import { SUSTAINED_SOURCE, sustainedVcpus } from './sustained-vcpus.ts';

// Writes src/collectors/prices/instances.json from the fleet data beside the repository, and is the record of how it was made:
// npx node scripts/write-instances.ts

const SHARED = new URL('../../shared/data/fleet/catalogue.json', import.meta.url);
const WRITTEN = new URL('../src/collectors/prices/instances.json', import.meta.url);
/** Sizes of one family cost the same by vCPU; what differs by more is not one price list. Sizes below are priced by other rules. */
const LARGEST_SPREAD = 1.06;
const LEAST_VCPUS = 4;

const source = z.object({
  cloud: z.string(), region: z.string(), type: z.string(), family: z.string(), arch: z.string(), vcpu: z.number(), memGiB: z.number(), billedVcpu: z.number().optional(), networkMbps: z.number().nullable(),
  gpu: z.literal(0), os: z.literal('linux'), tenancy: z.literal('shared'), currency: z.literal('USD'),
  onDemandHourly: z.number().nullable(), priceDate: z.string(), priceSource: z.string(), specSource: z.string(), priceSuspect: z.string().optional(),
});
type Source = z.infer<typeof source>;
const catalogue = z.object({ built: z.string(), note: z.string(), licences: z.record(z.string(), z.string()), missing: z.array(z.string()), rows: z.array(source) });

function by<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return [...found.values()];
}

/** What else is suspect: families whose sizes of equal memory by vCPU are not of one price list, which the source did not mark. */
function suspicions(rows: readonly Source[]): Map<Source, string> {
  const found = new Map<Source, string>();
  for (const family of by(rows, ({ cloud, region, family }) => `${cloud} ${region} ${family}`)) {
    const alike = by(family.filter(({ vcpu }) => vcpu >= LEAST_VCPUS), ({ vcpu, memGiB }) => String(memGiB / vcpu)).flatMap((sizes) => {
      const prices = sizes.flatMap(({ vcpu, onDemandHourly }) => (onDemandHourly === null ? [] : [onDemandHourly / vcpu]));
      return prices.length < 2 ? [] : [Math.max(...prices) / Math.min(...prices)];
    });
    const spread = Math.max(1, ...alike);
    for (const row of family) {
      if (row.priceSuspect !== undefined) found.set(row, row.priceSuspect);
      else if (spread > LARGEST_SPREAD) found.set(row, `sizes of this family differ by ${spread.toFixed(2)}x per vCPU in the source, more than those of one price list do; do not use`);
    }
  }
  return found;
}

function groupOf(rows: readonly Source[], suspect: ReadonlyMap<Source, string>): unknown {
  const [first] = rows;
  if (first === undefined) return undefined;
  const regions = [...new Set(rows.map(({ region }) => region))].sort();
  const types = by(rows, ({ type }) => type).map((sizes) => {
    const [one] = sizes;
    if (one === undefined || new Set(sizes.map(({ family, arch, vcpu, memGiB, networkMbps }) => [family, arch, vcpu, memGiB, networkMbps].join())).size !== 1) throw new Error(`${one?.type ?? '?'} is not the same in all regions`);
    return [one.type, one.family, one.arch, one.vcpu, sustainedVcpus(one), one.memGiB, one.networkMbps, regions.map((region) => sizes.find((size) => size.region === region)?.onDemandHourly ?? null)];
  });
  const doubts = by(rows.filter((row) => suspect.has(row)), (row) => `${row.region} ${suspect.get(row) ?? ''}`).flatMap((same) => same.slice(0, 1).map((row) => ({ region: row.region, reason: suspect.get(row), types: same.map(({ type }) => type) })));
  return { cloud: first.cloud, regions, currency: first.currency, priceDate: first.priceDate, priceSource: first.priceSource, specSource: first.specSource, suspect: doubts, rows: types };
}

function instancesOf(file: string): string {
  const { built, note, licences, missing, rows } = catalogue.parse(JSON.parse(file));
  const suspect = suspicions(rows);
  const groups = by(rows, ({ cloud, priceDate, priceSource, specSource }) => [cloud, priceDate, priceSource, specSource].join('|')).map((group) => groupOf(group, suspect));
  const head = { schema: INSTANCES_SCHEMA, built, note, licences, missing, sustainedSource: SUSTAINED_SOURCE, columns: ['type', 'family', 'arch', 'vcpus', 'sustainedVcpus', 'memoryGiB', 'networkMbps', 'hourly in each of regions'], groups };
  // One row to a line, so that what changed of a catalogue can be read.
  return `${JSON.stringify(head).replaceAll('"rows":[[', '"rows":[\n[').replaceAll(']],[', ']],\n[').replaceAll('{"cloud"', '\n{"cloud"')}\n`;
}

if (existsSync(SHARED)) writeFileSync(WRITTEN, instancesOf(readFileSync(SHARED, 'utf8')));
else process.stdout.write('nothing written: the fleet data (../shared/data/fleet/catalogue.json) is not beside this repository\n');
