import { performance } from 'node:perf_hooks';
import { basename, dirname } from 'node:path';
import { WriterPresent } from '../../../storage/history/writer-lock.ts';
import type { AudienceRow } from '../../../storage/requests/audience.ts';
import { RequestWriter } from '../../../storage/requests/writer.ts';
import { prepareFolder } from '../../../storage/state-folder.ts';
import type { RequestSpan } from '../../analysis/traces/request-span.ts';
import { blankRecord } from '../../analysis/traffic/request-record.ts';
import { type AccessLogFormat, compileFormat, type FormatOptions, LineReader, LogFollower, type LogPosition, type LogSink, type RequestLine } from '../../collectors/access-logs/index.ts';
import { type Geo, openGeo, openGeoDatabase } from '../../collectors/geo/index.ts';
import { Pseudonyms } from '../../collectors/identity/index.ts';
import { errorMessage, UserError } from '../../model/errors.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import { FrameEncoder } from '../wire.ts';
import { BackendWatch } from './backend-watch.ts';
import { CallBook } from './call-book.ts';
import { CohortRules } from './cohort-rules.ts';
import { CostKeeper } from './cost-keeper.ts';
import { EdgeNames } from './edge-names.ts';
import { EvenClock } from './even-clock.ts';
import { LogSite, SITE_ROUTES } from './log-site.ts';
import { NumberedTexts } from './numbered-texts.ts';
import { ProgramReports } from './program-reports.ts';
import type { FromTraffic, TrafficOptions } from './protocol.ts';
import { RequestIntake } from './request-intake.ts';
import { RequestKeeping } from './request-keeping.ts';
import { namesOf, uniqueName } from './site-names.ts';
import { DetectingSink, formatOfLines } from './site-sink.ts';
import { SpanSites } from './span-sites.ts';
import { positionsOf } from './stored-positions.ts';
import { siteNotices, TrafficMonitor } from './traffic-monitor.ts';

const PUBLISH_MILLISECONDS = 1000;
/** So long before a sample is due; and not put off without end for a sampler that asks more often. */
const BEFORE_SAMPLE_MILLISECONDS = 200;
const MOST_BETWEEN_MILLISECONDS = 1500;
const MINUTE = 60_000;
const MOST_NAMES = 256;
/** Another process may end: it is tried again to count in its place. */
const LOCK_AGAIN_MILLISECONDS = 30_000;

/** Reads all sources of requests, and posts each second what they come to. */
export class TrafficRunner {
  readonly #options: TrafficOptions;
  readonly #post: (message: FromTraffic) => void;
  readonly #sites: LogSite[] = [];
  readonly #followers = new Map<LogSite, LogFollower>();
  readonly #paths = new Map<LogSite, string>();
  readonly #faults = new Map<LogSite, SafeText>();
  readonly #encoder = new FrameEncoder();
  readonly #clock = new EvenClock();
  readonly #backends: BackendWatch;
  readonly #costs: CostKeeper;
  readonly #monitor: TrafficMonitor;
  readonly #spans: SpanSites;
  readonly #calls: CallBook;
  readonly #names: ReturnType<typeof namesOf>;
  readonly #record = blankRecord();
  #publisher: NodeJS.Timeout | undefined;
  #publishedAt = 0;
  #closed = false;
  #sweeper: NodeJS.Timeout | undefined;
  #busiest = 0;
  #lockedAt = Number.NEGATIVE_INFINITY;
  #storeFault: SafeText | undefined;
  #geoFault: SafeText | undefined;
  #reports: ProgramReports | undefined;
  #traced = false;

