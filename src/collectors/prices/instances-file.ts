import { z } from 'zod';
import { errorMessage, EXIT, UserError } from '../../model/errors.ts';
import { ARCHITECTURES, CLOUDS, type InstanceType, type Price } from '../../model/instance-type.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';

export const INSTANCES_SCHEMA = 'pyprocwatch-instances/1';

const GIBIBYTE = 2 ** 30;
const LONGEST = 500;

const text = z.string().min(1).max(LONGEST).transform(safeText);
const amount = z.number().positive();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/).transform(safeText);

/** Type, family, architecture, vCPUs, sustained vCPUs, memory in GiB, network in Mbit/s, price of an hour in each region of the group; null is not known. */
const row = z.tuple([text, text, z.enum(ARCHITECTURES), amount, amount, amount, amount.nullable(), z.array(amount.nullable())]);
const suspicion = z.object({ region: z.string(), reason: text, types: z.array(z.string()) });
const group = z.object({
  cloud: z.enum(CLOUDS), regions: z.array(text).min(1), currency: z.string().regex(/^[A-Z]{3}$/).transform(safeText),
  priceDate: date, priceSource: text, specSource: text, suspect: z.array(suspicion), rows: z.array(row),
}).refine(({ regions, rows }) => rows.every((one) => one[7].length === regions.length), 'a row has not one price for each region');

/** The shape of `instances.json`. */
export const instancesFile = z.object({
  schema: z.literal(INSTANCES_SCHEMA), built: date, note: text,
  licences: z.record(z.string(), z.string()), missing: z.array(text), sustainedSource: text, columns: z.array(z.string()), groups: z.array(group),
});

const NOT_LISTED = safeText('the sources list no price for it in this region');

function priceOf(hourly: number | null, suspicion: SafeText | undefined, origin: Pick<Price, 'currency' | 'source' | 'date'>): Price {
  if (hourly === null) return { ...origin, hourly: undefined, withheld: NOT_LISTED };
  return suspicion === undefined ? { ...origin, hourly, withheld: undefined } : { ...origin, hourly: undefined, withheld: suspicion };
}

/** The types of a file's text, one for each region. `where` names the file. Throws a UserError (exit code 65) for what is not whole. */
export function decodeInstances(file: string, where: string): InstanceType[] {
  const refused = (what: string, cause?: unknown): UserError => new UserError(`this is no catalogue of instance types: ${what}`, { where, mend: 'install the program anew', exitCode: EXIT.data, cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(file);
  } catch (error) {
    throw refused(safeText(errorMessage(error)), error);
  }
  const { data, error } = instancesFile.safeParse(parsed);
  if (data === undefined) throw refused(safeText(error.issues.slice(0, 1).map(({ path, message }) => `${path.join('.')}: ${message}`).join()), error);
  return data.groups.flatMap(({ cloud, regions, currency, priceDate, priceSource, suspect, rows }) => regions.flatMap((region, at) => {
    const suspicions = new Map(suspect.filter((one) => one.region === region).flatMap(({ reason, types }) => types.map((type) => [type, reason] as const)));
    const origin = { currency, source: priceSource, date: priceDate };
    return rows.map(([type, family, arch, vcpus, sustainedVcpus, memory, network, prices]): InstanceType => ({
      cloud, region, type, family, arch, vcpus, sustainedVcpus, memoryBytes: memory * GIBIBYTE,
      networkBitsPerSecond: network === null ? undefined : network * 1e6, price: priceOf(prices[at] ?? null, suspicions.get(type), origin),
    }));
  }));
}
