import { hostname } from 'node:os';
import { WATCHING, WriterLock } from '../../storage/history/writer-lock.ts';
import { prepareFolder } from '../../storage/state-folder.ts';
import { SYSTEM_CLOCK } from '../alerts/clock.ts';
import { secretServices } from '../alerts/delivery/services.ts';
import { demandsOf } from '../alerts/rules/demands.ts';
import type { Config } from '../config/schema.ts';
import { EXIT, errorMessage, type ExitCode, UserError } from '../model/errors.ts';
import type { Notice, Snapshot } from '../model/snapshot.ts';
import { everything } from '../monitors/process-monitor.ts';
import { AlertService } from './alert-service.ts';
import { Exporters } from './exporters.ts';
import type { SnapshotServer } from '../engine/attach/server.ts';
import type { Heartbeat } from './heartbeat.ts';
import { countsOf, hasCome, heartbeatOf, openServer, openStore, withFrame } from './parts.ts';
import { recordedPast } from './past.ts';
import { serviceMetrics } from './self-metrics.ts';
import { Systemd } from './systemd.ts';
import { watchedBy } from './watched.ts';
import type { WatchOptions } from './watch-options.ts';

/** All that is under way must be done within 5 s: services that take longer are killed. */
const GRACE_MILLISECONDS = 2500;
const LATE_FACTOR = 3;
/** A notice that was gone for so long is news. */
const SAY_AGAIN_MILLISECONDS = 600_000;

/** Samples, records, evaluates rules and gets messages out until it is told to end. Rejects with a `UserError` when it cannot begin. */
export async function watch(options: WatchOptions): Promise<ExitCode> {
  const { folder, log, version } = options;
  const refused = await prepareFolder(folder);
  if (refused !== undefined) throw new UserError(`the state of alerts cannot be kept: ${refused}`, { where: folder, mend: 'choose another folder with --history', exitCode: EXIT.unavailable });
  const lock = await WriterLock.take(folder, { pid: process.pid, command: 'pyprocwatch watch', since: Date.now() }, WATCHING);
  try {
    const service = await WatchService.open(options);
    log.info({ version, folder, pid: process.pid, ...service.facts }, 'watching');
    const why = await options.end;
    log.info({ why }, 'ending');
    await service.close();
    return EXIT.ok;
  } finally {
    lock.release();
  }
}

class WatchService {
  readonly #options: WatchOptions;
  readonly #alerts: AlertService;
  readonly #systemd: Systemd;
  #config: Config;
  #exporters: Exporters;
  #heartbeat: Heartbeat | undefined;
  #server: SnapshotServer | undefined;
  /** When notices were there last. */
  readonly #said = new Map<string, number>();
  #ready = false;
  #lastClock = Number.NaN;
  /** Of the last sample that was evaluated. */
  #lastTime = Number.NaN;
  #unsubscribe: () => void = () => undefined;
  #reloading: Promise<void> = Promise.resolve();

  private constructor(options: WatchOptions, alerts: AlertService, exporters: Exporters) {
    this.#options = options;
    this.#config = options.config;
    this.#alerts = alerts;
    this.#exporters = exporters;
    this.#systemd = new Systemd(options.env);
  }

