import { canonicalHost } from '../socket-address.ts';

/** Where processes listen: a port of a host, or a path. */
export type ListenAddress = { readonly type: 'port'; readonly host: string; readonly port: number } | { readonly type: 'path'; readonly path: string };

const PORTED = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/;

/** Reads `127.0.0.1:8080`, `[::1]:80`, `app:80`, `unix:/run/app.sock` (nginx adds a `:` at its end). Undefined for anything else. */
export function parseAddress(text: string): ListenAddress | undefined {
  if (text.startsWith('unix:')) {
    const path = text.slice(5).replace(/:$/, '');
    return path.startsWith('/') || path.startsWith('@') ? { type: 'path', path } : undefined;
  }
  const match = PORTED.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535) return undefined;
  return { type: 'port', host: (match[1] ?? match[2] ?? '').toLowerCase(), port };
}

/** Whether that host is this very network namespace's own loopback. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('::ffff:127.');

const ANY_V4 = '00000000';
const ANY_V6 = '0'.repeat(32);

/** Whether a socket that listens there (the kernel's hexadecimal) takes every address of its namespace. */
export function takesAny(hex: string): boolean {
  const host = canonicalHost(hex);
  return host === ANY_V4 || host === ANY_V6;
}
