/** A quantile followed by steps of its own size (Robbins and Monro, 1951). */
const STEP = 0.01;
/** What is calm is the shortest of late: it grows by so much a block. */
const FADE = 1.01;
const LOWER_QUARTILE = 0.25;
const ORDINARY = 1.5;

const followed = (quantile: number, value: number): number => quantile * (value < quantile ? 1 - STEP * (1 - LOWER_QUARTILE) : 1 + STEP * LOWER_QUARTILE);

/** How crowded a block is against the calm ones before, as `crowdingOf` tells of a whole run. */
export class RunningCrowding {
  readonly #usual = new Map<number, number>();
  #calm: number | undefined;
  #taken = 0;
  #expected = 0;

  /** A request of the block at hand that took `duration` ms. */
  add(endpoint: number, duration: number): void {
    const length = Math.max(1, duration);
    const usual = followed(this.#usual.get(endpoint) ?? length, length);
    this.#usual.set(endpoint, usual);
    this.#taken += length;
    this.#expected += usual;
  }

  forget(endpoint: number): void {
    this.#usual.delete(endpoint);
  }

  /** Ends the block: 1 ordinarily, more where its requests waited. */
  factor(): number {
    if (!(this.#expected > 0)) return 1;
    const stretch = this.#taken / this.#expected;
    [this.#taken, this.#expected] = [0, 0];
    this.#calm = Math.min(stretch, (this.#calm ?? stretch) * FADE);
    return Math.max(1, stretch / Math.max(1, this.#calm) / ORDINARY);
  }
}
