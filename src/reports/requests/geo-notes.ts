import { distanceFindings, latencyFindings, siteOfCountry } from '../../analysis/geo/suggestions.ts';
import { countryByCode, LOCAL_COUNTRY, REGIONS, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import type { RequestReport } from './request-report.ts';

/**
 * What a report by country or by part of the world suggests, a line each with its measured reason. `site`: country in which it is
 * served, where that is known.
 */
export function geoNotes({ group, rows }: RequestReport, site: string | undefined): string[] {
  if (group === 'country' && site !== undefined) {
    const here = siteOfCountry(countryByCode(site));
    const served = rows.flatMap(({ name, requests }) => {
      const country = countryByCode(name);
      return country === UNKNOWN_COUNTRY || country === LOCAL_COUNTRY ? [] : [{ country, site: here, requests }];
    });
    return distanceFindings(served, [here]).map(({ reason }) => reason);
  }
  if (group !== 'region') return [];
  const regions = rows.flatMap(({ name, requests, p95Seconds, upstreamPercent }) => {
    const region = REGIONS.find((each) => each === name);
    // The part that was spent behind the gateway is that of all its requests.
    return region === undefined ? [] : [{ region, requests, p95: p95Seconds * 1000, upstreamP95: Number.isNaN(upstreamPercent) ? 0 : p95Seconds * 10 * upstreamPercent }];
  });
  return latencyFindings(regions).map(({ reason }) => reason);
}
