/**
 * What goes over the monitor's socket: lines of JSON. The application begins with a hello, then each line is a request, an array in
 * the order of REQUEST_FIELDS. The monitor sends keys, a line each, by which identifiers are hashed: so the processes of one service
 * give a session one name, and the key changes when the monitor says so.
 */
export const WIRE_VERSION = 1;

/** Where the monitor listens, in its state folder. */
export const REQUESTS_SOCKET = 'requests.sock';

export interface Hello {
  readonly v: typeof WIRE_VERSION;
  readonly pid: number;
  readonly service: string;
  readonly instance: string;
  readonly host: string;
}

/** `key`: 64 hexadecimal digits. */
export interface KeyLine {
  readonly key: string;
}

/** Times in ms (start: of the epoch); -1 is "not known" for bytes and CPU; texts are empty where they are not known. */
export const REQUEST_FIELDS = ['start', 'duration', 'method', 'route', 'path', 'status', 'sent', 'received', 'session', 'network', 'cohort', 'trace', 'parent', 'cpu'] as const;

export type RequestLine = readonly [
  start: number, duration: number, method: string, route: string, path: string, status: number, sent: number, received: number, session: string, network: string, cohort: string, trace: string, parent: string, cpu: number,
];
