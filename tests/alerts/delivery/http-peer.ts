import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Certificate } from './certificate.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Peer {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** The last request; fails when there is none. */
  readonly last: () => Received;
  /** Its body as JSON. */
  readonly json: () => unknown;
}

export type Answering = (response: ServerResponse, request: Received) => void;

/** Answers with a status, a text and headers. */
export const answering = (status: number, text = '', headers: Readonly<Record<string, string>> = {}): Answering => (response) => { response.writeHead(status, headers).end(text); };

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A server on loopback that keeps what it is sent. `certificate`: it speaks TLS. */
export async function peer(answer: Answering = answering(200, 'ok'), certificate?: Certificate): Promise<Peer> {
  const received: Received[] = [];
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const own: Received = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders, body: Buffer.concat(chunks).toString('utf8') };
      received.push(own);
      answer(response, own);
    }).on('error', () => undefined);
    response.on('error', () => undefined);
  };
  const server = certificate === undefined ? createServer(listener) : createSecure({ key: certificate.key, cert: certificate.certificate }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const last = (): Received => {
    const found = received.at(-1);
    if (found === undefined) throw new Error('nothing was received');
    return found;
  };
  const port = portOf(server);
  return { url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port, received, last, json: () => JSON.parse(last().body) };
}
