import type { Attribution, EndpointCost, Withheld } from '../../analysis/attribution/input.ts';
import { SCHEMA } from '../../model/json.ts';
import type { SafeText } from '../../model/safe-text.ts';
import { textTable } from '../../model/text-table.ts';
import { counted } from '../../model/words.ts';
import type { RequestLog } from './request-log.ts';

export interface Answered {
  readonly attribution: Attribution;
  readonly log: RequestLog;
  readonly badRows: number;
}

/** Why nothing is told, and what would help. */
const WITHHELD: Readonly<Record<Withheld, string>> = {
  'no samples': 'the samples hold no CPU, or too few of them were taken: sample the backends while requests come, at least 20 times',
  'no requests': 'no request of the log ended while CPU was sampled: take a log and samples of the same time (and of processes that the log names as upstreams)',
  starved: 'requests waited for a CPU or for each other so long that their times say little about where CPU went: sample more often (10 ms), for longer, or when the host is less busy',
  'coarse stamps': 'the log tells whole seconds, which is too coarse for so many requests at once: let the gateway log milliseconds ($msec in nginx) and the upstream\'s time',
  learning: 'too little was seen yet',
};

const figure = (value: number): number => Number(value.toPrecision(6));

export function attributionJson({ attribution, log, badRows }: Answered): string {
  const { costs, withheld, clockOffset, cpuSeconds, unattributed, inFlight } = attribution;
  const nameOf = (endpoint: number): SafeText | '' => log.endpoints[endpoint] ?? '';
  const endpoints = byCost(costs).map(({ endpoint, requests, cpuSecondsPerRequest, low, high, identifiable, group }) => {
    const known = { endpoint: nameOf(endpoint), requests, cpuSecondsPerRequest: figure(cpuSecondsPerRequest), low: figure(low), high: figure(high), identifiable };
    return group.length > 0 ? { ...known, group: group.map(nameOf) } : known;
  });
  return `${JSON.stringify({
    schema: SCHEMA, endpoints, ...(withheld === undefined ? {} : { withheld, why: WITHHELD[withheld] }),
    cpuSeconds: figure(cpuSeconds), unattributed: figure(unattributed), clockOffsetMs: clockOffset, inFlightPerProcess: figure(inFlight),
    lines: log.lines, badLines: log.bad.total, badSamples: badRows,
  }, undefined, 2)}\n`;
}

const totalOf = ({ requests, cpuSecondsPerRequest }: EndpointCost): number => requests * cpuSecondsPerRequest;
const byCost = (costs: readonly EndpointCost[]): EndpointCost[] => costs.toSorted((left, right) => totalOf(right) - totalOf(left));

/** CPU seconds as people say them: `0.42 ms`, `24.1 ms`, `1.20 s`. */
const cpuWords = (seconds: number): string => (seconds >= 1 ? `${seconds.toPrecision(3)} s` : `${(seconds * 1000).toFixed(seconds >= 0.1 ? 0 : seconds >= 0.01 ? 1 : 2)} ms`);

function remark({ identifiable, group, endpoint, requests }: EndpointCost, nameOf: (endpoint: number) => string): string {
  if (group.length > 0) return `only the sum with ${group.filter((other) => other !== endpoint).map(nameOf).join(', ')} is known`;
  if (identifiable) return '';
  return requests < 5 ? 'too few requests' : 'not told apart from others';
}

export function attributionText({ attribution, log, badRows }: Answered): string {
  const { costs, withheld, clockOffset, cpuSeconds, unattributed } = attribution;
  const nameOf = (endpoint: number): string => log.endpoints[endpoint] ?? '';
  const lines: string[] = [];
  if (withheld === undefined) {
    lines.push('CPU that one request of each endpoint costs the backends', '');
    lines.push(...textTable([
      ['ENDPOINT', 'REQUESTS', 'CPU EACH', '90 % INTERVAL', 'CPU IN ALL', 'SHARE', ''],
      ...byCost(costs).map((cost) => [
        nameOf(cost.endpoint), String(cost.requests), cpuWords(cost.cpuSecondsPerRequest), `${cpuWords(cost.low)} to ${cpuWords(cost.high)}`,
        `${totalOf(cost).toFixed(2)} s`, `${((100 * totalOf(cost)) / cpuSeconds).toFixed(1)} %`, remark(cost, nameOf),
      ]),
    ], [false, true, true, true, true, true, false]), '');
  } else lines.push(`Nothing is told (${withheld}): ${WITHHELD[withheld]}`, '');
  lines.push(`The processes used ${cpuSeconds.toFixed(2)} s of CPU${withheld === undefined ? `; ${(100 * unattributed).toFixed(1)} % of it belongs to no request of the log` : ''}`);
  if (clockOffset !== 0) lines.push(`The log's clock was taken to be ${Math.abs(clockOffset)} ms ${clockOffset > 0 ? 'behind' : 'ahead of'} that of the samples`);
  if (!log.namesUpstreams) lines.push('The log does not name the upstream: all processes were taken together, which is less exact');
  if (!log.hasDurations) lines.push('The log tells no durations: CPU before a request\'s end may be booked elsewhere');
  if (log.resolution > 1 && withheld === undefined) lines.push('The log tells whole seconds: figures are coarse');
  for (const { reason, count, example } of log.bad.reasons()) lines.push(`${counted(count, 'line', 'lines')} of ${counted(log.lines, 'line', 'lines')} left out: ${reason}, such as "${example}"`);
  if (badRows > 0) lines.push(`${counted(badRows, 'sample', 'samples')} left out: not numbers`);
  return `${lines.join('\n')}\n`;
}
