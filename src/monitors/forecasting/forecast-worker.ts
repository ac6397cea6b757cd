import { parentPort, workerData } from 'node:worker_threads';
import { HistoryReader } from '../../../storage/history/reader.ts';
import { WallClock } from '../../analysis/wall-clock.ts';
import { errorMessage, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Series } from '../../model/timeline.ts';
import type { ForecasterOptions, ForecastRequest, FromForecaster, ToForecaster } from './protocol.ts';
import { recordedFigure } from './recorded-figure.ts';
import { tell } from './tell.ts';

/** More tells nothing more of next week. */
const PAST_MILLISECONDS = 400 * 86_400_000;
/** What was read stays as long as it is that new: who asks for another length of time waits for the telling alone. */
const FRESH_MILLISECONDS = 30_000;

interface Read {
  readonly name: string;
  readonly until: number;
  readonly series: Series;
}

/** Reads what was recorded and tells what comes, one request after the other. */
class ForecastThread {
  readonly #folder: string;
  readonly #holidays: ReadonlySet<string>;
  readonly #clock = new WallClock();
  #read: Read | undefined;

  constructor({ folder, holidays }: ForecasterOptions) {
    this.#folder = folder;
    this.#holidays = new Set(holidays);
  }

  async answer({ id, request }: ToForecaster): Promise<FromForecaster> {
    try {
      return { id, told: tell(await this.#series(request), request.ahead, { holidays: this.#holidays, clock: this.#clock }) };
    } catch (error) {
      return { id, refused: safeText(error instanceof UserError ? error.line : errorMessage(error)) };
    }
  }

  async #series({ selector, until }: ForecastRequest): Promise<Series> {
    const name = [selector.kind, selector.field, selector.key].join('\u{0}');
    if (this.#read?.name === name && Math.abs(this.#read.until - until) < FRESH_MILLISECONDS) return this.#read.series;
    const reader = await HistoryReader.open(this.#folder);
    try {
      const series = recordedFigure(reader, selector, until - PAST_MILLISECONDS, until);
      this.#read = { name, until, series };
      return series;
    } finally {
      reader.close();
    }
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const options: ForecasterOptions = workerData;
  const thread = new ForecastThread(options);
  let before = Promise.resolve();
  port.on('message', (message: ToForecaster) => {
    const answered = async (waited: Promise<void>): Promise<void> => {
      await waited;
      port.postMessage(await thread.answer(message));
    };
    before = answered(before);
  });
}
