import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { get, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RequestSpan } from '../../src/analysis/traces/request-span.ts';
import { Pseudonyms } from '../../src/collectors/identity/index.ts';
import { RequestIntake, type RequestIntakeOptions } from '../../src/collectors/middleware/index.ts';

export interface TestMonitor {
  readonly path: string;
  readonly intake: RequestIntake;
  readonly server: Server;
  readonly spans: RequestSpan[];
  /** Resolves when so many requests were told of. */
  readonly arrived: (count: number) => Promise<readonly RequestSpan[]>;
}

export function freshSocket(): string {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'requests.sock');
}

/** The monitor's end on a socket of its own. */
export async function monitor(options: Partial<RequestIntakeOptions> = {}, path = freshSocket()): Promise<TestMonitor> {
  const spans: RequestSpan[] = [];
  const waiting: (() => void)[] = [];
  const intake = new RequestIntake({ identities: { clients: new Pseudonyms({ of: 'client' }), sessions: new Pseudonyms({ of: 'session' }) }, take: (more) => {
    spans.push(...more);
    for (const check of waiting) check();
    return true;
  }, ...options });
  const server = createServer((socket) => intake.accept(socket));
  server.listen(path);
  await once(server, 'listening');
  onTestFinished(() => {
    intake.close();
    server.close();
  });
  const arrived = (count: number): Promise<readonly RequestSpan[]> => new Promise((resolve) => {
    const check = (): void => {
      if (spans.length >= count) resolve(spans);
    };
    waiting.push(check);
    check();
  });
  return { path, intake, server, spans, arrived };
}

/** Waits till something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 5));
}

export async function listening(server: HttpServer): Promise<string> {
  if (!server.listening) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${isInternet(address) ? address.port : 0}`;
}

const isInternet = (address: AddressInfo | string | null): address is AddressInfo => typeof address === 'object' && address !== null;

export function fetchText(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    }).on('error', reject);
  });
}
