import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileFormat, detectFormat, LineReader } from '../../../src/collectors/access-logs/index.ts';

function programAt(names: readonly string[]): string | undefined {
  return names.find((name) => {
    try {
      execFileSync(name, ['-v'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
const nginx = programAt(['nginx', '/usr/sbin/nginx']);
const haproxy = programAt(['haproxy', '/usr/sbin/haproxy']);

const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-servers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
};
async function until<T>(what: () => T | undefined | false): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('waited in vain');
}
const listening = async (port: number): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

interface Sent {
  readonly path: string;
  readonly headers: Record<string, string>;
}
const get = (port: number, { path, headers }: Sent): Promise<number> => new Promise((resolve, reject) => {
  httpRequest({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0))).once('error', reject).end();
});

/** Values that every escaping has trouble with. Header values go out as Latin-1, so these are bytes. */
const ODD = ['plain', 'a "quoted" \\ back', String.raw`\x41 A \" \u0041`, 'spaces   and, commas : colons', '[brackets] {braces} $dollar %percent #hash', 'tab\tin', Buffer.from('é 日本').toString('latin1'), '-', '"', '\\'];

const FORMATS: readonly (readonly [name: string, directive: string])[] = [
  ['default escaping', `log_format mine '$remote_addr "$request" $status [$msec] "$http_x_odd" <$http_user_agent> $request_time "$upstream_addr" "$upstream_response_time" "$cookie_sid" $bytes_sent $request_length';`],
  ['json', `log_format mine escape=json '{"a":"$remote_addr","r":"$request","s":$status,"t":"$msec","o":"$http_x_odd","ua":"$http_user_agent","d":$request_time,"u":"$upstream_addr","ut":"$upstream_response_time","c":"$cookie_sid","b":$bytes_sent,"l":$request_length}';`],
  ['unquoted lists', `log_format mine '$status $upstream_addr $upstream_response_time $msec $request_time $remote_addr "$http_x_odd" "$http_user_agent" $request_method $request_uri $cookie_sid|$bytes_sent $request_length';`],
];

describe.skipIf(nginx === undefined)('nginx (skipped where it is not installed) writes, we read the same', () => {
  test.each(FORMATS)('%s', async (_name, directive) => {
    const upstream = createServer((_request, response) => response.writeHead(201).end('hello')).listen(0, '127.0.0.1');
    await until(() => upstream.listening);
    const address = upstream.address();
    const upstreamPort = typeof address === 'object' && address !== null ? address.port : 0;
    const [port, closed] = [await freePort(), await freePort()];
    const home = mkdtempSync(join(folder, 'nginx-'));
    const log = join(home, 'access.log');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${home}/${kind};`).join(' ');
    writeFileSync(join(home, 'nginx.conf'), `daemon off; master_process off; pid ${home}/pid; error_log ${home}/error.log; events {} http { ${temporary} ${directive} access_log ${log} mine; upstream up { server 127.0.0.1:${closed}; server 127.0.0.1:${upstreamPort} backup; } server { listen 127.0.0.1:${port}; location / { proxy_pass http://up; } } }`);
    const server = spawn(nginx ?? '', ['-p', home, '-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')], { stdio: 'ignore' });
    try {
      await listening(port);
      const before = Date.now();
      for (const [index, value] of ODD.entries()) expect(await get(port, { path: `/p/${index}?q="x`, headers: { 'x-odd': value, 'user-agent': value, 'cookie': `sid=s${index}` } })).toBe(201);
      const text = await until(() => {
        const content = readFileSync(log, 'utf8');
        return content.split('\n').length > ODD.length && content;
      });
      const seen: Record<string, unknown>[] = [];
      const reader = new LineReader(compileFormat(directive, { cohorts: ['$http_x_odd'] }).parser(), (line) => {
        expect(line.endMilliseconds).toBeGreaterThanOrEqual(before - 2);
        expect(line.endMilliseconds).toBeLessThanOrEqual(Date.now() + 2);
        expect(line.upstreamMilliseconds).toBeLessThanOrEqual(line.durationMilliseconds + 2);
        expect([line.bytesSent > 100, line.bytesReceived > 50]).toEqual([true, true]);
        seen.push({ method: line.text('method'), path: line.text('path'), odd: line.text('cohort'), agent: line.text('userAgent'), client: line.text('client'), session: line.text('session'), upstream: line.text('upstream'), status: line.status });
      });
      reader.feed(Buffer.from(text));
      expect(reader.bad.reasons()).toEqual([]);
      // What nginx logs of a header is its bytes; "-" is its word for none.
      const logged = (value: string): string => (value === '-' ? '' : Buffer.from(value, 'latin1').toString());
      expect(seen).toEqual(ODD.map((value, index) => ({ method: 'GET', path: `/p/${index}`, odd: logged(value), agent: logged(value), client: '127.0.0.1', session: `s${index}`, upstream: `127.0.0.1:${upstreamPort}`, status: 201 })));
    } finally {
      server.kill('SIGKILL');
      upstream.close();
    }
  });
});

describe.skipIf(haproxy === undefined)('HAProxy (skipped where it is not installed)', () => {
  test('option httplog with captures, and its own word for its format', async () => {
    const upstream = createServer((_request, response) => setTimeout(() => response.end('hello'), 30)).listen(0, '127.0.0.1');
    await until(() => upstream.listening);
    const address = upstream.address();
    const port = await freePort();
    const home = mkdtempSync(join(folder, 'haproxy-'));
    writeFileSync(join(home, 'cfg'), `global\n  log stdout format raw local0\ndefaults\n  mode http\n  log global\n  option httplog\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\nfrontend in\n  bind 127.0.0.1:${port}\n  capture request header X-Tenant len 32\n  default_backend app\nbackend app\n  server one 127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}\n`);
    const server = spawn(haproxy ?? '', ['-db', '-f', join(home, 'cfg')], { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    server.stdout.on('data', (data: Buffer) => (output += data.toString()));
    try {
      await listening(port);
      for (const tenant of ['acme', 'we "quote"', 'a|b']) expect(await get(port, { path: '/x/1?y', headers: { 'x-tenant': tenant } })).toBe(200);
      const text = await until(() => output.split('\n').filter((line) => line.includes('/x/1')).length === 3 && output);
      const lines = text.split('\n').filter((line) => line.includes('/x/1'));
      expect(detectFormat(lines)?.format.name).toBe('haproxy');
      const seen: unknown[] = [];
      const reader = new LineReader(compileFormat('haproxy', { cohorts: ['hr[0]'] }).parser(), (line) => {
        seen.push([line.text('cohort'), line.text('path'), line.text('upstream'), line.status]);
        expect(Math.abs(line.endMilliseconds - Date.now())).toBeLessThan(20_000);
        expect(line.durationMilliseconds).toBeGreaterThanOrEqual(28);
        expect(line.upstreamMilliseconds).toBeLessThanOrEqual(line.durationMilliseconds);
      });
      reader.feed(Buffer.from(`${lines.join('\n')}\n`));
      expect(seen).toEqual([['acme', '/x/1', 'app/one', 200], ['we "quote"', '/x/1', 'app/one', 200], ['a|b', '/x/1', 'app/one', 200]]);
    } finally {
      server.kill('SIGKILL');
      upstream.close();
    }
  });
});
