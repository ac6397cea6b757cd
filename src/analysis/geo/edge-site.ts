import { type SafeText, safeText } from '../../model/safe-text.ts';

/** Fields of logs that tell which edge answered, in lower case. */
export const EDGE_HEADERS = ['cf-ray', 'x-amz-cf-pop', 'x-edge-location', 'x-served-by', 'via'] as const;
export type EdgeHeader = (typeof EDGE_HEADERS)[number];

const LONGEST = 512;
/** By its airport (IATA), as all these networks name their places. */
const PATTERNS: Readonly<Record<EdgeHeader, RegExp>> = {
  // 7d3e1f0a2b4c5d6e-FRA
  'cf-ray': /^[0-9a-f]{8,32}-([A-Z]{3})$/i,
  // FRA56-C1, and in CloudFront's own logs FRA56-P3
  'x-amz-cf-pop': /^([A-Z]{3})\d{1,4}(?:-[A-Z]\d{1,3})?$/i,
  'x-edge-location': /^([A-Z]{3})\d{1,4}(?:-[A-Z]\d{1,3})?$/i,
  // Fastly: cache-iad-kiad7000025-IAD, cache-fra-eddf8230074-FRA; the last of the list is the edge.
  'x-served-by': /(?:^|[\s,])cache-[a-z0-9]{3,12}(?:-[a-z0-9]{1,20})?-([A-Z]{3})\s*$/i,
  // Not all of them name a place: 1.1 fra1.edge.example.com
  via: /\b1\.[01] (?:[a-z]+-)?([a-z]{3})\d{1,3}[.-]/i,
};

/** The place of the edge that answered (`FRA`), undefined where a header does not tell it. */
export function edgeSite(header: EdgeHeader, value: string): SafeText | undefined {
  const site = value.length > LONGEST ? undefined : PATTERNS[header].exec(value.trim())?.[1];
  return site === undefined ? undefined : safeText(site.toUpperCase());
}
