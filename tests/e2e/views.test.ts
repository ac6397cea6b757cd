import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../components/dashboard/commands.ts';
import { Sandbox } from './support/program.ts';
import { crowd, mark, only, sleeper, those } from './support/processes.ts';
import { hasTerminal, open } from './support/terminal.ts';

describe.skipIf(!hasTerminal)('views, menus and what is kept (needs script(1))', () => {
  it('adds up groups with g, containers with c, and leads from them to their processes', async () => {
    using sandbox = new Sandbox();
    const name = `team-${mark().slice(-9)}`;
    copyFileSync('/bin/sleep', join(sandbox.folder, name));
    await using many = await crowd(5, join(sandbox.folder, name));
    await using top = await open({ columns: 160 });
    await top.press('g');
    await top.shows(/PROCS .*GROUP/);
    await top.press('F4');
    top.type(`name = ${name}`);
    await top.shows(new RegExp(`^ *5 .* ${name}$`));
    await top.press('Enter', 'Enter');
    await top.shows(`${name} ${many.mark} 1004`);
    await top.shows(/5 of \d+/);
    await top.press('Escape');
    await top.shows(/PROCS .*GROUP/);
    await top.press('c');
    await top.shows(/PROCS .*CGROUP|containers/);
    await top.press('p');
    await top.shows(/PID .*COMMAND/);
  });

  it('lists all views with v', async () => {
    await using top = await open();
    for (const [view, header] of [['cpus', /CPU .*USED .*IOWAIT/], ['filesystems', /MOUNT .*SIZE/], ['interfaces', /IFACE .*RX\/s/]] as const) {
      await top.press('v');
      await top.shows('Views');
      top.type(view);
      await top.shows(`find ${view}`);
      await top.press('Enter');
      await top.shows(header);
    }
    await top.press('v');
    top.type('cpus');
    await top.shows('find cpus');
    await top.press('Enter');
    await top.shows(/^ +0 +\d+\.\d/);
  });

  it('ticks a column, shows its figures, and has it at the next start, with the order and the theme', async () => {
    using sandbox = new Sandbox();
    await using child = await sleeper();
    const options = { columns: 160, sandbox, args: ['--filter', those(child)] };
    {
      await using top = await open(options);
      await top.press('F2');
      await top.shows('Columns');
      top.type('pss');
      await top.shows('find pss');
      await top.press('Space');
      await top.shows('[x] PSS');
      await top.press('Escape', 'Escape');
      await top.shows(/RSS.*PSS/);
      await top.shows(new RegExp(`\\d+K sleep ${child.mark}`));
      await top.press('M', 'ctrl+t');
      await top.shows('Themes');
      top.type('monochrome');
      await top.shows('find monochrome');
      await top.press('Enter');
      await top.shows('[x] Monochrome');
      await top.press('Escape', 'Escape', 'q');
      expect(await top.exited()).toBe(0);
    }
    await using again = await open(options);
    await again.shows(/▼RSS.*PSS/);
    await again.shows(new RegExp(`\\d+K sleep ${child.mark}`));
    expect(again.raw().toString('latin1')).not.toContain('[38;5');
  });

  it('explains every command in its help, and runs one from the palette', async () => {
    await using top = await open({ columns: 110, rows: 40 });
    await top.press('?');
    await top.shows('At 3 in the morning');
    const seen = new Set<string>();
    for (let page = 0; page < 8; page += 1) {
      for (const { title } of COMMANDS) if (top.line(title) !== undefined) seen.add(title);
      await top.press('PageDown');
      await top.settled();
    }
    expect(COMMANDS.map(({ title }) => title).filter((title) => !seen.has(title))).toEqual([]);
    await top.press('Escape', ':');
    await top.shows('Commands');
    top.type('sort memory');
    await top.shows('find sort memory');
    await top.press('Enter');
    await top.shows('▼RSS');
  });

  it('pauses with Z, and takes another interval with d', async () => {
    await using many = await crowd(1);
    await using top = await open({ args: ['--filter', only(many.mark)] });
    await top.shows(/1 of \d+/);
    await top.press('Z');
    await top.shows('PAUSED');
    await using late = await sleeper();
    await top.press('F4', 'ctrl+u');
    top.type(only(late.mark));
    await top.shows('none of');
    await top.press('Enter', 'Z');
    await top.shows(`sleep ${late.mark}`);
    await top.press('d', 'ctrl+u');
    top.type('0.01');
    await top.shows('a time from 0.1 s to 1 h');
    await top.press('ctrl+u');
    top.type('200ms');
    await top.press('Enter');
    await top.shows('every 0.2 s');
  });
});
