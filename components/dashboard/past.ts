import { errorMessage, UserError } from '../../src/model/errors.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { PLAY_SPEEDS, type Position, type Travel } from '../../src/model/timeline.ts';
import { type Coverage, readCoverage, type Span } from './coverage.ts';
import type { Dashboard } from './dashboard.ts';
import { momentWords } from './moments.ts';

/** Keys that are held down come faster than history is read: more than so many are not kept. */
const MOST_WAITING = 8;
/** How long ago it was is said anew this often. */
const AGO_MILLISECONDS = 10_000;
/** A time this close to now is now. */
const NOW_MILLISECONDS = 1500;
/** Part of a span that must be new before its coverage is read again. */
const NEW_PART = 0.02;

/** Going through what was recorded: the keys of time lead here, one after the other. What goes wrong is said, never thrown. */
export class Past {
  readonly #dashboard: Dashboard;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #speed: number = PLAY_SPEEDS[0];
  #coverage: Coverage | undefined;
  #reading: Span | undefined;
  #ago: NodeJS.Timeout | undefined;

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard;
  }

  get travel(): Travel | undefined {
    return this.#dashboard.options.timeline.travel;
  }

  /** Undefined in the present. */
  get position(): Position | undefined {
    return this.travel?.position();
  }

  /** Whether the screen shows the past, or is about to. */
  get entered(): boolean {
    return this.#waiting > 0 || this.position !== undefined;
  }

  /** What the time line spans: what is brushed over, else all there is; undefined when there is no time line. */
  get span(): Span | undefined {
    return this.#dashboard.brush?.span ?? this.position;
  }

  /** Of the span, as soon as it is read. */
  get coverage(): Coverage | undefined {
    return this.#coverage;
  }

  /** The speed to play at, in seconds a second. */
  get speed(): number {
    return this.#speed;
  }

  /** So many ticks on or back. */
  step(ticks: number): void {
    this.#go(async (travel) => {
      const position = travel.position();
      if (position !== undefined && position.speed > 0) await travel.play(0);
      if (position !== undefined && ticks > 0 && position.time >= position.to) this.#say('this is the last tick that was recorded');
      else if (position !== undefined && ticks < 0 && position.time <= position.from) this.#say('this is the first tick that was recorded');
      else await travel.step(ticks);
    });
  }

  /** So many milliseconds on or back. */
  skip(milliseconds: number): void {
    this.#go(async (travel) => {
      const position = travel.position();
      const time = (position?.time ?? this.#dashboard.now()) + milliseconds;
      await travel.seek(position === undefined ? time : Math.max(position.from, Math.min(position.to, time)));
    });
  }

  seek(time: number): void {
    if (time >= this.#dashboard.now() - NOW_MILLISECONDS) {
      this.present();
      if (this.position === undefined) return;
    }
    this.#go(async (travel) => {
      // Where there is no present, the last tick is the nearest to it.
      await travel.seek(time >= this.#dashboard.now() - NOW_MILLISECONDS ? (travel.position()?.to ?? time) : time);
      const from = travel.position()?.from ?? Number.NaN;
      if (time < from) this.#say(`nothing was recorded before ${momentWords(from)}`);
    });
  }

  /** To the last tick up to a time, however long before it that is. */
  seekTick(time: number): void {
    this.#go(async (travel) => {
      await travel.seek(time);
      const gap = travel.position()?.gap;
      if (gap !== undefined) await travel.seek(gap.from);
    });
  }

  /** Plays, or stands. */
  play(): void {
    const playing = (this.position?.speed ?? 0) > 0;
    this.#go((travel) => travel.play(playing ? 0 : this.#speed));
  }

  /** To the next speed; what stands begins to play. */
  faster(by: 1 | -1): void {
    const at = PLAY_SPEEDS.findIndex((speed) => speed === this.#speed) + ((this.position?.speed ?? 0) > 0 ? by : 0);
    this.#speed = PLAY_SPEEDS[Math.max(0, Math.min(PLAY_SPEEDS.length - 1, at))] ?? this.#speed;
    this.#go((travel) => travel.play(this.#speed));
  }

  /** To where the next or previous thing was found unusual. */
  jump(direction: 1 | -1): void {
    this.#go(async (travel) => {
      if (await travel.jump(direction)) this.#sayFound(travel.position()?.time ?? Number.NaN);
      else this.#say(direction > 0 ? 'nothing unusual was found later' : 'nothing unusual was found earlier');
    });
  }

  /** The evidence of what began nearest to that time. */
  #sayFound(time: number): void {
    const frame = this.#dashboard.snapshot?.frame(finding);
    if (frame === undefined || frame.count === 0) return;
    const distances = [...frame.column('since')].map((since) => Math.abs(since * 1000 - time));
    this.#say(frame.text('words', Math.max(0, distances.indexOf(Math.min(...distances)))));
  }

  /** Back to what happens now. */
  present(): void {
    this.travel?.present();
    if (this.position !== undefined) this.#say('this is a replay: there is only the past; q quits');
    this.update();
  }

  /** Runs what asks the history; what goes wrong is said. */
  #go(act: (travel: Travel) => Promise<void>): void {
    const { travel } = this;
    if (travel === undefined || this.#waiting >= MOST_WAITING) return;
    // A paused screen would take what comes from the past for what it must not show.
    if (this.#dashboard.paused) this.#dashboard.setPaused(false);
    this.#waiting += 1;
    this.#queue = this.#after(this.#queue, () => act(travel));
  }

  async #after(before: Promise<void>, act: () => Promise<void>): Promise<void> {
    await before;
    try {
      await act();
    } catch (error) {
      this.failed(error);
    }
    this.#waiting -= 1;
    this.update();
    this.#dashboard.changed();
  }

  failed(error: unknown): void {
    this.#say(error instanceof UserError ? error.line : errorMessage(error), true);
  }

  #say(text: string, bad = false): void {
    this.#dashboard.say(text, bad);
  }

  /** What is shown may have moved to another time: reads what its time line needs. In the present without a brush it does nothing. */
  update(): void {
    const { span, travel } = this;
    if (span === undefined || travel === undefined) {
      clearInterval(this.#ago);
      this.#ago = undefined;
      this.#coverage = undefined;
      this.#reading = undefined;
      return;
    }
    if (this.#ago === undefined) {
      this.#ago = setInterval(() => {
        // Meanwhile it was recorded on.
        this.update();
        this.#dashboard.changed();
      }, AGO_MILLISECONDS);
      this.#ago.unref();
    }
    if (Number.isNaN(span.from) || !(span.to > span.from) || isCovered(this.#reading, span)) return;
    this.#reading = { from: span.from, to: span.to };
    void this.#cover(travel, this.#reading);
  }

  async #cover(travel: Travel, wanted: Span): Promise<void> {
    try {
      const coverage = await readCoverage(travel, wanted);
      // Meanwhile another span may have been asked for.
      if (this.#reading !== wanted) return;
      this.#coverage = coverage;
      this.#dashboard.changed();
    } catch (error) {
      this.failed(error);
    }
  }
}

/** While it is recorded on, every tick makes the span a little longer. */
function isCovered(known: Span | undefined, { from, to }: Span): boolean {
  const margin = (to - from) * NEW_PART;
  return known !== undefined && Math.abs(known.from - from) <= margin && Math.abs(known.to - to) <= margin;
}
