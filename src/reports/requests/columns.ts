import type { Unit } from '../../model/units.ts';
import type { RequestFigure } from './request-report.ts';

/** A figure of a report of requests as people see it. */
export interface RequestColumn {
  readonly figure: RequestFigure;
  readonly header: string;
  readonly unit: Unit;
  readonly help: string;
  /** Other names for `--sort`. */
  readonly aliases: readonly string[];
  /** Columns of the least weight are dropped first. */
  readonly weight: number;
}

export const REQUEST_COLUMNS: readonly RequestColumn[] = [
  { figure: 'requests', header: 'REQUESTS', unit: 'count', help: 'requests', aliases: ['count', 'n'], weight: 99 },
  { figure: 'requestsPerSecond', header: 'REQ/s', unit: 'perSecond', help: 'requests a second', aliases: ['rate', 'rps'], weight: 70 },
  { figure: 'errorPercent', header: 'ERR%', unit: 'percent', help: 'failed (5xx, aborted)', aliases: ['errors', 'err'], weight: 90 },
  { figure: 'clientErrorPercent', header: '4XX%', unit: 'percent', help: 'refused (4xx)', aliases: ['4xx'], weight: 40 },
  { figure: 'p50Seconds', header: 'P50', unit: 'latency', help: 'response time, half of all', aliases: ['p50', 'median'], weight: 80 },
  { figure: 'p95Seconds', header: 'P95', unit: 'latency', help: 'response time, 95 % of all', aliases: ['p95', 'latency'], weight: 85 },
  { figure: 'p99Seconds', header: 'P99', unit: 'latency', help: 'response time, 99 % of all', aliases: ['p99'], weight: 75 },
  { figure: 'sentBytes', header: 'SENT', unit: 'bytes', help: 'bytes sent', aliases: ['sent', 'bytes'], weight: 60 },
  { figure: 'cpuSeconds', header: 'CPU', unit: 'seconds', help: 'CPU of the processes behind it', aliases: ['cpu'], weight: 95 },
  { figure: 'cpuSharePercent', header: 'SHARE', unit: 'percent', help: 'part of the CPU of all requests', aliases: ['share'], weight: 65 },
  { figure: 'cpuPerRequestSeconds', header: 'CPU/REQ', unit: 'latency', help: 'CPU of one request', aliases: ['cost', 'cpureq'], weight: 94 },
  { figure: 'cpuLowSeconds', header: 'FROM', unit: 'latency', help: 'lower end of its 90 % interval', aliases: ['low'], weight: 50 },
  { figure: 'cpuHighSeconds', header: 'TO', unit: 'latency', help: 'upper end of its 90 % interval', aliases: ['high'], weight: 50 },
  { figure: 'hitPercent', header: 'HIT%', unit: 'percent', help: 'answered by a cache', aliases: ['hit'], weight: 30 },
];
