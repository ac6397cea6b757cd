import { readFile } from 'node:fs/promises';
import { editDistance, nearest } from '../../analysis/nearest.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { Architecture, Cloud, InstanceType } from '../../model/instance-type.ts';
import { safeText } from '../../model/safe-text.ts';
import { decodeInstances } from './instances-file.ts';

/** The file that the build puts beside the program. */
export const INSTANCES_FILE = 'instances.json';

export interface InstanceFilter {
  readonly cloud?: Cloud;
  readonly region?: string;
  readonly arch?: Architecture;
  readonly family?: string;
  /** Only those whose price may be reckoned with. */
  readonly priced?: boolean;
}

const SHOWN = 5;
const lower = (word: string): string => word.toLowerCase();
const several = (words: Iterable<string>): string => [...new Set(words)].sort().join(', ');

/** Types of instances by name and region. Names and regions are found whatever their case. */
export class Catalogue {
  readonly #types: readonly InstanceType[];
  readonly #byName = new Map<string, InstanceType[]>();

  constructor(types: readonly InstanceType[]) {
    this.#types = types;
    for (const one of types) {
      const same = this.#byName.get(lower(one.type));
      if (same === undefined) this.#byName.set(lower(one.type), [one]);
      else same.push(one);
    }
  }

  /** One type in one region. Throws a UserError for what is not there, or is in several regions, since prices differ by region. */
  find(type: string, region?: string, cloud?: Cloud): InstanceType {
    const named = (this.#byName.get(lower(type)) ?? []).filter((one) => cloud === undefined || one.cloud === cloud);
    const shown = safeText(type);
    if (named.length === 0) throw new UserError(`no instance type "${shown}" is in the catalogue${cloud === undefined ? '' : ` of ${cloud}`}`, { mend: this.#near(type, cloud), exitCode: EXIT.usage });
    const found = region === undefined ? named : named.filter((one) => lower(one.region) === lower(region));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const regions = several(named.map((one) => one.region));
    if (region === undefined) throw new UserError(`${shown} is in several regions, and costs not the same in each`, { mend: `give one of ${regions}`, exitCode: EXIT.usage });
    throw new UserError(`the catalogue has no price of ${shown} in "${safeText(region)}"`, { mend: `give a region that it has (${regions}), or the size and the price of an hour yourself`, exitCode: EXIT.usage });
  }

  /** All that the filter lets through, in the order of the catalogue: by cloud and region, then by name. */
  list(filter: InstanceFilter = {}): InstanceType[] {
    return this.#types.filter((one) => (filter.cloud === undefined || one.cloud === filter.cloud)
      && (filter.region === undefined || lower(one.region) === lower(filter.region))
      && (filter.arch === undefined || one.arch === filter.arch)
      && (filter.family === undefined || lower(one.family) === lower(filter.family))
      && (filter.priced !== true || one.price.hourly !== undefined));
  }

  /** Regions that it has, as the clouds write them. */
  regions(cloud?: Cloud): string[] {
    return [...new Set(this.list(cloud === undefined ? {} : { cloud }).map(({ region }) => region))].sort();
  }

  #near(type: string, cloud: Cloud | undefined): string {
    const names = [...new Set(this.list(cloud === undefined ? {} : { cloud }).map((one) => String(one.type)))];
    const best = nearest(type, names) ?? nearest(`Standard_${type}`, names);
    if (best === undefined) return 'write it as the cloud does, such as m7i.large, Standard_D4s_v5 or n2-standard-4';
    const near = names.map((name) => [editDistance(best, name), name] as const).sort(([one], [other]) => one - other).slice(0, SHOWN).map(([, name]) => name);
    return `did you mean "${best}"? near it are ${near.slice(1).join(', ')}`;
  }
}

/** The catalogue that the program comes with: list prices of 2026 on demand. Rejects with a UserError where it is not whole. */
export async function openCatalogue(): Promise<Catalogue> {
  let file: string;
  try {
    file = await readFile(new URL(INSTANCES_FILE, import.meta.url), 'utf8');
  } catch (error) {
    throw new UserError('there is no catalogue of instance types', { where: INSTANCES_FILE, mend: 'install the program anew, or give the size and the price of an hour yourself', exitCode: EXIT.unavailable, cause: error });
  }
  return new Catalogue(decodeInstances(file, INSTANCES_FILE));
}
