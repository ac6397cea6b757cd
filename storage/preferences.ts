import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Low, type Adapter } from 'lowdb';
import { errorCode } from '../src/model/errors.ts';
import { safeText } from '../src/model/safe-text.ts';
import { readPrivate, removeLeftBehind, writeAtomically } from './atomic-file.ts';
import { checkPreferences, NO_PREFERENCES, readPreferences, type Preferences } from './preferences-schema.ts';
import { prepareFolder } from './state-folder.ts';

export { stateFolder } from './state-folder.ts';
export type { Preferences } from './preferences-schema.ts';

const FILE_NAME = 'preferences.json';
const MOST_BYTES = 1024 * 1024;
const SAVE_DELAY_MILLISECONDS = 1000;

/** Settings to change; `undefined` takes a setting back to what the configuration says. */
export type PreferencesChange = { readonly [Name in Exclude<keyof Preferences, 'version'>]?: Preferences[Name] | undefined };

export interface PreferencesStore {
  get(): Preferences;
  /** Saved within a second. Each setting given replaces the old one as a whole. Never throws. */
  update(change: PreferencesChange): void;
  /** Saves what has not been saved yet: before the program ends. Never rejects. */
  flush(): Promise<void>;
  /** What could not be read or saved, safe to show; grows when a save fails, each reason once. */
  readonly notices: readonly string[];
}

/** A lowdb adapter that survives a crash while it writes, unlike lowdb's own, which does not wait for the disk. */
class PreferencesFile implements Adapter<Preferences> {
  readonly #path: string;
  readonly #notice: (text: string) => void;

  constructor(path: string, notice: (text: string) => void) {
    this.#path = path;
    this.#notice = notice;
  }

  async read(): Promise<Preferences | null> {
    try {
      const preferences = readPreferences(await readPrivate(this.#path, MOST_BYTES));
      if (preferences !== undefined) return preferences;
      await this.#moveAside('it is damaged or of another version');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      await this.#moveAside(error instanceof RangeError ? error.message : `they cannot be read, ${errorCode(error)}`);
    }
    return null;
  }

  write(preferences: Preferences): Promise<void> {
    return writeAtomically(this.#path, `${JSON.stringify(preferences, undefined, 2)}\n`);
  }

  async #moveAside(reason: string): Promise<void> {
    const aside = `${this.#path}.bad`;
    try {
      await rename(this.#path, aside);
      this.#notice(`preferences could not be used (${reason}); they were moved to ${aside} and the defaults are used`);
    } catch (error) {
      this.#notice(`preferences could not be used (${reason}), nor moved aside (${errorCode(error)}); the defaults are used`);
    }
  }
}

interface OpenOptions {
  /** Made, private to us, when it is not there. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** User id that the folder must belong to (default: ours). */
  readonly userId?: number;
}

/**
 * Opens what the user changed by keys. Whatever is wrong with the disk or the file becomes a notice, and the
 * program goes on without saving. Of two programs that save at the same time the last one wins, as a whole.
 */
export async function openPreferences({ folder, now = Date.now, userId }: OpenOptions): Promise<PreferencesStore> {
  const notices: string[] = [];
  const notice = (text: string): void => {
    const safe = safeText(text);
    if (!notices.includes(safe)) notices.push(safe);
  };
  const path = join(folder, FILE_NAME);
  const database = new Low<Preferences>(new PreferencesFile(path, notice), NO_PREFERENCES);
  const refusal = await prepareFolder(folder, userId);
  if (refusal === undefined) {
    await removeLeftBehind(path, now());
    await database.read();
  } else notice(`${refusal}: changes are not kept for the next time`);

  let timer: NodeJS.Timeout | undefined;
  let changed = false;
  let saving: Promise<void> = Promise.resolve();

  const save = async (): Promise<void> => {
    if (!changed) return;
    changed = false;
    try {
      await database.write();
    } catch (error) {
      changed = true;
      notice(`preferences could not be saved in ${folder} (${errorCode(error)}); they are kept until the program ends`);
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // One write at a time, in order, so that an older state never replaces a newer one.
    saving = saving.then(save);
    return saving;
  };
  return {
    get: () => database.data,
    update(change) {
      const merged = Object.entries({ ...database.data, ...change }).filter(([, value]) => value !== undefined);
      // What is saved must be what can be read again: one change too long would cost all of them.
      const checked = checkPreferences(Object.fromEntries(merged));
      if (checked === undefined) {
        notice('a change was not kept: it is too long');
        return;
      }
      database.data = checked;
      if (refusal !== undefined) return;
      changed = true;
      // From the first change on, so that a key held down does not put the save off for ever.
      timer ??= setTimeout(() => void flush(), SAVE_DELAY_MILLISECONDS).unref();
    },
    flush,
    notices,
  };
}
