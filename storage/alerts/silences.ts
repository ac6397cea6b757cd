import type { AlertEvent, Silence } from '../../src/model/alerts/state.ts';
import { numberOf, type Row, textOf } from '../history/sqlite.ts';
import { appendEvents } from './events.ts';
import type { Guarded } from './guarded.ts';
import { matchersOf, UnreadableRow } from './json.ts';

/** Which alerts are not told, and who said so. Any process may write them. Methods throw `NotStored`. */
export class Silences {
  readonly #file: Guarded;

  constructor(file: Guarded) {
    this.#file = file;
  }

  /** Adds it, or puts it in place of the one of the same id, together with what happened by it. */
  add(silence: Silence, events: readonly AlertEvent[] = []): void {
    const { id, matchers, startsAt, endsAt, author, comment, acknowledges } = silence;
    this.#file.write(() => {
      this.#file.database.run('INSERT OR REPLACE INTO silence(id, starts, ends, acknowledges, author, comment, matchers) VALUES (?, ?, ?, ?, ?, ?, ?)', id, startsAt, endsAt, acknowledges ?? null, author, comment, JSON.stringify(matchers));
      appendEvents(this.#file.database, events);
    });
  }

  /** Ends it at `now`, ms since the epoch: false when there is none of that id that has not ended. */
  expire(id: string, now: number, events: readonly AlertEvent[] = []): boolean {
    return this.#file.write(() => {
      if (this.#file.database.run('UPDATE silence SET ends = ? WHERE id = ? AND ends > ?', now, id, now).changes === 0) return false;
      appendEvents(this.#file.database, events);
      return true;
    });
  }

  /** Those that have not ended at `now`, by their start; of all there are unless that is given. */
  list(now = Number.NEGATIVE_INFINITY): Silence[] {
    return this.#file.read(() => this.#file.database.all('SELECT * FROM silence WHERE ends > ? ORDER BY starts, id', now)).flatMap(silenceOf);
  }
}

/** One that cannot be read silences nothing. */
function silenceOf(row: Row): Silence[] {
  try {
    return [{
      id: textOf(row, 'id'), matchers: matchersOf(textOf(row, 'matchers')), startsAt: numberOf(row, 'starts'), endsAt: numberOf(row, 'ends'), author: textOf(row, 'author'), comment: textOf(row, 'comment'),
      acknowledges: row['acknowledges'] === null ? undefined : textOf(row, 'acknowledges'),
    }];
  } catch (error) {
    if (error instanceof UnreadableRow) return [];
    throw error;
  }
}
