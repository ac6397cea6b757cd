import { isIP } from 'node:net';

/** The host of a Host header or of a setting, without port, brackets and the root's dot, in lower case; undefined for what is none. */
export function hostOf(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::\d{1,5})?$/i.exec(header);
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '');
}

/**
 * Whether a request of this Host header may be answered without a token. A page in somebody's browser can make a name of its
 * own lead to this machine and then read what answers (DNS rebinding); it cannot do that with an address, nor with `localhost`.
 * `configured`: the host that the server was told to listen on. No header at all is not from a browser.
 */
export function isExpectedHost(header: string | undefined, configured: string): boolean {
  if (header === undefined) return true;
  const host = hostOf(header);
  return host !== undefined && (isIP(host) !== 0 || host === 'localhost' || host === configured.toLowerCase());
}

/** Whether only this machine reaches an address. */
export const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$|^localhost$/i.test(address);
