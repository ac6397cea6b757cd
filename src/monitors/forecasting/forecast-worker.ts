import { parentPort, workerData } from 'node:worker_threads';
import { HistoryReader } from '../../../storage/history/reader.ts';
import { WallClock } from '../../analysis/wall-clock.ts';
import { kindOf } from '../../model/catalog.ts';
import { errorMessage, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Series } from '../../model/timeline.ts';
import { faultNote, historyFor, madePlan } from '../capacity/made-plan.ts';
import { partsIn } from '../capacity/parts-in.ts';
import type { ServiceHistory } from '../capacity/service-history.ts';
import { mostOf } from './most-of.ts';
import { planPicture } from './plan-picture.ts';
import type { FigureForecast, ForecasterOptions, ForecastRequest, FromForecaster, PlanPicture, PlanRequest, ToForecaster } from './protocol.ts';
import { PAST_MILLISECONDS, recordedFigure } from './recorded-figure.ts';
import { tell } from './tell.ts';

/** What was read stays as long as it is that new: who asks for another length of time waits for the telling alone. */
const FRESH_MILLISECONDS = 30_000;

/** What was read last, by its name and up to when. */
class Latest<Value> {
  #kept: { readonly name: string; readonly until: number; readonly value: Value } | undefined;

  async get(name: string, until: number, read: () => Promise<Value>): Promise<Value> {
    if (this.#kept?.name === name && Math.abs(this.#kept.until - until) < FRESH_MILLISECONDS) return this.#kept.value;
    const value = await read();
    this.#kept = { name, until, value };
    return value;
  }
}

/** Reads what was recorded and tells what comes, one request after the other. */
class ForecastThread {
  readonly #folder: string;
  readonly #holidays: ReadonlySet<string>;
  readonly #clock = new WallClock();
  readonly #figure = new Latest<{ readonly series: Series; readonly faults: string | undefined }>();
  readonly #service = new Latest<{ readonly history: ServiceHistory; readonly parts: readonly string[] }>();

  constructor({ folder, holidays }: ForecasterOptions) {
    this.#folder = folder;
    this.#holidays = new Set(holidays);
  }

  async answer(message: ToForecaster): Promise<FromForecaster> {
    const { id } = message;
    try {
      return 'figure' in message ? { id, told: await this.#told(message.figure) } : { id, planned: await this.#planned(message.plan) };
    } catch (error) {
      return { id, refused: safeText(error instanceof UserError ? error.line : errorMessage(error)) };
    }
  }

  async #told({ selector, until, ahead }: ForecastRequest): Promise<FigureForecast> {
    const name = [selector.kind, selector.field, selector.key].join('\u{0}');
    const { series, faults } = await this.#figure.get(name, until, () => this.#reading((reader) => ({ series: recordedFigure(reader, selector, until - PAST_MILLISECONDS, until), faults: faultNote(reader) })));
    const told = tell(series, ahead, { holidays: this.#holidays, clock: this.#clock, ...mostOf(kindOf(selector.kind), selector.field) });
    return faults === undefined ? told : { ...told, notes: [faults, ...told.notes] };
  }

  async #planned({ wish, until }: PlanRequest): Promise<PlanPicture> {
    // Of other requests the same is known; a region that another one is to be like has to be read.
    const name = JSON.stringify([wish.of, wish.newRegions]);
    const { history, parts } = await this.#service.get(name, until, () => this.#reading((reader) => ({ history: historyFor(reader, wish, until), parts: partsIn(reader, until) })));
    return planPicture(await madePlan(history, wish, { now: until, holidays: this.#holidays }), history, wish, parts);
  }

  async #reading<Value>(read: (reader: HistoryReader) => Value): Promise<Value> {
    const reader = await HistoryReader.open(this.#folder);
    try {
      return read(reader);
    } finally {
      reader.close();
    }
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const options: ForecasterOptions = workerData;
  const thread = new ForecastThread(options);
  // The next question comes when this one is answered.
  port.on('message', (message: ToForecaster) => {
    const answer = async (): Promise<void> => port.postMessage(await thread.answer(message));
    void answer();
  });
}
