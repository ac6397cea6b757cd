import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sandbox } from './support/program.ts';
import { script, server, those } from './support/processes.ts';
import { hasTerminal, open, type Terminal } from './support/terminal.ts';
import { untilTrue } from './support/wait.ts';

const TABS = ['Sockets', 'Files', 'Threads', 'Environment', 'Limits', 'Memory', 'Family'];

async function opened(process: { readonly pid: number }, columns = 160): Promise<Terminal> {
  const top = await open({ columns, args: ['--filter', those(process)] });
  await top.shows(/1 of \d+/);
  await top.press('Enter');
  await top.shows('Overview');
  return top;
}

describe.skipIf(!hasTerminal)('the drill-down into a process (needs script(1))', () => {
  it('shows in its overview what the process is and costs', async () => {
    await using web = await server();
    await using top = await opened(web);
    for (const tab of TABS) expect(top.line('Overview')).toContain(tab);
    await top.shows(/state +S sleeping/);
    await top.shows(new RegExp(`parent +${process.pid} `));
    await top.shows(/open files +\d+ of \d+ allowed/);
    await top.shows(/memory +[\d.]+M resident, [\d.]+M its share/);
    await top.shows(new RegExp(`program +${process.execPath}`));
    await top.shows(/started +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(\d+:\d\d ago\)/);
    await top.shows('Resident memory');
    await top.press('Escape');
    await top.shows(/1 of \d+/);
  });

  it('shows a listening socket, a connection, and who is at its other end', async () => {
    await using web = await server();
    await using client = await script(`const socket = require('node:net').connect(${web.port}, '127.0.0.1', () => console.log('connected ' + socket.localPort + '.'));`);
    const [, from = ''] = await client.says(/connected (\d+)\./);
    await using top = await opened(web);
    await top.press('s');
    await top.shows(new RegExp(`tcp +LISTEN +127\\.0\\.0\\.1:${web.port} `));
    await top.shows(new RegExp(`tcp +ESTABLISHED +127\\.0\\.0\\.1:${web.port} +127\\.0\\.0\\.1:${from} .* ${client.pid} `));
  });

  it('shows open files, threads, limits, memory and family, one tab after the other', async () => {
    using sandbox = new Sandbox();
    const file = join(sandbox.folder, 'open-me.txt');
    await using child = await script(`require('node:fs').writeSync(require('node:fs').openSync(process.argv[2], 'w'), 'twelve bytes'); require('node:child_process').spawn('sleep', ['1000']); console.log('ready'); setInterval(() => {}, 1e6);`, { args: [file], detached: true });
    await child.says(/ready/);
    await using top = await opened(child);
    await top.press('l');
    await top.shows(new RegExp(`file +w +12 +12 +${file}`));
    await top.press('Tab');
    await top.shows(new RegExp(`^ *${child.pid} +[SR] .*(node|MainThread)`));
    expect(top.line(/ \d+ threads$/)).toBeDefined();
    await top.press('Tab', 'Tab');
    await top.shows(/process +open files +\d+ /);
    await top.press('Tab');
    await top.shows(/\[heap\]/);
    await top.press('Tab');
    await top.shows(new RegExp(`parent +${process.pid} `));
    await top.shows(new RegExp(`self +${child.pid} `));
    await top.shows(/child +\d+ .* sleep 1000/);
    await top.press('shift+Tab');
    await top.shows(/\[heap\]/);
    await top.press('Tab', 'Tab');
    await top.shows(/state +S sleeping/);
  });

  it('masks the environment until x is pressed', async () => {
    await using child = await script('setInterval(() => {}, 1e6);', { env: { DATABASE_URL: 'postgres://u:hunter2@db/x', PLAIN: 'visible-value' } });
    await using top = await opened(child);
    await top.press('e');
    await top.shows(/PLAIN +\*{8}$/);
    await top.shows(/DATABASE_URL +\*{8}$/);
    expect(top.raw().includes('hunter2')).toBe(false);
    expect(top.raw().includes('visible-value')).toBe(false);
    await top.press('x');
    await top.shows(/PLAIN +visible-value/);
    await top.shows(/DATABASE_URL +postgres:\/\/u:hunter2@db\/x/);
    await top.press('x');
    await top.shows(/PLAIN +\*{8}$/);
    await top.press('Escape', 'Enter');
    await top.shows('Overview');
  });

  it('says that the process has ended, keeps what was read, and goes on', async () => {
    await using child = await script('setInterval(() => {}, 1e6);');
    await using top = await opened(child);
    await top.press('l');
    await top.shows(/ \d+ files$/);
    child.child.kill('SIGKILL');
    await untilTrue(() => !child.alive(), 'it lived on');
    await top.shows('has ended');
    await top.shows(/ \d+ files$/);
    for (const tab of [...TABS, 'Overview']) {
      await top.press('Tab');
      await top.settled();
      expect(top.line('has ended'), tab).toBeDefined();
    }
    await top.press('k');
    await top.shows('there is no process to send a signal to');
    await top.press('Escape');
    await top.shows(/none of \d+ processes passes the filter/);
  });
});