  private constructor(options: TrafficOptions, geo: Geo, sessions: Pseudonyms, post: (message: FromTraffic) => void) {
    this.#options = options;
    this.#post = post;
    const { endpoints, roots, hostname } = options;
    const [cohorts, edges] = [new NumberedTexts(MOST_NAMES), new NumberedTexts(MOST_NAMES * 4)];
    this.#backends = new BackendWatch(roots, () => this.#clock.now());
    this.#names = namesOf({ called: (service, method, route) => this.#spans.endpointOf(service, method, route), routes: SITE_ROUTES, sources: () => this.#sites, cohorts, edges, sessions, country: endpoints.site });
    this.#costs = new CostKeeper(Math.random, 1);
    const backendAt = (site: SafeText, address: SafeText): number => this.#backends.atAddress(site, address);
    const intake = new RequestIntake({ geo, sessions, cohorts: new CohortRules(endpoints.cohorts, cohorts), edges: new EdgeNames(edges), backendAt, retired: () => this.#backends.retired });
    this.#monitor = new TrafficMonitor({ intake, backends: this.#backends, costs: this.#costs, names: this.#names, sessions, sessionMilliseconds: endpoints.sessionTimeout * 1000, began: Date.now() });
    this.#spans = new SpanSites({ sites: this.#sites, patterns: endpoints.patterns, mostRoutes: endpoints.most, sessions, cohorts, backendAt, backendOf: (site, pid) => this.#backends.process(site, pid), hostname });
    this.#calls = new CallBook((service, method, route) => this.#names.called(service, method, route));
  }

  static async start(options: TrafficOptions, post: (message: FromTraffic) => void): Promise<TrafficRunner> {
    const { geoDatabase, keyRotation } = options.endpoints;
    const [geo, geoFault] = await geoOf(geoDatabase);
    const sessions = new Pseudonyms({ of: 'session', rotateMilliseconds: keyRotation * 1000 });
    const runner = new TrafficRunner(options, geo, sessions, post);
    runner.#geoFault = geoFault;
    await runner.#keep();
    const positions = runner.#monitor.keeping?.positions() ?? new Map<string, string>();
    for (const log of options.endpoints.logs) runner.#follow(log, positionsOf(positions.get(log.file)));
    runner.#reports = await ProgramReports.open(options, { clients: new Pseudonyms({ of: 'client', rotateMilliseconds: keyRotation * 1000 }), sessions: new Pseudonyms({ of: 'user', rotateMilliseconds: keyRotation * 1000 }), geo }, (spans) => runner.#take(spans));
    runner.#run();
    return runner;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#publisher);
    clearTimeout(this.#sweeper);
    await this.#reports?.close();
    const now = Date.now();
    this.#monitor.keeping?.countAudience(now, this.#audience(now % MINUTE, now), now);
    this.#monitor.keeping?.tend(Date.now(), () => this.#positions(), true);
    this.#monitor.keeping?.close();
    for (const follower of this.#followers.values()) follower.stop();
    this.#backends.close();
  }

  #follow({ file, format, name, upstream, session, cohort, edge }: TrafficOptions['endpoints']['logs'][number], positions: readonly LogPosition[]): void {
    const title = uniqueName(safeText(name ?? basename(file).replace(/\.log$/, '')), this.#sites, basename(dirname(file)));
    const backend = upstream === undefined ? -1 : this.#backends.atAddress(title, safeText(upstream), true);
    const site = new LogSite({ index: this.#sites.length, name: title, patterns: this.#options.endpoints.patterns, mostRoutes: this.#options.endpoints.most, backend, gateway: this.#backends.writing(title, safeText(file)), cohort, edge });
    this.#sites.push(site);
    const onRequest = (line: RequestLine): void => this.#monitor.line(site, line, Date.now());
    try {
      const options: FormatOptions = { ...(session === undefined ? {} : { session }), ...(site.extra.length === 0 ? {} : { cohorts: site.extra }) };
      const compiled = format === 'auto' ? undefined : compileFormat(format, options);
      const sink = (): LogSink => (compiled === undefined ? new DetectingSink((lines) => this.#detect(site, lines, options), onRequest, site.bad) : new LineReader(compiled.parser(), onRequest, site.bad));
      const follower = new LogFollower({ paths: [file], sink, positions });
      this.#followers.set(site, follower);
      this.#paths.set(site, file);
      follower.start();
    } catch (error) {
      this.#faults.set(site, safeText(`${title}: ${error instanceof UserError ? error.line : errorMessage(error)}`));
    }
  }

  #detect(site: LogSite, lines: readonly Uint8Array[], options: FormatOptions): AccessLogFormat | undefined {
    const format = formatOfLines(lines, options);
    if (format !== undefined) this.#faults.delete(site);
    else if (lines.length > 0) this.#faults.set(site, safeText(`${site.name}: no format that is known fits its lines; name it in .pyprocwatchrc (see "pyprocwatch endpoints formats")`));
    return format;
  }

  /** What programs tell of their own requests. */
  #take(spans: readonly RequestSpan[]): boolean {
    const now = Date.now();
    for (const span of spans) {
      if (span.kind !== 'server') continue;
      const site = this.#spans.fill(span, this.#record);
      if (site === undefined) continue;
      this.#monitor.request(this.#record, now);
      this.#monitor.settleRoutes(site);
    }
    this.#traced = true;
    this.#calls.add(spans, performance.now());
    return true;
  }

  #run(): void {
    this.#plan(PUBLISH_MILLISECONDS);
    this.#sweep();
  }

  #sweep(): void {
    this.#backends.sweep();
    this.#sweeper = setTimeout(() => this.#sweep(), this.#backends.interval(this.#busiest));
  }

  /** The sampler took what there is for a sample: what is posted right before the next one is newest there, not what is posted right after this one. */
  taken(): void {
    const wait = PUBLISH_MILLISECONDS - BEFORE_SAMPLE_MILLISECONDS;
    if (!this.#closed && performance.now() + wait - this.#publishedAt <= MOST_BETWEEN_MILLISECONDS) this.#plan(wait);
  }

  #plan(milliseconds: number): void {
    clearTimeout(this.#publisher);
    this.#publisher = setTimeout(() => this.#second(), milliseconds);
  }

  #second(): void {
    this.#plan(PUBLISH_MILLISECONDS);
    this.#publishedAt = performance.now();
    this.#clock.follow();
    const now = Date.now();
    for (const site of this.#sites) this.#backends.alone(site.gateway, site.alone);
    this.#backends.tend();
    this.#busiest = this.#monitor.busiest(now);
    this.#costs.settle(this.#backends, () => this.#monitor.activeSessions(now), now);
    void this.#keep();
    this.#store(now);
    const frames = [...this.#monitor.frames(now), ...(this.#traced ? [this.#calls.frame(performance.now())] : [])];
    this.#post({ type: 'frames', frames: frames.map((frame) => this.#encoder.encode(frame)), notices: this.#notices() });
  }

  #store(now: number): void {
    const { keeping } = this.#monitor;
    if (keeping === undefined) return;
    if (keeping.audienceDue(now)) keeping.countAudience(now - MINUTE, this.#audience(MINUTE, now), now);
    keeping.tend(now, () => this.#positions());
  }

  #audience(milliseconds: number, now: number): AudienceRow[] {
    return this.#monitor.audience(now - milliseconds).map(({ region, cohort, sessions }) => ({ region: this.#names.region(region).country, cohort: this.#names.cohort(cohort), sessions }));
  }

  /** How far each log was read, as it is stored. */
  #positions(): ReadonlyMap<string, string> {
    return new Map([...this.#followers].map(([site, follower]) => [this.#paths.get(site) ?? '', JSON.stringify(follower.positions())]));
  }

  #notices(): readonly Notice[] {
    const notices = siteNotices(this.#sites, (site) => this.#faults.get(site) ?? this.#problemOf(site));
    for (const fault of [this.#geoFault, this.#storeFault, this.#monitor.keeping?.fault, ...this.#reports?.faults ?? []]) if (fault !== undefined) notices.push({ source: 'endpoints', message: fault });
    return notices;
  }

  #problemOf(site: LogSite): SafeText | undefined {
    const state = this.#followers.get(site)?.states().find(({ problem }) => problem !== undefined);
    return state === undefined ? undefined : safeText(`${site.name}: ${state.path}: ${state.problem ?? ''}`);
  }

  /** Takes the office of who counts, as soon as nobody else has it. */
  async #keep(): Promise<void> {
    const { folder, command, minutesMilliseconds, hoursMilliseconds } = this.#options;
    const now = Date.now();
    if (folder === undefined || this.#monitor.keeping !== undefined || now - this.#lockedAt < LOCK_AGAIN_MILLISECONDS) return;
    this.#lockedAt = now;
    try {
      const refused = await prepareFolder(folder);
      if (refused !== undefined) throw new Error(refused);
      const writer = await RequestWriter.open(folder, { pid: process.pid, command, since: now });
      this.#monitor.keep(new RequestKeeping(writer, this.#names, { minutesMilliseconds, hoursMilliseconds }, now));
      this.#storeFault = undefined;
    } catch (error) {
      // Another counts: what is counted here is shown, and not stored twice.
      this.#storeFault = error instanceof WriterPresent ? undefined : safeText(`requests are not stored: ${errorMessage(error)}`);
    }
  }
}

/** The database of places that was asked for; where it cannot be read, the one that comes along, and why. */
async function geoOf(path: string | undefined): Promise<readonly [Geo, SafeText | undefined]> {
  if (path === undefined) return [await openGeo(), undefined];
  try {
    return [await openGeoDatabase(path), undefined];
  } catch (error) {
    return [await openGeo(), safeText(`${error instanceof UserError ? error.line : errorMessage(error)}; the places that come along are used`)];
  }
}
