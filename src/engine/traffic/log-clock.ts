/** A line is read within a poll of its writing, and one of many right after it: what the soonest of so many is late or early by is the clock's. */
const ENOUGH_LINES = 20;
const WINDOW_MILLISECONDS = 8000;
/** So many windows one after another: a busy host reads late now and then. */
const ENOUGH_WINDOWS = 2;
/** What is less than this is the grain of stamps and of polls. */
const GRAIN_MILLISECONDS = 20;
/** An offset that was found holds while the soonest line comes as it did then. */
const STEADY_MILLISECONDS = 30;

/** `right`: it is this host's. `searched`: it may be another's, or lines come late; `set`: it is off by what was found. */
export type ClockState = 'right' | 'searched' | 'set';

/** Whether the times of a log are by the clock of this host, by how late its lines come. All ms. */
export class LogClock {
  #state: ClockState = 'right';
  #offset = 0;
  #least = Number.POSITIVE_INFINITY;
  #lines = 0;
  #since = Number.NaN;
  #strange = 0;
  /** How late the soonest line came in the window by which the state was decided; below 0: before its time. */
  #late = 0;

  get state(): ClockState {
    return this.#state;
  }

  /** To be added to the times of the log. */
  get offset(): number {
    return this.#offset;
  }

  get late(): number {
    return this.#late;
  }

  /** A line that ended at `end` was read at `now`; true when its clock is to be searched for anew. */
  saw(end: number, now: number): boolean {
    if (Number.isNaN(this.#since)) this.#since = now;
    this.#least = Math.min(this.#least, now - end);
    this.#lines += 1;
    if (now - this.#since < WINDOW_MILLISECONDS || this.#lines < ENOUGH_LINES) return false;
    const least = this.#least;
    this.#least = Number.POSITIVE_INFINITY;
    this.#lines = 0;
    this.#since = now;
    if (Math.abs(least) <= GRAIN_MILLISECONDS) {
      const changed = this.#state !== 'right';
      this.#strange = 0;
      this.#late = 0;
      this.#offset = 0;
      this.#state = 'right';
      return changed;
    }
    if (this.#state !== 'right' && Math.abs(least - this.#late) <= STEADY_MILLISECONDS) {
      this.#strange = 0;
      return false;
    }
    this.#strange += 1;
    if (this.#strange < ENOUGH_WINDOWS) return false;
    this.#strange = 0;
    this.#late = least;
    this.#offset = 0;
    this.#state = 'searched';
    return true;
  }

  /** What was found of it: ms to add to its times. */
  set(offset: number): void {
    this.#offset = offset;
    this.#state = 'set';
  }

  /** What is to be said of it; undefined while there is nothing. */
  get words(): string | undefined {
    if (this.#state === 'right' || (this.#state === 'set' && Math.abs(this.#offset) < GRAIN_MILLISECONDS)) return undefined;
    const seconds = (milliseconds: number): string => (Math.abs(milliseconds) < 90_000 ? `${(Math.abs(milliseconds) / 1000).toPrecision(2)} s` : `${Math.round(Math.abs(milliseconds) / 60_000)} min`);
    if (this.#state === 'set') return `its clock is ${seconds(this.#offset)} ${this.#offset < 0 ? 'ahead of' : 'behind'} this host's; that is made good for what requests cost`;
    return this.#late < 0 ? `its clock is ${seconds(this.#late)} ahead of this host's: what its requests cost is not told yet` : `its lines come ${seconds(this.#late)} late, or its clock is behind: what its requests cost is not told yet`;
  }
}
