import { spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ROOTS } from '../../../src/collectors/collector.ts';
import { parseAddress } from '../../../src/collectors/linux/backends/address.ts';
import { FineSampler } from '../../../src/collectors/linux/backends/fine-sampler.ts';
import { findListeners } from '../../../src/collectors/linux/backends/find-listeners.ts';
import { localAddresses, shortIpv6 } from '../../../src/collectors/linux/backends/local-addresses.ts';
import { temporaryFolder } from '../../config/support.ts';

const listening = (where: { readonly port: number; readonly host: string } | { readonly path: string }): Promise<Server> => new Promise((resolve) => {
  const server = createServer().listen(where, () => resolve(server));
  onTestFinished(() => void server.close());
});
const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('addresses as logs have them', () => {
  test.each([
    ['127.0.0.1:8080', { type: 'port', host: '127.0.0.1', port: 8080 }], ['[::1]:80', { type: 'port', host: '::1', port: 80 }], ['app.internal:3000', { type: 'port', host: 'app.internal', port: 3000 }],
    ['unix:/run/app.sock', { type: 'path', path: '/run/app.sock' }], ['unix:/run/app.sock:', { type: 'path', path: '/run/app.sock' }],
  ])('%s', (text, expected) => expect(parseAddress(text)).toEqual(expected));
  test.each(['', '-', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:99999', 'unix:app', 'a b:80', 'http://x:80', '::1:80'])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());
  test('a namespace has the addresses of its tables', () => {
    const trie = 'Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     +-- 172.17.0.0/16 2 0 2\n        |-- 172.17.0.2\n           /32 host LOCAL\n        |-- 172.17.255.255\n           /32 link BROADCAST\n';
    expect([...localAddresses(trie, 'fe80000000000000004202fffe420002 02 40 20 80     eth0\n')]).toEqual(['172.17.0.2', 'fe80::42:2ff:fe42:2']);
    expect([shortIpv6('00000000000000000000000000000001'), shortIpv6('20010db8000000000000000000000000'), shortIpv6('20010db8000100020003000400050006')]).toEqual(['::1', '2001:db8::', '2001:db8:1:2:3:4:5:6']);
  });
});

describe('which processes serve', () => {
  test('by the socket that they listen at: of a port, of any address, of a path', async () => {
    const path = join(temporaryFolder(), 'app.sock');
    const [loopback, any] = [await listening({ port: 0, host: '127.0.0.1' }), await listening({ port: 0, host: '0.0.0.0' })];
    await listening({ path });
    const addresses = [`127.0.0.1:${portOf(loopback)}`, `127.0.0.1:${portOf(any)}`, `unix:${path}`, '127.0.0.1:1', `203.0.113.9:${portOf(any)}`];
    const { listeners } = findListeners(DEFAULT_ROOTS, addresses, []);
    expect(addresses.map((address) => listeners.get(address))).toEqual([[process.pid], [process.pid], [process.pid], undefined, undefined]);
  });

  test('by the log that they write; who only reads it is not its gateway', () => {
    const path = join(temporaryFolder(), 'access.log');
    writeFileSync(path, '');
    const reading = openSync(path, 'r');
    expect(findListeners(DEFAULT_ROOTS, [], [path]).holders.get(path)).toBeUndefined();
    const writing = openSync(path, 'a');
    expect(findListeners(DEFAULT_ROOTS, [], [path]).holders.get(path)).toEqual([process.pid]);
    for (const handle of [reading, writing]) closeSync(handle);
  });
});

describe('CPU of a few processes, many times a second', () => {
  test('is what the kernel says that they used, from when they are watched on, and does not fall when one is exchanged', async () => {
    const start = (): number => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => { const end = performance.now() + 10; while (performance.now() < end); }, 20)'], { stdio: 'ignore' });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child.pid ?? 0;
    };
    const sampler = new FineSampler(DEFAULT_ROOTS, () => performance.timeOrigin + performance.now());
    onTestFinished(() => sampler.close());
    const [first, second] = [start(), start()];
    sampler.watch('app', [first]);
    const sweepFor = async (milliseconds: number): Promise<void> => {
      for (const end = performance.now() + milliseconds; performance.now() < end;) {
        sampler.sweep();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await sweepFor(700);
    const before = sampler.take('app');
    sampler.watch('app', [second]);
    await sweepFor(500);
    const after = sampler.take('app');
    const [cpu, later] = [[...before?.cpu ?? []], [...after?.cpu ?? []]];
    expect(cpu.length).toBeGreaterThan(10);
    expect(cpu[0]).toBeLessThan(100e6);
    // Half of a core, and what the start of Node takes; a busy machine gives less.
    expect(cpu.at(-1)).toBeGreaterThan(30e6);
    const all = [...cpu, ...later];
    expect(all.every((value, index) => index === 0 || value >= (all[index - 1] ?? 0))).toBe(true);
    expect(later.at(-1)).toBeGreaterThan(cpu.at(-1) ?? 0);
    expect([...sampler.byProcess('app').keys()]).toEqual([second]);
    // What was taken is not given again, but for the last one.
    expect(after?.times[0]).toBe(before?.times.at(-1));
  });
});
