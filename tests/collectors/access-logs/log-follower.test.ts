import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileFormat, LineReader, LogFollower, type LogFollowerOptions, type LogPosition } from '../../../src/collectors/access-logs/index.ts';

let folder = '';
let log = '';
let seen: string[] = [];
let clock = 0;
const open: LogFollower[] = [];

const line = (path: string): string => `1.2.3.4 - - [17/May/2015:10:05:03 +0200] "GET ${path} HTTP/1.1" 200 5 "-" "c"\n`;
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => line(`/${from + index}`)).join('');
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => `/${from + index}`);

function follow(options: Partial<LogFollowerOptions> = {}): LogFollower {
  const follower = new LogFollower({ paths: [log], sink: () => new LineReader(compileFormat('combined').parser(), (request) => seen.push(request.text('path'))), now: () => clock, ...options });
  open.push(follower);
  return follower;
}
/** Some turns, with the clock going on. */
function turns(follower: LogFollower, count = 3): void {
  for (let turn = 0; turn < count; turn += 1) {
    clock += 2500;
    follower.turn();
  }
}
/** What a killed process leaves: its positions, and nothing closed in order. */
const kept = (follower: LogFollower): LogPosition[] => structuredClone([...follower.positions()]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-follow-'));
  log = join(folder, 'access.log');
  seen = [];
  clock = 0;
});
afterEach(() => {
  for (const follower of open.splice(0)) follower.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('following', () => {
  test('begins at the end, or at the start when asked; a file that appears is read whole', () => {
    writeFileSync(log, lines(0, 3));
    turns(follow());
    expect(seen).toEqual([]);
    turns(follow({ from: 'start' }));
    expect(seen).toEqual(numbers(0, 3));
    const late = follow({ paths: [join(folder, 'late.log')] });
    turns(late);
    expect(late.states()[0]?.problem).toMatch(/no such file yet/);
    writeFileSync(join(folder, 'late.log'), lines(7, 9));
    turns(late);
    expect(seen).toEqual([...numbers(0, 3), ...numbers(7, 9)]);
  });

  test('what was written between the last look and a copytruncate is read from the copy, once, also where nobody looked for a while', () => {
    writeFileSync(log, '');
    const follower = follow();
    turns(follower);
    appendFileSync(log, lines(0, 20));
    turns(follower);
    appendFileSync(log, lines(20, 30));
    copyFileSync(log, `${log}.1`);
    truncateSync(log, 0);
    appendFileSync(log, lines(30, 33));
    turns(follower, 8);
    expect(seen).toEqual([...numbers(0, 20), ...numbers(30, 33), ...numbers(20, 30)]);
    // All of it was read before: the copy has nothing new.
    copyFileSync(log, `${log}.2`);
    truncateSync(log, 0);
    turns(follower);
    appendFileSync(log, lines(40, 45));
    turns(follower);
    const positions = kept(follower);
    appendFileSync(log, lines(45, 50));
    copyFileSync(log, `${log}.3`);
    truncateSync(log, 0);
    appendFileSync(log, lines(50, 52));
    seen = [];
    const next = follow({ positions });
    turns(next, 8);
    expect([...seen].sort()).toEqual(numbers(45, 52));
  });

  test('rename and create: the old file to its last line, then the new one; its writer may be late', () => {
    writeFileSync(log, '');
    const follower = follow();
    turns(follower, 1);
    appendFileSync(log, lines(0, 2));
    renameSync(log, `${log}.1`);
    writeFileSync(log, lines(5, 6));
    appendFileSync(`${log}.1`, lines(2, 4));
    turns(follower, 2);
    appendFileSync(`${log}.1`, line('/late').trimEnd());
    turns(follower, 8);
    appendFileSync(log, lines(6, 8));
    turns(follower);
    expect(seen).toEqual([...numbers(0, 4), '/5', '/late', ...numbers(6, 8)]);
  });

  test('copytruncate and truncation, also when the new content is longer than the old', () => {
    writeFileSync(log, '');
    const follower = follow();
    turns(follower, 1);
    appendFileSync(log, lines(0, 2));
    turns(follower, 1);
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
    appendFileSync(log, lines(2, 3));
    turns(follower, 1);
    truncateSync(log);
    appendFileSync(log, lines(10, 30));
    turns(follower, 1);
    expect(seen).toEqual([...numbers(0, 3), ...numbers(10, 30)]);
  });

  test('a half line waits; one that is cut off is forgotten', () => {
    writeFileSync(log, '');
    const follower = follow();
    turns(follower, 1);
    appendFileSync(log, line('/a').slice(0, 40));
    turns(follower, 1);
    expect(seen).toEqual([]);
    appendFileSync(log, line('/a').slice(40));
    appendFileSync(log, line('/gone').slice(0, 50));
    turns(follower, 1);
    truncateSync(log);
    appendFileSync(log, line('/b'));
    turns(follower, 1);
    expect(seen).toEqual(['/a', '/b']);
  });

  test('vanishing and coming back, a link that changes, a folder in its place', () => {
    writeFileSync(join(folder, 'one'), lines(0, 1));
    symlinkSync(join(folder, 'one'), log);
    const follower = follow({ from: 'start' });
    turns(follower, 1);
    unlinkSync(log);
    turns(follower, 1);
    writeFileSync(join(folder, 'two'), lines(1, 2));
    symlinkSync(join(folder, 'two'), log);
    turns(follower, 6);
    unlinkSync(log);
    mkdirSync(log);
    turns(follower, 6);
    expect(follower.states()[0]?.problem).toBe('it is no file');
    rmSync(log, { recursive: true });
    writeFileSync(log, lines(2, 3));
    turns(follower, 1);
    expect(seen).toEqual(numbers(0, 3));
  });

  test('several files by a pattern, with a bound on each turn; packed and rotated ones are not read again', () => {
    for (const name of ['a.log', 'b.log', 'c.log.gz', '.hidden.log']) writeFileSync(join(folder, name), lines(0, 100));
    const follower = follow({ paths: [join(folder, '*.log*')], from: 'start', turnBytes: 1000 });
    clock += 2500;
    expect(follower.turn()).toBe(1000);
    expect(follower.states().reduce((sum, { behind }) => sum + behind, 0)).toBeGreaterThan(1000);
    turns(follower, 100);
    expect(seen.length).toBe(200);
    renameSync(join(folder, 'a.log'), join(folder, 'a.log.1'));
    writeFileSync(join(folder, 'a.log'), lines(100, 101));
    turns(follower, 10);
    expect(seen.length).toBe(201);
  });
});

describe('a restart goes on where it stood', () => {
  test('whatever happened: killed in a half line, rotated meanwhile, replaced meanwhile', () => {
    writeFileSync(log, lines(0, 2) + line('/2').slice(0, 30));
    const first = follow({ from: 'start' });
    turns(first, 1);
    const atKill = kept(first);
    appendFileSync(log, line('/2').slice(30) + lines(3, 5));
    const second = follow({ positions: atKill });
    turns(second, 1);
    expect(seen).toEqual(numbers(0, 5));
    const again = kept(second);
    appendFileSync(log, lines(5, 7));
    renameSync(log, `${log}.1`);
    writeFileSync(log, lines(7, 9));
    const third = follow({ positions: again });
    turns(third, 8);
    expect(seen).toEqual(numbers(0, 9));
    const last = kept(third);
    unlinkSync(log);
    writeFileSync(log, lines(20, 40));
    turns(follow({ positions: last }), 1);
    expect(seen).toEqual([...numbers(0, 9), ...numbers(20, 40)]);
  });

  test('killed at any moment: every line is counted once', () => {
    writeFileSync(log, '');
    let positions: LogPosition[] = [];
    let written = 0;
    for (let round = 0; round < 60; round += 1) {
      const text = lines(written, written + 5);
      written += 5;
      const cut = (round * 37) % text.length;
      appendFileSync(log, text.slice(0, cut));
      const follower = follow({ positions, from: 'start', turnBytes: 150 + round });
      turns(follower, 1 + (round % 3));
      positions = kept(follower);
      appendFileSync(log, text.slice(cut));
      if (round % 7 === 6) {
        renameSync(log, `${log}.${round}`);
        writeFileSync(log, '');
      }
    }
    turns(follow({ positions, from: 'start' }), 20);
    expect(seen).toEqual(numbers(0, written));
  });
});
