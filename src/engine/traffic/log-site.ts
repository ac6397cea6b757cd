import type { FieldName, RequestLine } from '../../collectors/access-logs/index.ts';
import { BadLines } from '../../collectors/access-logs/bad-lines.ts';
import { RouteNames } from '../../analysis/requests/route-names.ts';
import type { SafeText } from '../../model/safe-text.ts';
import { LogClock } from './log-clock.ts';

/** Routes of a site at most: its endpoints have numbers of their own from `index` times this. */
export const SITE_ROUTES = 8192;

/** Lines after which it is known whether a log names who is behind its gateway. */
const ENOUGH_LINES = 100;

export interface SiteOptions {
  readonly index: number;
  readonly name: SafeText;
  readonly patterns: readonly string[];
  readonly mostRoutes: number;
  /** Number of the backend where the log does not say; -1 for none. */
  readonly backend: number;
  /** Number of who writes the log; -1 for none. */
  readonly gateway: number;
  /** Which fields of its lines name the cohort and the edge, as the configuration has them. */
  readonly cohort?: string | undefined;
  readonly edge?: string | undefined;
}

/** A gateway as its log tells of it: what its lines mean, and the routes that they are of. */
export class LogSite {
  readonly index: number;
  readonly name: SafeText;
  readonly backend: number;
  readonly gateway: number;
  /** What the parser is to take out of each line besides the usual: the cohort first. */
  readonly extra: readonly string[];
  readonly cohortField: FieldName | undefined;
  readonly edgeField: FieldName | undefined;
  readonly edge: string;
  readonly routes: RouteNames;
  readonly clock = new LogClock();
  /** Lines that were not taken. */
  readonly bad = new BadLines();
  /** Lines that were. */
  good = 0;
  /** Lines that named who is behind the gateway. */
  named = 0;
  #isFine = false;

  /** Whether who writes the log serves its requests by itself, as far as is known by now. */
  get alone(): boolean {
    return this.good > ENOUGH_LINES && this.named === 0 && this.backend < 0;
  }

  /** ms between two of its stamps, as far as is known by now: one that has ever a part of a second is none of whole seconds. */
  get resolution(): number {
    return this.good > ENOUGH_LINES && !this.#isFine ? 1000 : 1;
  }

  /** A line with a stamp of so many ms. */
  stamped(resolution: number): void {
    this.#isFine ||= resolution < 1000;
  }

  constructor({ index, name, patterns, mostRoutes, backend, gateway, cohort, edge }: SiteOptions) {
    this.index = index;
    this.name = name;
    this.backend = backend;
    this.gateway = gateway;
    this.extra = [cohort, edge].filter((field) => field !== undefined);
    this.cohortField = cohort === undefined ? undefined : 'cohort';
    this.edgeField = edge === undefined ? undefined : cohort === undefined ? 'cohort' : 'cohort2';
    this.edge = edge ?? '';
    this.routes = new RouteNames({ patterns, limit: Math.min(mostRoutes, SITE_ROUTES - 16) });
  }

  nameOf(route: number): SafeText {
    return this.routes.name(route);
  }

  /** Endpoints whose figures are those of another now: [from, to]. */
  takeMoves(): readonly (readonly [from: number, to: number])[] {
    const first = this.index * SITE_ROUTES;
    return this.routes.takeMoves().map(({ from, to }) => [first + from, first + to] as const);
  }

  /** The number of the endpoint of a line. */
  endpoint(line: RequestLine): number {
    const { status } = line;
    return this.index * SITE_ROUTES + this.routes.idOf(line.bytes, line.start('method'), line.end('method'), line.start('path'), line.end('path'), Number.isNaN(status) ? 0 : status);
  }
}
