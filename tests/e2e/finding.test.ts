import { describe, expect, it } from 'vitest';
import { crowd, only, server, sleeper, those } from './support/processes.ts';
import { pasted } from './support/keys.ts';
import { isRoot } from './support/program.ts';
import { hasTerminal, open } from './support/terminal.ts';

describe.skipIf(!hasTerminal)('finding processes (needs script(1))', () => {
  it('filters while it is typed, keeps with Enter, drops with Escape', async () => {
    await using child = await sleeper();
    await using top = await open();
    await top.press('F4');
    await top.shows('Filter');
    top.type(`command ~ "^sleep ${child.mark}" and pid > 1`);
    await top.shows(`sleep ${child.mark}`);
    await top.press('Enter');
    await top.shows(/filter .* 1 of \d+/);
    await top.press('F4', 'ctrl+u');
    top.type('cpu > 100000');
    await top.shows('none of');
    await top.press('Escape');
    await top.shows(/filter .* 1 of \d+/);
    await top.press('Escape');
    await top.shows(/ \d+ processes$/);
  });

  it('says what is wrong with a filter, and what was meant', async () => {
    await using top = await open();
    await top.press('\\');
    top.type('cpuu > 5');
    await top.shows(/processes have no "cpuu"; did you mean "cpu"\?/);
    await top.press('Enter');
    await top.settled();
    expect(top.lines().at(-1)).toMatch(/^ Filter +cpuu > 5/);
    await top.press('ctrl+w', 'ctrl+w', 'ctrl+w');
    top.type('rss > lots');
    await top.shows('"lots" is not a value of rssBytes; write 500M or 2GiB');
  });

  it('takes a pasted filter as one text, its line breaks left out', async () => {
    await using child = await sleeper();
    await using top = await open();
    await top.press('F4');
    top.send(pasted(`${only(child.mark)}\r\n\u001B]0;x\u0007`));
    await top.shows(/1 of \d+|Filter +command ~/);
    await top.shows(`sleep ${child.mark}`);
    expect(top.lines().at(-1)).toMatch(/^ Filter +command ~/);
  });

  it('finds who holds a port', async () => {
    await using web = await server();
    await using top = await open();
    await top.press('o');
    await top.shows('Who holds port');
    top.type(String(web.port));
    await top.press('Enter');
    // On a machine of thousands it takes some samples until all were looked at.
    const row = await top.shows(new RegExp(`^ *${web.pid} .* ${web.port} `), 15_000);
    expect(top.line('COMMAND')).toMatch(/PID.*LISTEN.*PORTS/);
    expect(row).toContain('node');
    await top.shows(/1 of \d+/);
  });

  it('searches: / moves to the next row that holds a text, n and N go on', async () => {
    await using many = await crowd(60);
    await using top = await open({ rows: 24, args: ['--filter', only(many.mark), '--sort', 'pid', '--columns', 'pid,command'] });
    await top.shows(/60 of \d+/);
    await top.press('/');
    top.type('1042');
    await top.shows(`sleep ${many.mark} 1042`);
    await top.press('Enter', 'Enter');
    await top.shows(new RegExp(`^ *${many.pids[42]} sleep ${many.mark} 1042$`));
    await top.press('Escape', '/');
    top.type('10[45]0');
    await top.press('Enter', 'Enter');
    await top.shows(/^ *\d+ sleep \d+ 1050$/);
    await top.press('Escape', 'n', 'Enter');
    await top.shows(/^ *\d+ sleep \d+ 1040$/);
    await top.press('Escape', 'N', 'Enter');
    await top.shows(/^ *\d+ sleep \d+ 1050$/);
    await top.press('Escape', '/');
    top.type('nowhere');
    await top.shows('no row holds "nowhere"');
  });

  it.skipIf(!isRoot)('shows one user alone (needs root)', async () => {
    await using mine = await sleeper();
    await using theirs = await sleeper({ uid: 65_534 });
    await using top = await open({ args: ['--filter', those(mine, theirs)] });
    await top.shows(/2 of \d+/);
    await top.press('u');
    await top.shows('Processes of');
    top.type('nobody');
    await top.shows(/^│ nobody /);
    await top.press('Enter');
    await top.shows(/user nobody .* 1 of \d+/);
    expect(top.line(`sleep ${theirs.mark}`)).toContain('nobody');
    expect(top.line(`sleep ${mine.mark}`)).toBeUndefined();
    await top.press('u', 'Enter');
    await top.shows(`sleep ${mine.mark}`);
  });
});
