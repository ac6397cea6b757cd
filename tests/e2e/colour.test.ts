import { describe, expect, it } from 'vitest';
import { sleeper, those } from './support/processes.ts';
import { hasTerminal, open, type Terminal } from './support/terminal.ts';

/** Colours set by the program, by the numbers of their SGR sequences. */
function colours(top: Terminal): string[] {
  const found = new Set<string>();
  for (const [sequence, numbers = ''] of top.raw().toString('latin1').matchAll(/\u001B\[([\d;:]*)m/g)) {
    if (numbers.split(/[;:]/).some((number) => /^(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])$/.test(number))) found.add(JSON.stringify(sequence));
  }
  return [...found];
}

/** Looks at what has most colours: list, tree, menu, drill-down, help. */
async function walk(top: Terminal): Promise<void> {
  await top.shows(/\d of \d+/);
  await top.press('t');
  await top.shows('─ sleep');
  await top.press('t', 'F6');
  await top.shows('Sort by');
  await top.press('Escape');
  await top.hides('Sort by');
  await top.press('Enter');
  await top.shows('Overview');
  await top.press('F9');
  await top.shows('Signal to');
  await top.press('Escape');
  await top.hides('Signal to');
  await top.press('?');
  await top.shows('At 3 in the morning');
  await top.press('Escape');
  await top.hides('At 3 in the morning');
  await top.press('Escape');
  await top.shows(/\d of \d+/);
  await top.settled();
}

describe.skipIf(!hasTerminal)('colours (needs script(1))', () => {
  it.each([
    { what: 'NO_COLOR', args: [], env: { NO_COLOR: '1' } },
    { what: '--theme monochrome', args: ['--theme', 'monochrome'], env: {} },
    { what: 'TERM=dumb', args: [], env: { TERM: 'dumb' } },
  ])('are not used with $what, and all can still be told apart', async ({ args, env }) => {
    await using child = await sleeper();
    await using top = await open({ env, args: [...args, '--filter', those(child)] });
    await walk(top);
    expect(colours(top)).toEqual([]);
    expect(top.line('▼CPU%')).toBeDefined();
    // The row under the cursor is told by its looks.
    expect(top.raw().toString('latin1')).toMatch(/\u001B\[(?:[\d;]*;)?[1247](?:;[\d;]*)?m/);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('an empty NO_COLOR is none', async () => {
    await using top = await open({ env: { NO_COLOR: '' } });
    expect(colours(top)).not.toEqual([]);
  });

  it.each(['default', 'light', 'high-contrast', 'colour-blind'])('of the theme %s are its own', async (theme) => {
    await using child = await sleeper();
    await using top = await open({ args: ['--theme', theme, '--filter', those(child)] });
    await walk(top);
    expect(colours(top).length).toBeGreaterThan(3);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });

  it('change at once by the menu', async () => {
    await using top = await open();
    const before = colours(top).length;
    await top.press('ctrl+t');
    await top.shows('Themes');
    top.type('high');
    await top.shows('find high');
    await top.press('Enter', 'Escape', 'Escape');
    await top.hides('Themes');
    await top.settled();
    expect(colours(top).length).toBeGreaterThan(before);
  });
});
