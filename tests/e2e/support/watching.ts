import { join } from 'node:path';
import { put } from '../../config/support.ts';
import { start, type Started, type StartOptions } from './processes.ts';
import { type Ended, PROGRAM, run, type Sandbox } from './program.ts';
import { eventually } from './wait.ts';

/** A line of the log of a service. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly time: string; readonly msg: string };

const configFile = ({ home }: Sandbox): string => join(home, 'config', 'pyprocwatch', 'config.yaml');
export const rulesFile = ({ home }: Sandbox): string => join(home, 'config', 'pyprocwatch', 'rules.yaml');
export const stateOf = ({ home }: Sandbox): string => join(home, 'state', 'pyprocwatch');

/** Messages without delay, to the channels given. JSON is YAML too. */
export function configure(sandbox: Sandbox, channels: Readonly<Record<string, unknown>>, more: { readonly alerts?: object; readonly watch?: object } = {}): string {
  return put(configFile(sandbox), JSON.stringify({ alerts: { groupWait: 0, groupInterval: 1, to: Object.keys(channels), channels, ...more.alerts }, watch: { interval: 1, ...more.watch } }));
}

export const setRules = (sandbox: Sandbox, text: string): string => put(rulesFile(sandbox), text);

/** A rule that fires for the sleepers of a mark. */
export const upRule = (mark: string, name = 'Up', more = ''): string => `- alert: ${name}\n  when: process.up{command=~"sleep ${mark}.*"}\n  summary: '{{ $labels.name }} of process {{ $labels.pid }} is there'\n${more}`;

/** `pyprocwatch watch`, and what it logs. */
export class Watching implements AsyncDisposable {
  readonly #started: Started;
  readonly #ended: Promise<number | null>;

  private constructor(started: Started) {
    this.#started = started;
    this.#ended = new Promise((resolve) => started.child.once('exit', (code) => resolve(code)));
  }

  /** `ready`: what it must have logged before the test goes on. */
  static start(sandbox: Sandbox, { args = [], ready = 'watching', ...options }: StartOptions & { readonly args?: readonly string[]; readonly ready?: string } = {}): Promise<Watching> {
    return Watching.run(sandbox, [process.execPath, PROGRAM, 'watch', ...args], ready, options);
  }

  /** By a command that becomes the service. */
  static async run(sandbox: Sandbox, command: readonly string[], ready: string, options: StartOptions = {}): Promise<Watching> {
    // What goes to stderr must not get lost: nothing is to.
    const started = await start('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], { ...options, cwd: sandbox.work, env: sandbox.env(options.env) });
    const watching = new Watching(started);
    if (ready !== '') await watching.logs(ready);
    return watching;
  }

  get pid(): number {
    return this.#started.pid;
  }

  /** Whole lines so far; throws for one that is no JSON. */
  get log(): LogLine[] {
    return this.#started.output().split('\n').slice(0, -1).map((line): LogLine => {
      if (!line.startsWith('{')) throw new Error(`this is no JSON: ${line}`);
      return JSON.parse(line);
    });
  }

  logged(message: string): LogLine[] {
    return this.log.filter(({ msg }) => msg === message);
  }

  /** Waits until it has logged a message so often; gives the last of them. */
  logs(message: string, count = 1, patience?: number): Promise<LogLine> {
    return eventually(() => this.logged(message)[count - 1], () => `it never logged "${message}" ${count} times, but:\n${this.#started.output()}`, patience);
  }

  signal(name: NodeJS.Signals): void {
    this.#started.child.kill(name);
  }

  /** Ends it; gives its exit code and how long that took, in ms. */
  async end(name: NodeJS.Signals = 'SIGTERM'): Promise<{ readonly code: number | null; readonly milliseconds: number }> {
    const began = performance.now();
    this.signal(name);
    const code = await this.#ended;
    return { code, milliseconds: performance.now() - began };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started[Symbol.asyncDispose]();
  }
}

/** Runs `pyprocwatch alerts ...` to its end. */
export const alerts = (sandbox: Sandbox, ...args: readonly string[]): Promise<Ended> => run(['alerts', ...args], { sandbox });

export interface ListedAlert {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly state: string;
  readonly why: string | null;
  readonly since: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** `alerts list --json`; none where nothing is known yet. */
export async function listed(sandbox: Sandbox, ...more: readonly string[]): Promise<readonly ListedAlert[]> {
  const { out } = await alerts(sandbox, 'list', '--json', ...more);
  if (out === '') return [];
  const { alerts: found }: { alerts: ListedAlert[] } = JSON.parse(out);
  return found;
}
