import type { Resource } from '../../analysis/capacity/index.ts';
import type { Part } from './part.ts';

/** A figure of the history, as a selector, and how many of ours one of the recorded unit is. */
type Figure = readonly [selector: string, factor: number];

/** Where what a service did and took is in the history. */
export interface Figures {
  /** Undefined where no requests are known. */
  readonly requests: string | undefined;
  /** CPU of one request, and the ends of its interval, where there is one. */
  readonly costs: { readonly cpuSeconds: string; readonly low: string | undefined; readonly high: string | undefined } | undefined;
  readonly taken: Readonly<Record<Resource, readonly Figure[]>>;
  /** Memory as a count, and bytes of each. */
  readonly memoryOfEach: { readonly count: string; readonly bytes: string } | undefined;
}

const traffic = (kind: string, where: string): Pick<Figures, 'requests'> & { readonly cpu: Figure; readonly network: readonly Figure[] } =>
  ({ requests: `${kind}.requestsPerSecond${where}`, cpu: [`${kind}.cpuPercent${where}`, 0.01], network: [[`${kind}.sentBytesPerSecond${where}`, 8], [`${kind}.receivedBytesPerSecond${where}`, 8]] });

const endpointCosts = (where: string): NonNullable<Figures['costs']> => ({ cpuSeconds: `endpoint.cpuPerRequestSeconds${where}`, low: `endpoint.cpuLowSeconds${where}`, high: `endpoint.cpuHighSeconds${where}` });

/** All of a service: CPU and memory of its processes. */
export const OF_SERVICE: Figures = {
  requests: 'endpoint.requestsPerSecond', costs: endpointCosts(''), memoryOfEach: undefined,
  taken: { cpuCores: [['backend.cpuPercent', 0.01]], memoryBytes: [['backend.rssBytes', 1]], connections: [['endpoint.concurrency', 1]], networkBitsPerSecond: traffic('endpoint', '').network },
};

/** The machine, where no requests are known. CPU is of all CPUs together: times how many there are. */
export const OF_HOST: Figures = {
  requests: undefined, costs: undefined, memoryOfEach: undefined,
  taken: { cpuCores: [['host.cpuPercent', 0.01]], memoryBytes: [['host.memoryUsedBytes', 1]], connections: [], networkBitsPerSecond: [['host.networkTransmitBytesPerSecond', 8], ['host.networkReceiveBytesPerSecond', 8]] },
};

const matching = (labels: Readonly<Record<string, string>>): string => `{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;

/** A part: what attribution says that its requests took. A name such as `GET /pay` may be a method and a route, or a route alone: the likelier first. */
export function figuresOf({ kind, name }: Part): readonly Figures[] {
  if (kind === 'region') return [figuresWhere(kind, matching({ country: name }))];
  if (kind === 'cohort') return [figuresWhere(kind, matching({ name }))];
  const at = name.indexOf(' ');
  return [...(at < 0 ? [] : [{ method: name.slice(0, at), route: name.slice(at + 1) }]), { route: name }].map((labels) => figuresWhere(kind, matching(labels)));
}

function figuresWhere(kind: Part['kind'], where: string): Figures {
  const { requests, cpu, network } = traffic(kind, where);
  const taken = { cpuCores: [cpu], memoryBytes: [], connections: [], networkBitsPerSecond: network };
  const alone = { cpuSeconds: `${kind}.cpuPerRequestSeconds${where}`, low: undefined, high: undefined };
  switch (kind) {
    case 'endpoint': return { requests, costs: endpointCosts(where), taken: { ...taken, connections: [[`endpoint.concurrency${where}`, 1]] }, memoryOfEach: { count: `endpoint.concurrency${where}`, bytes: `endpoint.memoryPerRequestBytes${where}` } };
    case 'cohort': return { requests, costs: alone, taken: { ...taken, connections: [[`cohort.connections${where}`, 1]] }, memoryOfEach: { count: `cohort.activeSessions${where}`, bytes: `cohort.memoryPerSessionBytes${where}` } };
    case 'region': return { requests, costs: alone, taken, memoryOfEach: undefined };
  }
}

/** Requests of a region, and CPU of one. */
export function regionFigures(country: string): { readonly requests: string; readonly cpuSeconds: string } {
  const where = matching({ country });
  return { requests: `region.requestsPerSecond${where}`, cpuSeconds: `region.cpuPerRequestSeconds${where}` };
}

