/** What an edge did: `hit` answered by itself, `miss` asked the origin though it might have had it, `pass` was not to keep it. */
export type CacheOutcome = 'hit' | 'miss' | 'pass' | 'unknown';

// nginx $upstream_cache_status; Cloudflare cf-cache-status; Squid and Akamai TCP_*; Varnish and Fastly x-cache; CloudFront x-edge-result-type.
const OUTCOMES: readonly (readonly [CacheOutcome, RegExp])[] = [
  ['miss', /^(?:MISS|EXPIRED|REFRESH_MISS|REFRESH_MODIFIED|REFRESHMISS|REFRESH_FAIL_ERR|CLIENT_REFRESH_MISS|SWAPFAIL_MISS|IMS_MISS|NEGATIVE_MISS|ERROR|LIMITEXCEEDED|CAPACITYEXCEEDED|ORIGINSHIELDMISS)$/],
  ['pass', /^(?:BYPASS|DYNAMIC|PASS|PRIVATE|NONE|UNCACHEABLE|DENIED|REDIRECT|HIT_FOR_PASS|HITPASS|TUNNEL|CONNECT|IGNORED)$/],
  ['hit', /^(?:HIT|STALE|UPDATING|REVALIDATED|REFRESHHIT|ORIGINSHIELDHIT|(?:MEM|REFRESH|IMS|NEGATIVE|OFFLINE|INM|ASYNC|CLIENT_REFRESH|REFRESH_FAIL|REFRESH_FAIL_OLD|REFRESH_UNMODIFIED|IMS_UNMODIFIED)_HIT|REFRESH_UNMODIFIED|REFRESH_FAIL_OLD|HIT_STALE|HIT_SYNTH)$/],
];
/** A hostile log has no end of statuses; those in use are some 30. */
const LONGEST = 64;

/**
 * What a cache status tells. `TCP_` and the HTTP code behind a slash are dropped (`TCP_HIT/200`), of a list (`MISS, HIT`: shield, then
 * edge) the last counts, and words behind it (`Hit from cloudfront`) do not.
 */
export function cacheOutcome(status: string): CacheOutcome {
  if (status.length > LONGEST) return 'unknown';
  const last = status.toUpperCase().split(',').at(-1) ?? '';
  const word = /^[\s"]*(?:TCP_|UDP_)?([A-Z_-]+)/.exec(last)?.[1]?.replaceAll('-', '_') ?? '';
  return OUTCOMES.find(([, pattern]) => pattern.test(word))?.[0] ?? 'unknown';
}
