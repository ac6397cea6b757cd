import { countryAt, type Region } from '../../model/regions.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import { kilometres, leastRoundTrip, nearest, type Point } from './distance.ts';

/** A place that serves: a region of a cloud, a data centre. */
export interface Site extends Point {
  readonly name: SafeText;
  readonly region: Region;
}

/** The site of a host of which only the country is known, in its middle. */
export function siteOfCountry(country: number): Site {
  const { name, region, latitude, longitude } = countryAt(country);
  return { name: safeText(name), region, latitude, longitude };
}

/** What users of one country got from one site. */
export interface Served {
  /** Id of the country (src/model/regions.ts). */
  readonly country: number;
  readonly site: Site;
  readonly requests: number;
}

/** What users of one region waited for. Times in ms. */
export interface RegionLatency {
  readonly region: Region;
  readonly requests: number;
  readonly p95: number;
  /** The same of what the backend took of it. */
  readonly upstreamP95: number;
}

/** `reason` is what was measured, in a line; `requests` are those that it is about. */
export type GeoFinding =
  | { readonly kind: 'served-from-far'; readonly country: number; readonly site: SafeText; readonly kilometres: number; readonly nearer: SafeText; readonly nearerKilometres: number; readonly leastSavedMilliseconds: number; readonly requests: number; readonly reason: SafeText }
  | { readonly kind: 'no-site-near'; readonly country: number; readonly site: SafeText; readonly kilometres: number; readonly leastMilliseconds: number; readonly requests: number; readonly reason: SafeText }
  | { readonly kind: 'slow-region'; readonly region: Region; readonly p95: number; readonly expected: number; readonly where: 'backend' | 'network'; readonly requests: number; readonly reason: SafeText };

/** `share`: of all requests, below which a thing is not told of. `far` in km. `few`: requests of a region that say too little. */
export const SUGGESTION_LIMITS = { share: 0.01, far: 3000, nearerBy: 1000, few: 500, slower: 1.5 } as const;

const percent = (part: number): string => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
const whole = (value: number): string => String(Math.round(value));

/** Countries that are served from far though a nearer site is there, and those that have none near. */
export function distanceFindings(served: readonly Served[], sites: readonly Site[]): GeoFinding[] {
  const all = served.reduce((sum, { requests }) => sum + requests, 0);
  return served.flatMap(({ country, site, requests }): GeoFinding[] => {
    const client = countryAt(country);
    const distance = kilometres(client, site);
    if (!(distance >= SUGGESTION_LIMITS.far) || requests < all * SUGGESTION_LIMITS.share) return [];
    const near = nearest(client, sites);
    const told = `${percent(requests / all)} of all requests come from ${client.name} and are served by ${site.name}, ${whole(distance)} km away`;
    if (near !== undefined && near.place.name !== site.name && near.kilometres + SUGGESTION_LIMITS.nearerBy < distance) {
      const saved = leastRoundTrip(distance - near.kilometres);
      return [{ kind: 'served-from-far', country, site: site.name, kilometres: distance, nearer: near.place.name, nearerKilometres: near.kilometres, leastSavedMilliseconds: saved, requests, reason: safeText(`${told}; ${near.place.name} is ${whole(near.kilometres)} km away, which saves at least ${whole(saved)} ms a round trip`) }];
    }
    if (near !== undefined && near.kilometres < SUGGESTION_LIMITS.far) return [];
    const least = leastRoundTrip(distance);
    return [{ kind: 'no-site-near', country, site: site.name, kilometres: distance, leastMilliseconds: least, requests, reason: safeText(`${told}: at least ${whole(least)} ms a round trip, and no site is nearer`) }];
  }).toSorted((left, right) => right.requests - left.requests);
}

/** Regions whose users wait longer than all others do, and whether the backend or the way to it takes the time. */
export function latencyFindings(regions: readonly RegionLatency[]): GeoFinding[] {
  const known = regions.filter(({ region, requests, p95 }) => region !== 'unknown' && region !== 'local' && requests >= SUGGESTION_LIMITS.few && !Number.isNaN(p95));
  return known.flatMap((own): GeoFinding[] => {
    const others = known.filter(({ region }) => region !== own.region);
    const requests = others.reduce((sum, other) => sum + other.requests, 0);
    const mean = (value: (other: RegionLatency) => number): number => others.reduce((sum, other) => sum + value(other) * other.requests, 0) / requests;
    const expected = mean(({ p95 }) => p95);
    if (!(own.p95 >= expected * SUGGESTION_LIMITS.slower)) return [];
    const excess = own.upstreamP95 - mean(({ upstreamP95 }) => upstreamP95);
    const where = excess >= (own.p95 - expected) / 2 ? 'backend' : 'network';
    const told = where === 'backend' ? `its backend takes ${whole(excess)} ms more than elsewhere` : 'the backend does not take it: it is the way there';
    return [{ kind: 'slow-region', region: own.region, p95: own.p95, expected, where, requests: own.requests, reason: safeText(`p95 is ${whole(own.p95)} ms in ${own.region}, ${whole(expected)} ms elsewhere; ${told}`) }];
  }).toSorted((left, right) => right.requests - left.requests);
}
