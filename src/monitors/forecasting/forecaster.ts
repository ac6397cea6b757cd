import { Worker } from 'node:worker_threads';
import { UserError } from '../../model/errors.ts';
import type { FigureForecast, ForecasterOptions, ForecastRequest, FromForecaster, ToForecaster } from './protocol.ts';

/** The thread ends when it was not asked for so long: its memory goes with it. */
const IDLE_MILLISECONDS = 60_000;
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 } as const;

interface Waiting {
  readonly resolve: (told: FigureForecast) => void;
  readonly reject: (error: Error) => void;
}

/** Tells what comes of recorded figures, in a thread of its own: reading weeks takes up to a second, for which no key would be heard. */
export class Forecaster {
  readonly #options: ForecasterOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(options: ForecasterOptions) {
    this.#options = options;
  }

  /** Rejects with a `UserError` where there is no history or it cannot be read. */
  tell(request: ForecastRequest): Promise<FigureForecast> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    clearTimeout(this.#idle);
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, request } satisfies ToForecaster);
    });
  }

  close(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#refuse();
    void worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './forecast-worker.ts' : './forecast-worker.mjs', import.meta.url), { workerData: this.#options, resourceLimits: MEMORY, execArgv: [] });
    worker.on('message', (message: FromForecaster) => this.#receive(message));
    worker.on('error', (cause) => this.#ended(worker, cause));
    worker.on('exit', () => this.#ended(worker));
    // It keeps nobody from quitting.
    worker.unref();
    return worker;
  }

  #receive(message: FromForecaster): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('told' in message) waiting?.resolve(message.told);
    else waiting?.reject(new Refusal(message.refused));
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => this.close(), IDLE_MILLISECONDS);
    this.#idle.unref();
  }

  #ended(worker: Worker, cause?: unknown): void {
    // One that was closed refuses nobody who asked its successor.
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#refuse(cause);
  }

  #refuse(cause?: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(new UserError('the forecast could not be made', { mend: 'press f again', cause }));
    this.#waiting.clear();
  }
}

/** What the thread said, which is a whole line already. */
class Refusal extends UserError {
  override get line(): string {
    return this.message;
  }

  constructor(line: string) {
    super(line, { mend: '' });
  }
}
