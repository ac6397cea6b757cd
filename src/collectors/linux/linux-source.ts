import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { InspectError, errorMessage } from '../../model/errors.ts';
import { type Frame, FrameBuilder } from '../../model/frame.ts';
import { host } from '../../model/kinds/host.ts';
import { makeRedactor } from '../../model/redact.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import type { Demand, InspectRequest } from '../../model/timeline.ts';
import type { Tick } from '../collector.ts';
import type { Sample, Source, SourceOptions } from '../source.ts';
import { HOST_COLLECTORS } from './host/index.ts';
import { HostReadings } from './host-readings.ts';
import { INSPECTORS } from './inspect/index.ts';
import { Extras, FULL_BUDGETS, LIVE_BUDGETS } from './processes/extras.ts';
import { FileHandles, openFileLimit } from './processes/file-handles.ts';
import { ALL_IDENTITIES, LIVE_IDENTITIES, ProcessTable } from './processes/process-table.ts';
import { Users } from './processes/users.ts';

const DENIED_WORDS = { io: 'disk I/O', smaps: 'shared memory (PSS)', files: 'open files', sockets: 'ports' } as const;

/** With hidepid the kernel shows a user only what is theirs, proc(5): said once, since nothing on the screen would tell. */
export function hiddenNotice(mounts: string, userId: number): string | undefined {
  // Of several mounts in one place the last one lies on top.
  const options = [...mounts.matchAll(/^\S+ \/proc proc (\S+)/gm)].at(-1)?.[1] ?? '';
  const level = /(?:^|,)hidepid=([^,]+)/.exec(options)?.[1];
  if (level === undefined || level === '0' || level === 'off' || userId === 0) return undefined;
  return `processes of other users are hidden (/proc is mounted with hidepid=${level}); run as root to see them`;
}

/** `run as root` helps only those who are not. */
function deniedWords(what: string, count: number): string {
  const mend = process.geteuid?.() === 0 ? 'the kernel refuses it' : 'run as root to see it';
  return `${what} of ${count} ${count === 1 ? 'process' : 'processes'} may not be read; ${mend}`;
}

const monotonic = (): number => performance.now();

/** A Linux host by its /proc and /sys. */
export class LinuxSource implements Source {
  readonly #options: SourceOptions;
  readonly #readings: HostReadings;
  readonly #extras: Extras;
  readonly #table: ProcessTable;
  readonly #standing: Notice[] = [];
  #bootTime = Number.NaN;

  constructor(options: SourceOptions) {
    const { roots } = options;
    this.#options = options;
    this.#readings = new HostReadings(HOST_COLLECTORS, roots);
    const patient = options.patient === true;
    this.#extras = new Extras(roots, options.oneShot ? FULL_BUDGETS : LIVE_BUDGETS, monotonic, patient);
    this.#table = new ProcessTable({
      roots,
      handles: new FileHandles(options.oneShot ? 0 : openFileLimit()),
      users: Users.read(roots.proc),
      redact: options.redact === false ? (args) => args : makeRedactor(options.redact),
      monotonic,
      extras: this.#extras,
      identityBudgets: options.oneShot || patient ? ALL_IDENTITIES : LIVE_IDENTITIES,
    });
    try {
      const message = hiddenNotice(readFileSync(`${roots.proc}/self/mounts`, 'utf8'), process.geteuid?.() ?? 0);
      if (message !== undefined) this.#standing.push({ source: 'processes', message: safeText(message) });
    } catch {
      // A recorded tree has no mounts: nothing to say.
    }
  }

  sample(tick: Tick, demand: Demand): Sample {
    const { host: fields, frames, notices } = this.#readings.collect(tick);
    // Kept: the kernel moves it when the clock is set, and every start time, which names a process, would move too.
    if (Number.isNaN(this.#bootTime)) this.#bootTime = fields.bootTime ?? tick.wall / 1000 - (fields.uptimeSeconds ?? 0);
    const basis = { memoryBytes: fields.memoryTotalBytes ?? Number.NaN, bootTime: this.#bootTime };
    let processes: Frame | undefined;
    try {
      processes = this.#table.sample(tick, basis, demand);
    } catch (error) {
      notices.push({ source: 'processes', message: safeText(`processes: ${errorMessage(error)}`) });
    }
    const builder = new FrameBuilder(host);
    builder.add({ ...fields, bootTime: this.#bootTime, ...this.#table.totals, processes: processes?.count ?? Number.NaN });
    return {
      frames: [builder.build(), ...(processes === undefined ? [] : [processes]), ...frames],
      notices: [...this.#standing, ...notices, ...this.#deniedNotices(demand)],
    };
  }

  inspect(request: InspectRequest): Frame {
    const inspector = INSPECTORS.find((candidate) => candidate.kind === request.kind);
    if (inspector === undefined) throw new InspectError(`nothing shows the ${request.kind} of a process here`, 'choose another tab');
    if (this.#table.startTimeOf(request.pid, this.#bootTime) !== request.startTime) {
      throw new InspectError(`process ${request.pid} has ended`, 'go back and choose another');
    }
    return inspector.inspect({
      roots: this.#options.roots,
      pid: request.pid,
      reveal: request.reveal,
      nameOf: (pid) => this.#table.nameOf(pid),
      pids: () => this.#table.pids(),
      monotonic,
    });
  }

  close(): void {
    this.#table.close();
  }

  #deniedNotices(demand: Demand): Notice[] {
    return [...new Set([...demand.everywhere, ...demand.visible])]
      .filter((group) => this.#extras.denied[group] > 0)
      .map((group) => ({
        source: group,
        message: safeText(deniedWords(DENIED_WORDS[group], this.#extras.denied[group])),
      }));
  }
}
