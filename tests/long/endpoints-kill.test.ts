import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomOf } from '../../bench/endpoints/log-lines.ts';
import { Sandbox } from '../e2e/support/program.ts';
import { configureLogs, logSettings, looking, requestLine, stored, storedAre } from '../e2e/support/request-log.ts';
import { Watching } from '../e2e/support/watching.ts';

const KILLS = Number(process.env['ENDPOINT_KILLS'] ?? 50);
const LONGEST_LIFE = 6000;
const KEPT = 9;
/** Requests that are still written to a log that was renamed. */
const LATE = 3;

/** A gateway that writes, and a logrotate that now renames its log, now copies it and cuts it off. */
class Gateway {
  readonly #log: string;
  readonly #random: () => number;
  #running = true;
  #half = '';
  #leaving = 0;
  /** Requests so far, and those that are in files before the present one. */
  written = 0;
  before = 0;
  rotations = { renamed: 0, copied: 0 };

  constructor(log: string, random: () => number) {
    this.#log = log;
    this.#random = random;
  }

  async run(): Promise<void> {
    while (this.#running) {
      this.#write();
      await sleep(2 + this.#random() * 20);
    }
    this.#complete();
  }

  stop(): void {
    this.#running = false;
  }

  #complete(): void {
    appendFileSync(this.#log, this.#half);
    if (this.#half !== '') this.written += 1;
    this.#half = '';
  }

  #write(): void {
    this.#complete();
    const dice = this.#random();
    // What nobody can read as a request: a line of a megabyte, and no text at all.
    if (dice < 0.005) appendFileSync(this.#log, `${Buffer.alloc(1_100_000, 'x').toString()}\n`);
    else if (dice < 0.015) appendFileSync(this.#log, Buffer.from([0, 1, 0xff, 0xfe, 13, 10, 10, 0x80, 10]));
    const count = Math.floor(this.#random() * 12);
    appendFileSync(this.#log, Array.from({ length: count }, () => requestLine(`/items/${Math.floor(this.#random() * 1e6)}`)).join(''));
    this.written += count;
    // nginx writes to the old file until it is told.
    if (this.#leaving > 0) {
      this.#leaving -= 1;
      appendFileSync(`${this.#log}.1`, requestLine('/items/7'));
      this.written += 1;
    }
    // A line that is written in two pieces.
    if (this.#random() < 0.3) {
      const line = requestLine('/items/8');
      const cut = Math.floor(this.#random() * (line.length - 1)) + 1;
      appendFileSync(this.#log, line.slice(0, cut));
      this.#half = line.slice(cut);
    }
  }

  rotate(): void {
    this.#complete();
    for (let place = KEPT; place > 0; place -= 1) if (existsSync(`${this.#log}.${place}`)) renameSync(`${this.#log}.${place}`, `${this.#log}.${place + 1}`);
    this.before = this.written + LATE;
    this.#leaving = 0;
    if (this.#random() < 0.5) {
      renameSync(this.#log, `${this.#log}.1`);
      writeFileSync(this.#log, '');
      this.#leaving = LATE;
      this.rotations.renamed += 1;
    } else {
      copyFileSync(this.#log, `${this.#log}.1`);
      truncateSync(this.#log, 0);
      this.rotations.copied += 1;
    }
  }
}

test(`kill -9 of the watch, ${KILLS} times, while a log is written and rotated by renaming, and by copying and cutting off: each request is counted once`, async () => {
  using sandbox = new Sandbox();
  const log = join(sandbox.work, 'access.log');
  configureLogs(sandbox, logSettings(log));
  const random = randomOf(Number(process.env['ENDPOINT_SEED'] ?? 7));
  const gateway = new Gateway(log, random);
  let writing: Promise<void> | undefined;
  let rotated = performance.now();
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await using watch = kill === 0 ? await looking(sandbox) : await Watching.start(sandbox, { ready: '' });
      writing ??= gateway.run();
      // A log that there is no position of yet is read from its end on.
      if (kill === 0) await storedAre(sandbox, 1);
      const until = performance.now() + random() * LONGEST_LIFE;
      while (performance.now() < until) {
        await sleep(50);
        // A log is rotated when something of it was read since the last time: a copy of what is not known at all could be of any file.
        if (performance.now() - rotated < 1500 || (await stored(sandbox)) <= gateway.before) continue;
        gateway.rotate();
        rotated = performance.now();
      }
      await watch.end('SIGKILL');
      expect(await stored(sandbox)).toBeLessThanOrEqual(gateway.written);
      // Something is written and rotated while nobody looks.
      if (random() < 0.3 && (await stored(sandbox)) > gateway.before) {
        await sleep(100);
        gateway.rotate();
        rotated = performance.now();
      }
    }
  } finally {
    gateway.stop();
    await writing;
  }
  console.log(JSON.stringify({ written: gateway.written, ...gateway.rotations }));
  await using last = await Watching.start(sandbox);
  await storedAre(sandbox, gateway.written, 60_000);
  // What is counted twice would come now.
  await sleep(15_000);
  expect(await stored(sandbox)).toBe(gateway.written);
  expect((await last.end()).code).toBe(0);
  expect(await stored(sandbox)).toBe(gateway.written);
  expect(gateway.rotations.renamed).toBeGreaterThan(KILLS / 20);
  expect(gateway.rotations.copied).toBeGreaterThan(KILLS / 20);
}, 120_000 + KILLS * 20_000);
