import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Drops } from '../../../src/exporters/remote-write/drops.ts';
import { encodeRecord, HEADER_BYTES } from '../../../src/exporters/remote-write/record.ts';
import { DEFAULT_LIMITS, Spool, type SpoolLimits } from '../../../src/exporters/remote-write/spool.ts';
import { SpoolTaken } from '../../../src/exporters/remote-write/spool-lock.ts';
import { put, temporaryFolder } from '../../config/support.ts';
import { numbered, numberOf } from './requests.ts';

const NOW = 1_790_000_000_000;

/** A spool, what it said, and what it dropped. */
async function opened(folder: string, limits: SpoolLimits = DEFAULT_LIMITS) {
  const told: string[] = [];
  const drops = new Drops((line) => told.push(line));
  return { spool: await Spool.open(folder, limits, drops), drops, told };
}

async function fill(spool: Spool, from: number, to: number, bytes = 100): Promise<void> {
  for (let index = from; index < to; index += 1) await spool.append(numbered(index, NOW + index * 60_000, bytes), NOW + index * 60_000);
}

/** Takes all that is there, or so many, as a sender does. */
async function drain(spool: Spool, most = Infinity, now = NOW): Promise<number[]> {
  const taken: number[] = [];
  for (let stored = await spool.first(now); stored !== undefined && taken.length < most; stored = await spool.first(now)) {
    taken.push(numberOf(stored.request));
    await spool.advance(stored);
  }
  return taken;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const files = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.spool')).sort();

describe('the spool', () => {
  test('gives back in order what was put in, over restarts, each once', async () => {
    const folder = temporaryFolder();
    const first = await opened(folder);
    expect(await first.spool.first(NOW)).toBeUndefined();
    await fill(first.spool, 0, 10);
    expect(await drain(first.spool, 4)).toEqual(range(0, 4));
    expect(first.spool.waiting).toEqual({ requests: 6, bytes: 6 * (100 + HEADER_BYTES), oldest: NOW + 4 * 60_000 });
    await first.spool.close();

    const second = await opened(folder);
    expect(second.spool.waiting).toEqual({ requests: 6, bytes: 6 * (100 + HEADER_BYTES), oldest: NOW + 4 * 60_000 });
    await fill(second.spool, 10, 15);
    expect(await drain(second.spool, 8)).toEqual(range(4, 12));
    await second.spool.close();

    const third = await opened(folder);
    expect(await drain(third.spool)).toEqual(range(12, 15));
    expect(third.spool.waiting).toEqual({ requests: 0, bytes: 0, oldest: Number.NaN });
    expect(third.drops.total.requests).toBe(0);
    await fill(third.spool, 15, 17);
    expect(await drain(third.spool)).toEqual([15, 16]);
    await third.spool.close();
  });

  test('is private', async () => {
    const folder = join(temporaryFolder(), 'state', 'remote-write');
    const { spool } = await opened(folder);
    await fill(spool, 0, 2);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    await spool.close();
  });

  test('does not grow while all is sent', async () => {
    const folder = temporaryFolder();
    const { spool } = await opened(folder);
    for (let index = 0; index < 100; index += 1) {
      await fill(spool, index, index + 1, 100_000);
      expect(await drain(spool)).toEqual([index]);
      expect(files(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(1.2 * 2 ** 20);
    }
    await spool.close();
  });

  test('has one sender', async () => {
    const folder = temporaryFolder();
    const { spool } = await opened(folder);
    await expect(opened(folder)).rejects.toBeInstanceOf(SpoolTaken);
    await spool.close();
    await (await opened(folder)).spool.close();
  });
});

describe('its bounds', () => {
  test('of bytes: the oldest go, and are counted', async () => {
    const folder = temporaryFolder();
    const limits = { bytes: 2 << 20, milliseconds: Infinity };
    const { spool, drops, told } = await opened(folder, limits);
    await fill(spool, 0, 100, 50_000);
    expect(files(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThanOrEqual(limits.bytes);
    const { requests, samples } = drops.of('room');
    expect(requests).toBeGreaterThan(50);
    expect(samples).toBe(range(0, requests).reduce((sum, index) => sum + index + 1, 0));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^\d+ requests were dropped \(\d+ samples\): the spool is full \(2 MiB\); further ones are counted$/);
    expect(await drain(spool)).toEqual(range(requests, 100));
    await spool.close();
  });

  test('of age: what waited too long is not sent', async () => {
    const folder = temporaryFolder();
    const limits = { bytes: 2 ** 30, milliseconds: 2 * 3_600_000 };
    const { spool, drops, told } = await opened(folder, limits);
    await fill(spool, 0, 300);
    // Whole files go while it is written to; the rest when it is read.
    expect(drops.of('old').requests).toBeGreaterThan(0);
    expect(await drain(spool, Infinity, NOW + 300 * 60_000)).toEqual(range(180, 300));
    expect(drops.of('old').requests).toBe(180);
    expect(spool.waiting.requests).toBe(0);
    expect(told).toEqual([expect.stringContaining('they waited for longer than 2 h')]);
    await spool.close();
  });

  test('one that is on its way when it must go is not mistaken for the next', async () => {
    const { spool } = await opened(temporaryFolder(), { bytes: 1 << 20, milliseconds: Infinity });
    await fill(spool, 0, 2, 50_000);
    const taken = await spool.first(NOW);
    await fill(spool, 2, 60, 50_000);
    if (taken !== undefined) await spool.advance(taken);
    const rest = await drain(spool);
    expect(rest).toEqual(range(60 - rest.length, 60));
    expect(rest.length).toBeGreaterThan(10);
    await spool.close();
  });
});

describe('damage', () => {
  test('a torn tail is cut, and what is written afterwards is whole', async () => {
    const folder = temporaryFolder();
    const first = await opened(folder);
    await fill(first.spool, 0, 5);
    await first.spool.close();
    const [name = ''] = files(folder);
    truncateSync(join(folder, name), statSync(join(folder, name)).size - 7);
    const second = await opened(folder);
    expect(second.told).toEqual([expect.stringContaining('ends within a request')]);
    await fill(second.spool, 5, 7);
    expect(await drain(second.spool)).toEqual([0, 1, 2, 3, 5, 6]);
    await second.spool.close();
  });

  test('a file that was only begun tells nothing', async () => {
    const folder = temporaryFolder();
    put(join(folder, '000000000001.spool'), '');
    const { spool, told } = await opened(folder);
    await fill(spool, 0, 1);
    expect(await drain(spool)).toEqual([0]);
    expect(told).toEqual([]);
    await spool.close();
  });

  test('a position that cannot be read: all is sent once more', async () => {
    const folder = temporaryFolder();
    const first = await opened(folder);
    await fill(first.spool, 0, 5);
    await drain(first.spool, 3);
    await first.spool.close();
    writeFileSync(join(folder, 'position'), Buffer.alloc(20, 7));
    const second = await opened(folder);
    expect(await drain(second.spool)).toEqual(range(0, 5));
    await second.spool.close();
  });

  test('files are read as far as they go: nothing that was not written, nothing twice, nothing out of order', async () => {
    const parent = temporaryFolder();
    const original = join(parent, 'original');
    const first = await opened(original, { bytes: 1 << 20, milliseconds: Infinity });
    await fill(first.spool, 0, 30, 5000);
    await first.spool.close();
    const names = files(original);
    expect(names.length).toBeGreaterThan(1);
    const written = new Map(range(0, 30).map((index) => [index, encodeRecord(numbered(index, NOW + index * 60_000, 5000))]));
    const flaw = fc.record({ file: fc.nat(names.length - 1), at: fc.double({ min: 0, max: 1, noNaN: true }), how: fc.constantFrom('flip', 'cut', 'zero', 'insert'), byte: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(fc.asyncProperty(fc.array(flaw, { minLength: 1, maxLength: 3 }), async (flaws) => {
      const folder = join(parent, 'damaged');
      rmSync(folder, { recursive: true, force: true });
      const whole = new Map(names.map((name) => [name, readFileSync(join(original, name))]));
      for (const { file, at, how, byte } of flaws) {
        const name = names[file] ?? '';
        const bytes = whole.get(name) ?? Buffer.alloc(0);
        const place = Math.floor(at * Math.max(0, bytes.length - 1));
        if (how === 'flip') bytes[place] = (bytes[place] ?? 0) ^ byte;
        if (how === 'zero') bytes.fill(0, place, Math.min(bytes.length, place + byte));
        whole.set(name, how === 'cut' ? bytes.subarray(0, place) : how === 'insert' ? Buffer.concat([bytes.subarray(0, place), Buffer.alloc(byte, byte), bytes.subarray(place)]) : bytes);
      }
      for (const [name, bytes] of whole) put(join(folder, name), bytes);
      const { spool } = await opened(folder, { bytes: 1 << 20, milliseconds: Infinity });
      const taken: number[] = [];
      for (let stored = await spool.first(NOW); stored !== undefined; stored = await spool.first(NOW)) {
        const index = numberOf(stored.request);
        expect(encodeRecord(stored.request).equals(written.get(index) ?? Buffer.alloc(0))).toBe(true);
        taken.push(index);
        await spool.advance(stored);
      }
      expect(taken).toEqual([...new Set(taken)].sort((left, right) => left - right));
      // A flaw costs at most the rest of its file.
      expect(taken.length).toBeGreaterThanOrEqual(30 - 13 * flaws.length);
      await spool.close();
    }), { numRuns: 60 });
  });
});

describe('a folder that cannot be used', () => {
  test('is one clear line', async () => {
    const file = put(join(temporaryFolder(), 'file'), '');
    await expect(opened(file)).rejects.toThrow('is not a folder');
  });

  test('files that are not of the spool are left alone', async () => {
    const folder = temporaryFolder();
    put(join(folder, 'notes.txt'), 'mine');
    execFileSync('mkfifo', [join(folder, '000000000001.spool')]);
    const { spool } = await opened(folder);
    await fill(spool, 0, 1);
    expect(await drain(spool)).toEqual([0]);
    await spool.close();
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
