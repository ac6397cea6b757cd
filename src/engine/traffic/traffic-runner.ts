import { performance } from 'node:perf_hooks';
import { compileFormat, LineReader } from '../../collectors/access-logs/index.ts';
import { openGeo, openGeoDatabase } from '../../collectors/geo/index.ts';
import { Pseudonyms } from '../../collectors/identity/index.ts';
import { basename } from 'node:path';
import type { WriterName } from '../../../storage/history/writer-lock.ts';
import { WriterPresent } from '../../../storage/history/writer-lock.ts';
import { RequestWriter } from '../../../storage/requests/writer.ts';
import { prepareFolder } from '../../../storage/state-folder.ts';
import { errorMessage } from '../../model/errors.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import { FrameEncoder } from '../wire.ts';
import { BackendWatch } from './backend-watch.ts';
import { CohortRules } from './cohort-rules.ts';
import { CostKeeper } from './cost-keeper.ts';
import { LogSite, SITE_ROUTES } from './log-site.ts';
import { NumberedTexts } from './numbered-texts.ts';
import type { FromTraffic, TrafficOptions } from './protocol.ts';
import { RequestIntake } from './request-intake.ts';
import { RequestKeeping } from './request-keeping.ts';
import { namesOf } from './site-names.ts';
import { Tail } from './tail.ts';
import { siteNotices, TrafficMonitor } from './traffic-monitor.ts';

const LOG_MILLISECONDS = 250;
const PUBLISH_MILLISECONDS = 1000;
const SETTLE_MILLISECONDS = 1000;
const MOST_NAMES = 256;
/** Another process may end: it is tried again to count in its place. */
const LOCK_AGAIN_MILLISECONDS = 30_000;

const epoch = (): number => performance.timeOrigin + performance.now();

/** Reads the sources of requests, and posts each second what they come to. */
export class TrafficRunner {
  readonly #options: TrafficOptions;
  readonly #post: (message: FromTraffic) => void;
  readonly #sites: LogSite[] = [];
  readonly #tails: Tail[] = [];
  readonly #faults = new Map<LogSite, SafeText>();
  readonly #encoder = new FrameEncoder();
  readonly #backends: BackendWatch;
  readonly #costs: CostKeeper;
  readonly #monitor: TrafficMonitor;
  readonly #names: ReturnType<typeof namesOf>;
  readonly #gateways = new Map<LogSite, number>();
  #timers: NodeJS.Timeout[] = [];
  #sweeper: NodeJS.Timeout | undefined;
  #lockedAt = Number.NEGATIVE_INFINITY;
  #storeFault: SafeText | undefined;

