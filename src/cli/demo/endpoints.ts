import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { DEMO_FORMAT } from '../../demo/endpoints/gateway.ts';
import { EXIT, UserError } from '../../model/errors.ts';

const BACKENDS = 2;
const START_MILLISECONDS = 10_000;

const programFile = (): URL => new URL(import.meta.url.endsWith('.ts') ? '../../demo/endpoints/process.ts' : './demo-endpoints.mjs', import.meta.url);

/** A made-up shop on loopback: two backends, a gateway with its access log, and users from all over the world. */
export class EndpointsDemo implements AsyncDisposable {
  readonly folder: string;
  readonly #children: ChildProcess[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `perSecond`: requests on average. Rejects with a `UserError` when it cannot be started. */
  static async start(perSecond: number, seed: number): Promise<EndpointsDemo> {
    const demo = new EndpointsDemo(await mkdtemp(join(tmpdir(), 'pyprocwatch-demo-')));
    try {
      const backends = await Promise.all(Array.from({ length: BACKENDS }, (_, index) => demo.#run('backend', String(seed + index))));
      const gateway = await demo.#run('gateway', demo.log, ...backends.map(String));
      await demo.#run('load', String(gateway), String(perSecond), String(seed));
      return demo;
    } catch (error) {
      await demo[Symbol.asyncDispose]();
      throw error;
    }
  }

  get log(): string {
    return join(this.folder, 'access.log');
  }

  /** What a configuration would say of it. */
  get settings(): Partial<Config['endpoints']> {
    return {
      logs: [{ file: this.log, format: DEMO_FORMAT, name: 'shop', session: 'http_x_session', cohort: 'http_x_plan' }],
      patterns: [], site: 'DE',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  #run(...words: readonly string[]): Promise<number> {
    const child = fork(programFile(), words, { stdio: 'ignore', execArgv: import.meta.url.endsWith('.ts') ? process.execArgv : [] });
    this.#children.push(child);
    return new Promise((resolve, reject) => {
      const failed = (): void => reject(new UserError(`the ${words[0] ?? ''} of the demo did not start`, { mend: 'see that there is memory and that ports of loopback may be opened', exitCode: EXIT.unavailable }));
      const timer = setTimeout(failed, START_MILLISECONDS);
      child.once('message', (message) => {
        clearTimeout(timer);
        if (typeof message === 'object' && message !== null && 'port' in message && typeof message.port === 'number') resolve(message.port);
        else failed();
      });
      child.once('exit', failed);
    });
  }
}
