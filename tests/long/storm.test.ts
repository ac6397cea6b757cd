import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { mark, only, sleeper, start, type Started } from '../e2e/support/processes.ts';
import { Sandbox } from '../e2e/support/program.ts';
import { foreignIn } from '../e2e/support/scanner.ts';
import { hasTerminal, open, RESTORED, type Terminal } from '../e2e/support/terminal.ts';
import { untilTrue } from '../e2e/support/wait.ts';

const SHORT = 5000;
const MANY = 3000;
const PATIENCE = 60_000;

/** Forks that many children, each gone at once, and says how long it took. Bounded: it waits for every thousand. */
const storm = (own: string): Promise<Started> => start('sh', ['-c', `
  i=0
  while [ $i -lt ${SHORT} ]; do
    (:) &
    i=$((i + 1))
    [ $((i % 1000)) -eq 0 ] && wait
  done
  wait
  echo forked $i.`, own], { detached: true });

const crowdOf = (own: string): Promise<Started> => start('sh', ['-c', `
  i=0
  while [ $i -lt ${MANY} ]; do sleep ${own} & i=$((i + 1)); done
  echo started $i.
  wait`], { detached: true });

/** Children of that process that ended and were not waited for. */
function zombiesOf(parent: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, parentPid] = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' && Number(parentPid) === parent ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

const threads = (pid: number): number => Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** It still samples and still obeys: a process that came up just now is found by a filter typed just now. */
async function expectAlive(top: Terminal): Promise<void> {
  await using late = await sleeper();
  await top.press('F4', 'ctrl+u');
  top.type(only(late.mark));
  await top.shows(`sleep ${late.mark}`, PATIENCE);
  await top.press('Enter');
  // In a tree its ancestors are counted with it.
  await top.shows(/ \d+ of \d+$/);
}

async function expectLeft(top: Terminal): Promise<void> {
  expect(zombiesOf(top.pid)).toEqual([]);
  await top.press('Z');
  await top.shows('PAUSED');
  const [found, redrawn] = await top.isClean();
  expect(found).toEqual(redrawn);
  expect(foreignIn(top.raw())).toEqual([]);
  await top.press('q');
  expect(await top.exited()).toBe(0);
  expect(top.modes()).toEqual(RESTORED);
}

describe.skipIf(!hasTerminal)('a storm of processes (needs script(1))', () => {
  const sandbox = new Sandbox();
  afterAll(() => {
    sandbox[Symbol.dispose]();
  });

  it.each([
    { interval: '0.1', what: 'over many ticks' },
    { interval: '20', what: 'within one tick' },
  ])(`${SHORT} come and go $what: it goes on`, async ({ interval }) => {
    await using top = await open({ sandbox, args: ['--interval', interval, '--tree'] });
    await top.shows(/─ /);
    const before = { threads: threads(top.pid), files: openFiles(top.pid) };
    const began = Date.now();
    await using forks = await storm(mark());
    await untilTrue(() => /forked/.test(forks.output()), 'the storm never ended', PATIENCE);
    console.log(`${SHORT} processes in ${Date.now() - began} ms at an interval of ${interval} s`);
    expect(forks.output()).toContain(`forked ${SHORT}.`);
    await top.press('d', 'ctrl+u');
    top.type('0.2');
    await top.press('Enter');
    await top.shows('every 0.2 s');
    await expectAlive(top);
    expect(threads(top.pid)).toBeLessThanOrEqual(before.threads + 4);
    await untilTrue(() => openFiles(top.pid) <= before.files + 20, () => `${openFiles(top.pid)} files are open, ${before.files} were`, PATIENCE);
    await expectLeft(top);
  });

  it(`${MANY} sleepers appear, then vanish`, async () => {
    const own = mark();
    await using top = await open({ sandbox, args: ['--interval', '0.5', '--filter', only(own)] });
    await top.shows(/ 0 of \d+|none of/);
    const before = openFiles(top.pid);
    {
      await using all = await crowdOf(own);
      await untilTrue(() => /started/.test(all.output()), 'they never all started', PATIENCE);
      await top.shows(new RegExp(` ${MANY} of \\d+$`), PATIENCE);
      await top.press('t', 'End', 'Home', 'PageDown', 'M');
      await top.shows(/─ sleep|sleep/);
      await top.press('t');
    }
    await top.shows(/none of \d+ processes passes the filter/, PATIENCE);
    await top.hides(`sleep ${own}`);
    await untilTrue(() => openFiles(top.pid) <= before + 20, () => `${openFiles(top.pid)} files are open, ${before} were`, PATIENCE);
    await expectAlive(top);
    await expectLeft(top);
  });
});
