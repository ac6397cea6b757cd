import { Worker } from 'node:worker_threads';
import { UserError } from '../../model/errors.ts';
import type { FigureForecast, ForecasterOptions, ForecastRequest, FromForecaster, PlanPicture, PlanRequest, ToForecaster } from './protocol.ts';

/** The thread ends when it was not asked for so long: its memory goes with it. */
const IDLE_MILLISECONDS = 60_000;
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 } as const;

interface Waiting {
  readonly message: ToForecaster;
  readonly resolve: (answer: FromForecaster) => void;
  readonly reject: (error: Error) => void;
}

type Question = { readonly figure: ForecastRequest } | { readonly plan: PlanRequest };

/** Something else was asked for before its turn came. */
export class Superseded extends UserError {
  constructor() {
    super('something else was asked for', { mend: 'ask again' });
    this.name = 'Superseded';
  }
}

/** Tells what comes of recorded figures, and makes plans of it, in a thread of its own, one at a time and of those that wait the last one alone: reading weeks takes up to a second, for which no key would be heard. */
export class Forecaster {
  readonly #options: ForecasterOptions;
  #atWork: Waiting | undefined;
  #next: Waiting | undefined;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(options: ForecasterOptions) {
    this.#options = options;
  }

  /** Rejects with a `UserError` where there is no history or it cannot be read. */
  async tell(figure: ForecastRequest): Promise<FigureForecast> {
    const answer = await this.#ask({ figure });
    if (!('told' in answer)) throw refusal(answer);
    return answer.told;
  }

  /** Rejects with a `UserError` where there is no history, it cannot be read, or what is wished for cannot be understood. */
  async plan(plan: PlanRequest): Promise<PlanPicture> {
    const answer = await this.#ask({ plan });
    if (!('planned' in answer)) throw refusal(answer);
    return answer.planned;
  }

  #ask(question: Question): Promise<FromForecaster> {
    clearTimeout(this.#idle);
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      // Who holds a key down does not want them all.
      this.#next?.reject(new Superseded());
      this.#next = { message: { id, ...question }, resolve, reject };
      if (this.#atWork === undefined) this.#begin();
    });
  }

  #begin(): void {
    this.#atWork = this.#next;
    this.#next = undefined;
    if (this.#atWork === undefined) return;
    this.#worker ??= this.#start();
    this.#worker.postMessage(this.#atWork.message);
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
    const waiting = this.#atWork;
    if (waiting?.message.id !== message.id) return;
    this.#begin();
    waiting.resolve(message);
    if (this.#atWork !== undefined) return;
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
    for (const waiting of [this.#atWork, this.#next]) waiting?.reject(new UserError('it could not be told', { mend: 'go back and ask again', cause }));
    this.#atWork = undefined;
    this.#next = undefined;
  }
}

const refusal = (answer: FromForecaster): Refusal => new Refusal('refused' in answer ? answer.refused : '');

/** What the thread said, which is a whole line already. */
class Refusal extends UserError {
  override get line(): string {
    return this.message;
  }

  constructor(line: string) {
    super(line, { mend: '' });
  }
}