  static async open(options: WatchOptions): Promise<WatchService> {
    const { config, rules, folder, timeline, intervalSeconds, log, version } = options;
    const watched = watchedBy(config, rules, secretServices());
    const heartbeat = heartbeatOf(config, log);
    const store = await openStore(folder, log);
    const alerts = await AlertService.open({
      ...watched, store, host: hostname(), step: intervalSeconds * 1000, clock: SYSTEM_CLOCK, random: Math.random, log,
      past: (reach, step) => recordedPast(folder, { now: Date.now(), reach, step, isOver: hasCome(options.end), tell: (line) => log.warn({ line }, 'a part of what was recorded cannot be read: rules that look back begin anew') }),
    });
    const self = () => serviceMetrics(version, alerts, countsOf(store));
    const service = await Exporters.open(config.watch, { folder, version, self, log }).then((exporters) => new WatchService(options, alerts, exporters)).catch(async (error: unknown) => {
      // It delivers already, and would go on for ever.
      await alerts.close(0);
      throw error;
    });
    service.#heartbeat = heartbeat;
    if (service.#systemd.isTooShort(intervalSeconds * 1000)) log.warn({ intervalSeconds }, 'systemd would end this service between two samples: make WatchdogSec at least twice the interval');
    const demand = everything(['io', 'files', ...demandsOf(watched.groups)]);
    timeline.demand(demand);
    if (config.watch.attach) service.#server = await openServer(options, demand);
    service.#unsubscribe = timeline.subscribe((snapshot) => service.#take(snapshot));
    options.onReload(() => {
      service.#reloading = service.#reloading.then(() => service.#reload());
    });
    return service;
  }

  /** What is said at the start. */
  get facts(): Readonly<Record<string, unknown>> {
    return { rules: this.#alerts.rules, channels: Object.keys(this.#config.alerts.channels), attach: this.#server !== undefined, ...this.#exporters.facts };
  }

  /** One round: a sample is evaluated, what changed stored, messages sent on their way, and all shown to whoever looks. */
  #take(snapshot: Snapshot): void {
    this.#logNotices(snapshot.notices);
    // Without an interval there are no rates yet: nothing is known that rules could look at.
    if (!Number.isFinite(snapshot.intervalSeconds)) return;
    // The same moment once more: the sampler is lost. What it saw last is old, and not gone.
    if (snapshot.time === this.#lastTime) {
      this.#server?.publish(snapshot);
      return;
    }
    this.#lastTime = snapshot.time;
    const clock = SYSTEM_CLOCK.monotonic();
    const late = clock - this.#lastClock > LATE_FACTOR * this.#options.intervalSeconds * 1000;
    if (late) this.#options.log.warn({ seconds: Math.round((clock - this.#lastClock) / 1000) }, 'no sample came for a while');
    this.#lastClock = clock;
    const frame = this.#alerts.evaluate(snapshot);
    const whole = withFrame(snapshot, frame);
    this.#options.timeline.extra(frame);
    this.#exporters.update(whole);
    this.#server?.publish(whole);
    this.#systemd.alive(clock, this.#options.intervalSeconds * 1000);
    this.#heartbeat?.beat(this.#alerts.round.stored && this.#alerts.round.faults === 0, clock);
    if (!this.#ready) this.#systemd.ready();
    this.#ready = true;
  }

  /** A file with a mistake keeps what is in force, and is said. */
  async #reload(): Promise<void> {
    const { log, reread, rules, timeline } = this.#options;
    this.#systemd.reloading();
    try {
      const config = await reread();
      const watched = watchedBy(config, rules, secretServices());
      const heartbeat = heartbeatOf(config, log);
      await this.#alerts.reload(watched);
      const demand = everything(['io', 'files', ...demandsOf(watched.groups)]);
      if (this.#server === undefined) timeline.demand(demand);
      else this.#server.demand(demand);
      this.#heartbeat?.close();
      this.#heartbeat = heartbeat;
      this.#config = config;
      log.info(this.facts, 'configuration read anew; metrics, remote write, endpoints and the interval stay as they were at the start');
    } catch (error) {
      log.error({ reason: error instanceof UserError ? error.line : errorMessage(error) }, 'the configuration is not taken; what was in force goes on');
    }
    this.#systemd.ready();
  }

  /** What cannot be seen is said when that begins, not each time that its number changes. */
  #logNotices(notices: readonly Notice[]): void {
    const now = SYSTEM_CLOCK.monotonic();
    for (const { source, message } of notices) {
      const what = `${source} ${message.replaceAll(/\d+/g, '')}`;
      if (now - (this.#said.get(what) ?? Number.NEGATIVE_INFINITY) > SAY_AGAIN_MILLISECONDS) this.#options.log.warn({ source, notice: message }, 'notice');
      this.#said.set(what, now);
    }
    for (const [what, at] of this.#said) if (now - at > SAY_AGAIN_MILLISECONDS) this.#said.delete(what);
  }

  /** Keeps what is under way: messages, samples, the state of alerts. */
  async close(): Promise<void> {
    this.#systemd.stopping();
    this.#unsubscribe();
    this.#heartbeat?.close();
    await this.#reloading;
    await Promise.all([this.#server?.close(), this.#exporters.close(), this.#alerts.close(GRACE_MILLISECONDS), this.#options.timeline.close()]);
  }
}
