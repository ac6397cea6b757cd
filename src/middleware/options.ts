import type { IncomingMessage } from 'node:http';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { REQUESTS_SOCKET } from './wire.ts';

export interface MiddlewareOptions {
  /** What this program is called; by default its package's name (npm start) or that of its script. */
  readonly service?: string;
  /** Which of several it is, such as a pod's name. */
  readonly instance?: string;
  /** The monitor's socket. Default: PYPROCWATCH_REQUESTS, else `requests.sock` in the monitor's state folder of this user. */
  readonly socket?: string;
  /** Part of the requests whose CPU is measured exactly, 0 to 1. Default 0.01. */
  readonly sample?: number;
  /** Which session a request belongs to. It is hashed at once; only the hash is sent. */
  readonly session?: (request: IncomingMessage) => string | undefined;
  /** To which group of users it belongs, such as `premium`. It is sent as it is: give no identifiers. */
  readonly cohort?: (request: IncomingMessage) => string | undefined;
  /** Whether the client's address is that of X-Forwarded-For (its first), since a gateway stands before. Default: only if the connection is from a private network. */
  readonly trustProxy?: boolean;
}

/** Where the monitor of this user listens. */
export function socketPath(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const [set, state] = [env['PYPROCWATCH_REQUESTS'], env['XDG_STATE_HOME']];
  if (set !== undefined && set !== '') return set;
  return join(state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state'), 'pyprocwatch', REQUESTS_SOCKET);
}

/** homedir() throws where a user has no entry and no HOME, as some containers have it. */
export function defaultSocket(): string {
  try {
    return socketPath(process.env, homedir());
  } catch {
    return socketPath(process.env, '/nonexistent');
  }
}

export function defaultService(): string {
  const script = process.argv[1] ?? '';
  return process.env['npm_package_name'] ?? script.slice(script.lastIndexOf('/') + 1);
}
