import { isAbsent, lastOf } from './bytes.ts';
import { FIELD, type RequestLine } from './request-line.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const SPACE = 32;
const HASH = 35;
const COMMA = 44;
const MINUS = 45;
const SLASH = 47;
const COLON = 58;
const QUESTION = 63;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

const { path: PATH, host: HOST, method: METHOD } = FIELD;
const LONGEST_METHOD = 24;

function keep(line: RequestLine, field: number, start: number, end: number): void {
  line.starts[field] = start;
  line.ends[field] = end;
}

/**
 * A target of a request, `/path?query` or `http://host:port/path` (RFC 9112, 3.2): the path without its query, and the
 * host where it is told and wanted.
 */
export function readTarget(line: RequestLine, bytes: Uint8Array, start: number, end: number, withHost = false): void {
  let from = start;
  if (withHost) keep(line, HOST, 0, 0);
  if (bytes[start] !== SLASH) {
    if (isAbsent(bytes, start, end)) {
      keep(line, PATH, 0, 0);
      return;
    }
    // A scheme: its colon stands within the first characters.
    let colon = start;
    while (colon < end && colon < start + 8 && bytes[colon] !== COLON) colon += 1;
    if (bytes[colon] === COLON && bytes[colon + 1] === SLASH && bytes[colon + 2] === SLASH && colon + 2 < end) {
      const host = colon + 3;
      from = host;
      while (from < end && bytes[from] !== SLASH && bytes[from] !== QUESTION) from += 1;
      if (withHost) readAddress(line, HOST, bytes, host, from);
      // No path at all: the last slash of the scheme is the root's.
      if (from >= end || bytes[from] === QUESTION) {
        keep(line, PATH, host - 1, host);
        return;
      }
    }
  }
  let to = from;
  while (to < end) {
    const byte = bytes[to];
    if (byte === QUESTION || byte === HASH) break;
    to += 1;
  }
  keep(line, PATH, from, to);
}

/** A request line, `GET /path?query HTTP/1.1`. What is none (TLS to a plain port, `-`) leaves method and path untold. */
export function readRequest(line: RequestLine, bytes: Uint8Array, start: number, end: number, withPath: boolean, withHost = false): void {
  let space = start;
  while (space < end && space < start + LONGEST_METHOD) {
    const byte = bytes[space] ?? 0;
    // RFC 9110: a method is a token; all that are in use are of letters, some with a dash.
    if (byte === SPACE || !((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === MINUS || byte === 95)) break;
    space += 1;
  }
  if (space >= end || space === start || bytes[space] !== SPACE) {
    keep(line, METHOD, 0, 0);
    if (withPath) keep(line, PATH, 0, 0);
    if (withHost) keep(line, HOST, 0, 0);
    return;
  }
  keep(line, METHOD, start, space);
  if (!withPath) return;
  // The protocol is the last word; HTTP/0.9 has none. Targets with spaces in them are sent by scanners.
  let to = end;
  for (let index = end - 1; index > space && index > end - 12; index -= 1) {
    if (bytes[index] === SPACE) {
      if (bytes[index + 1] === 72 || bytes[index + 1] === 104) to = index;
      break;
    }
  }
  readTarget(line, bytes, space + 1, to, withHost);
}

/** An address without its port: `192.0.2.1:443`, `[2001:db8::1]:443`; an address alone stays as it is. */
export function readAddress(line: RequestLine, field: number, bytes: Uint8Array, start: number, end: number): void {
  if (isAbsent(bytes, start, end)) {
    keep(line, field, 0, 0);
    return;
  }
  if (bytes[start] === OPEN_BRACKET) {
    const close = lastOf(bytes, start, end, CLOSE_BRACKET);
    keep(line, field, start + 1, close > start ? close : end);
    return;
  }
  const colon = lastOf(bytes, start, end, COLON);
  // A single colon is a port's; several are IPv6.
  keep(line, field, start, colon > start && lastOf(bytes, start, colon, COLON) < 0 ? colon : end);
}

/** The first of a list of addresses (X-Forwarded-For): the client, as it says. */
export function readFirstAddress(line: RequestLine, field: number, bytes: Uint8Array, start: number, end: number): void {
  let from = start;
  while (from < end && bytes[from] === SPACE) from += 1;
  let to = from;
  while (to < end && bytes[to] !== COMMA && bytes[to] !== SPACE) to += 1;
  readAddress(line, field, bytes, from, to);
}

/** The `host:port` of a URL (`http://10.0.0.5:8080/x`), or all of what is none. */
export function readAuthority(line: RequestLine, field: number, bytes: Uint8Array, start: number, end: number): void {
  if (isAbsent(bytes, start, end)) {
    keep(line, field, 0, 0);
    return;
  }
  let from = start;
  for (let index = start; index + 2 < end && index < start + 10; index += 1) if (bytes[index] === COLON && bytes[index + 1] === SLASH && bytes[index + 2] === SLASH) from = index + 3;
  let to = end;
  // Behind a scheme the path is not meant; the path of a socket is.
  if (from > start) for (to = from; to < end && bytes[to] !== SLASH; to += 1);
  keep(line, field, from, to);
}
