import { compileFormat } from './compile.ts';
import type { AccessLogFormat } from './format.ts';
import { BAD, type FormatOptions } from './line-parser.ts';
import { RequestLine } from './request-line.ts';

/** The formats that are tried, those that ask for most first: of two that fit, the earlier one tells more. */
const TRIED = ['kong', 'caddy', 'traefik:json', 'envoy:json', 'json', 'alb', 'envoy', 'haproxy', 'nginx:pyprocwatch', 'apache:pyprocwatch', 'traefik', 'apache:vhost_combined', 'combined', 'common'] as const;
/** Names of members that only one gateway's JSON has. */
const SIGNATURES: Readonly<Record<string, RegExp>> = {
  'kong': /"latencies"\s*:/, 'caddy': /"resp_headers"\s*:|"logger"\s*:\s*"http\.log/, 'traefik:json': /"(?:StartUTC|DownstreamStatus)"\s*:/, 'envoy:json': /"(?:upstream_service_time|response_flags|start_time)"\s*:/,
};
const MOST_LINES = 200;
const LONGEST_SAMPLE = 65_536;
/** So many of the lines must fit. */
const ENOUGH = 0.8;

export interface DetectedFormat {
  readonly format: AccessLogFormat;
  /** The part of the sample that it can read, 0 to 1. */
  readonly share: number;
}

/** The format that most of some lines are in; undefined where none of the known ones fits. */
export function detectFormat(sample: readonly (string | Uint8Array)[], options: FormatOptions = {}): DetectedFormat | undefined {
  const lines = sample.slice(0, MOST_LINES).map((line) => (typeof line === 'string' ? new TextEncoder().encode(line) : line).slice(0, LONGEST_SAMPLE)).filter((line) => line.length > 0);
  if (lines.length === 0) return undefined;
  let best: DetectedFormat | undefined;
  for (const name of TRIED) {
    const signature = SIGNATURES[name];
    if (signature !== undefined && !lines.some((line) => signature.test(new TextDecoder().decode(line)))) continue;
    const format = compileWith(name, options);
    const parser = format.parser();
    const line = new RequestLine();
    // Parsers write into what they read, so each gets a copy.
    const good = lines.filter((bytes) => {
      const copy = bytes.slice();
      return parser.parse(line, copy, 0, copy.length) === BAD.none && !Number.isNaN(line.status);
    }).length;
    const share = good / lines.length;
    if (share >= ENOUGH && share > (best?.share ?? 0)) best = { format, share };
  }
  return best;
}

/** A format that has not what a person chose (a header of another gateway) is tried without that. */
function compileWith(name: string, options: FormatOptions): AccessLogFormat {
  try {
    return compileFormat(name, options);
  } catch {
    return compileFormat(name);
  }
}