  private constructor(options: TrafficOptions, geo: Awaited<ReturnType<typeof openGeo>>, post: (message: FromTraffic) => void) {
    this.#options = options;
    this.#post = post;
    const { endpoints, roots } = options;
    const sessions = new Pseudonyms({ of: 'session', rotateMilliseconds: endpoints.keyRotation * 1000 });
    const [cohorts, edges] = [new NumberedTexts(MOST_NAMES), new NumberedTexts(MOST_NAMES * 4)];
    this.#backends = new BackendWatch(roots, epoch);
    const sources = (): readonly LogSite[] => this.#sites;
    this.#names = namesOf({ routes: SITE_ROUTES, sources, cohorts, edges, sessions, country: endpoints.site });
    this.#costs = new CostKeeper(Math.random, 1);
    const intake = new RequestIntake({ geo, sessions, cohorts: new CohortRules(endpoints.cohorts, cohorts), backendAt: (site, address) => this.#backends.atAddress(site, address) });
    this.#monitor = new TrafficMonitor({ intake, backends: this.#backends, costs: this.#costs, names: this.#names, sessions, sessionMilliseconds: endpoints.sessionTimeout * 1000, began: Date.now() });
    for (const log of endpoints.logs) this.#follow(log);
  }

  static async start(options: TrafficOptions, post: (message: FromTraffic) => void): Promise<TrafficRunner> {
    const { geoDatabase } = options.endpoints;
    const runner = new TrafficRunner(options, geoDatabase === undefined ? await openGeo() : await openGeoDatabase(geoDatabase), post);
    await runner.#keep();
    runner.#run();
    return runner;
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#sweeper);
    this.#monitor.keeping?.tend(Date.now(), () => new Map(), true);
    this.#monitor.keeping?.close();
    this.#backends.close();
  }

  #follow({ file, format, name, upstream, session, cohort }: TrafficOptions['endpoints']['logs'][number]): void {
    const title = safeText(name ?? basename(file).replace(/\.log$/, ''));
    const backend = upstream === undefined ? -1 : this.#backends.atAddress(title, safeText(upstream));
    const site = new LogSite({ index: this.#sites.length, name: title, patterns: this.#options.endpoints.patterns, mostRoutes: this.#options.endpoints.most, backend });
    this.#sites.push(site);
    this.#gateways.set(site, this.#backends.writing(title, safeText(file)));
    try {
      const compiled = compileFormat(format, { ...(session === undefined ? {} : { session }), ...(cohort === undefined ? {} : { cohorts: [cohort] }) });
      const reader = new LineReader(compiled.parser(), (line) => this.#monitor.line(site, line, Date.now()), site.bad);
      this.#tails.push(new Tail(file, (chunk) => reader.feed(chunk)));
    } catch (error) {
      this.#faults.set(site, safeText(`${title}: ${errorMessage(error)}`));
    }
  }

  #run(): void {
    const each = (milliseconds: number, work: () => void): void => {
      this.#timers.push(setInterval(work, milliseconds));
    };
    each(LOG_MILLISECONDS, () => this.#tails.forEach((tail) => tail.turn()));
    each(PUBLISH_MILLISECONDS, () => this.#publish());
    each(SETTLE_MILLISECONDS, () => this.#settle());
    this.#sweep();
  }

  #sweep(): void {
    this.#backends.sweep();
    this.#sweeper = setTimeout(() => this.#sweep(), this.#backends.interval(this.#busiest));
  }

  #busiest = 0;

  #settle(): void {
    const now = Date.now();
    for (const [site, number] of this.#gateways) this.#backends.alone(number, site.good > 100 && site.named === 0 && site.backend < 0);
    this.#backends.tend();
    this.#busiest = this.#monitor.busiest(now);
    const audience = this.#monitor.audience(now - this.#options.endpoints.sessionTimeout * 1000);
    this.#costs.settle(this.#backends, audience.reduce((sum, { sessions }) => sum + sessions, 0), now);
    void this.#keep();
    const { keeping } = this.#monitor;
    if (keeping === undefined) return;
    if (keeping.audienceDue(now)) {
      const rows = this.#monitor.audience(now - 60_000).map(({ region, cohort, sessions }) => ({ region: this.#names.region(region).country, cohort: this.#names.cohort(cohort), sessions }));
      keeping.countAudience(now, rows);
    }
    keeping.tend(now, () => new Map());
  }

  #publish(): void {
    const frames = this.#monitor.frames(Date.now()).map((frame) => this.#encoder.encode(frame));
    this.#post({ type: 'frames', frames, notices: this.#notices() });
  }

  #notices(): readonly Notice[] {
    const notices = siteNotices(this.#sites, (site) => this.#faults.get(site));
    for (const fault of [this.#storeFault, this.#monitor.keeping?.fault]) if (fault !== undefined) notices.push({ source: 'endpoints', message: fault });
    return notices;
  }

  async #keep(): Promise<void> {
    const { folder, command, minutesMilliseconds, hoursMilliseconds } = this.#options;
    const now = Date.now();
    if (folder === undefined || this.#monitor.keeping !== undefined || now - this.#lockedAt < LOCK_AGAIN_MILLISECONDS) return;
    this.#lockedAt = now;
    try {
      const refused = await prepareFolder(folder);
      if (refused !== undefined) throw new Error(refused);
      const name: WriterName = { pid: process.pid, command, since: now };
      this.#monitor.keep(new RequestKeeping(await RequestWriter.open(folder, name), this.#names, { minutesMilliseconds, hoursMilliseconds }, now));
      this.#storeFault = undefined;
    } catch (error) {
      // Another counts: what is counted here is shown, and not stored twice.
      this.#storeFault = error instanceof WriterPresent ? undefined : safeText(`requests are not stored: ${errorMessage(error)}`);
    }
  }
}
