import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { put, temporaryFolder } from '../../../config/support.ts';
import { answering, peer } from '../http-peer.ts';
import { alert, never, notification, notifierFor, NOW, resolved, services } from '../support.ts';

const posted = z.array(z.strictObject({ labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string().min(1)), annotations: z.record(z.string(), z.string()), startsAt: z.iso.datetime().optional(), endsAt: z.iso.datetime() }));

describe('what it is sent', () => {
  test('firing alerts hold for 4 minutes, resolved ones end now', async () => {
    const server = await peer(answering(200, '{"status":"success"}'));
    expect(await notifierFor({ type: 'alertmanager', allowPrivate: true, url: `${server.url}/prefix/` }).send(notification({ alerts: [alert(), resolved()] }), never())).toMatchObject({ result: 'delivered' });
    expect(server.last()).toMatchObject({ method: 'POST', path: '/prefix/api/v2/alerts', headers: { 'content-type': 'application/json' } });
    const [first, second] = posted.parse(server.json());
    expect(first).toEqual({ labels: alert().labels, annotations: alert().annotations, startsAt: new Date(NOW - 300_000).toISOString(), endsAt: new Date(NOW + 240_000).toISOString() });
    expect(second?.endsAt).toBe(new Date(NOW).toISOString());
  });

  test('nothing that it would refuse: names, empty values, no labels, an end before the start', async () => {
    const server = await peer();
    const hour = NOW + 3_600_000;
    await notifierFor({ type: 'alertmanager', allowPrivate: true, url: server.url }).send(notification({ alerts: [
      alert({ labels: { 'a-b.c': 'x', '1st': 'y', '': 'z', empty: '' } }), alert({ labels: {} }), resolved({ startsAt: hour }), alert({ startsAt: Number.NaN }),
    ] }), never());
    const [odd, none, future, unknown] = posted.parse(server.json());
    expect(odd?.labels).toEqual({ a_b_c: 'x', _1st: 'y', _: 'z' });
    expect(none?.labels).toEqual({ alertname: 'unnamed', fingerprint: 'f00d' });
    expect(future).toMatchObject({ startsAt: new Date(hour).toISOString(), endsAt: new Date(hour).toISOString() });
    expect(unknown).not.toHaveProperty('startsAt');
  });

  test('a login', async () => {
    const server = await peer((response, { headers }) => { response.writeHead(401).end(String(headers.authorization)); });
    const own = services({ PASSWORD: 'sesäme', TOKEN: 'sesame' });
    const basic = notifierFor({ type: 'alertmanager', allowPrivate: true, url: server.url, username: 'shop', password: '${env:PASSWORD}' }, own);
    const outcome = await basic.send(notification(), never());
    expect(server.last().headers.authorization).toBe(`Basic ${Buffer.from('shop:sesäme').toString('base64')}`);
    expect(outcome).toEqual({ result: 'failed', reason: 'configuration', detail: '127.0.0.1 answered 401: Basic ********' });
    await notifierFor({ type: 'alertmanager', allowPrivate: true, url: server.url, token: '${env:TOKEN}' }, own).send(notification(), never());
    expect(server.last().headers.authorization).toBe('Bearer sesame');
  });
});

const PROGRAM = ['/usr/bin/prometheus-alertmanager', '/usr/bin/alertmanager', '/usr/local/bin/alertmanager'].find(existsSync);

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
});

/** A real Alertmanager that sends nothing anywhere; its address once it answers. */
async function alertmanager(program: string): Promise<string> {
  const folder = temporaryFolder();
  const file = put(join(folder, 'am.yml'), 'route: { receiver: none }\nreceivers: [{ name: none }]\n');
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(program, [`--config.file=${file}`, `--storage.path=${join(folder, 'data')}`, `--web.listen-address=${url.slice(7)}`, '--cluster.listen-address='], { stdio: 'ignore' });
  onTestFinished(() => new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  }));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const ready = await fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false);
    if (ready) return url;
    await sleep(50);
  }
  throw new Error('Alertmanager did not start');
}

const listed = z.array(z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()), startsAt: z.iso.datetime(), endsAt: z.iso.datetime(), status: z.object({ state: z.string() }) }));

test.skipIf(PROGRAM === undefined)('a real Alertmanager takes them and has them as they were sent (skipped: prometheus-alertmanager is not installed)', async () => {
  const url = await alertmanager(PROGRAM ?? '');
  const get = async () => listed.parse(await (await fetch(`${url}/api/v2/alerts`)).json());
  const now = Date.now();
  const notifier = notifierFor({ type: 'alertmanager', allowPrivate: true, url }, services({}, { now: () => now }));
  const hostile = '</pre>{{ 7 }}\r\n\u{202E}@everyone "\u{D800}';
  const both = [alert({ startsAt: now - 1000 }), alert({ startsAt: now - 1000, labels: { alertname: 'Odd', 'odd-name': hostile, '': 'x', empty: '' }, annotations: { summary: hostile } })];
  expect(await notifier.send(notification({ alerts: both }), never())).toMatchObject({ result: 'delivered' });
  const all = await get();
  expect(all.map(({ labels }) => labels['alertname']).sort()).toEqual(['NodeLeak', 'Odd']);
  const own = all.find(({ labels }) => labels['alertname'] === 'NodeLeak');
  expect(own).toMatchObject({ labels: alert().labels, annotations: alert().annotations, status: { state: 'active' } });
  expect([own?.startsAt, own?.endsAt].map((time) => Date.parse(time ?? ''))).toEqual([now - 1000, now + 240_000]);
  expect(all.find(({ labels }) => labels['alertname'] === 'Odd')?.labels).toEqual({ alertname: 'Odd', odd_name: '</pre>{{ 7 }} \u{FFFD}@everyone "\u{FFFD}', _: 'x' });

  expect(await notifier.send(notification({ status: 'resolved', alerts: both.map((each) => ({ ...each, status: 'resolved' as const, endsAt: now })) }), never())).toMatchObject({ result: 'delivered' });
  await expect.poll(get, { timeout: 3000 }).toEqual([]);
});
