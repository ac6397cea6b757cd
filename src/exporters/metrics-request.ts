import type { IncomingMessage, ServerResponse } from 'node:http';
import { isExpectedHost } from '../model/listening/host-header.ts';
import type { HttpListener } from '../model/listening/http-listener.ts';

/** An answer of one line. */
export type Answer = readonly [status: number, text: string, headers?: Readonly<Record<string, string>>];

const LONGEST_URL = 1024;

export const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

/** Why a request is not answered; undefined for one that is. */
export function refusalOf(request: IncomingMessage, { host, check }: Pick<HttpListener, 'host' | 'check'>): Answer | undefined {
  const { url = '', method = '', headers } = request;
  if (url.length > LONGEST_URL) return [414, 'this address is too long'];
  const path = pathOf(request);
  const known = check?.(headers.authorization) ?? false;
  if (!known && !isExpectedHost(headers.host, host)) return [403, 'ask for this by the address of this machine, or give the token'];
  if (path !== '/metrics' && path !== '/healthz') return [404, 'there are /metrics and /healthz'];
  if (method !== 'GET' && method !== 'HEAD') return [405, 'it can only be read', { allow: 'GET, HEAD' }];
  if (check !== undefined && !known && path === '/metrics') return [401, 'this takes a bearer token', { 'www-authenticate': 'Bearer realm="pyprocwatch"' }];
  return undefined;
}

export const sendLine = (request: IncomingMessage, response: ServerResponse, [status, text, headers = {}]: Answer): void =>
  sendBody(request, response, status, Buffer.from(`${text}\n`), { 'content-type': 'text/plain; charset=utf-8', ...headers });

export function sendBody(request: IncomingMessage, response: ServerResponse, status: number, body: Buffer, headers: Readonly<Record<string, string>>): void {
  // What a request brings along is not read.
  const brings = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  response.writeHead(status, { ...headers, 'content-length': body.length, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...(brings ? { connection: 'close' } : {}) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
