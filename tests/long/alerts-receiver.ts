import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of webhooks that answers 503 to one in ten and stalls at one in twenty. */
export interface FlakyReceiver {
  readonly port: number;
  /** What it took, with the process that sent it, in order. */
  readonly taken: readonly { readonly id: string; readonly life: number }[];
  /** From now on another process sends. */
  nextLife(): void;
}

const STALL_MILLISECONDS = 1500;

/** `random` gives 0 to 1. Closed after the test. */
export async function flakyReceiver(random: () => number): Promise<FlakyReceiver> {
  const taken: { id: string; life: number }[] = [];
  let life = 0;
  const server = createServer((request, response) => {
    const own = life;
    request.resume().on('end', () => {
      const id = String(request.headers['webhook-id']);
      const luck = random();
      if (luck < 0.1) return void response.writeHead(503).end('busy');
      if (luck < 0.15) return void setTimeout(() => take(response, id, own), STALL_MILLISECONDS);
      return setTimeout(() => take(response, id, own), random() * 20);
    });
  });
  /** It takes a message when it answers, and when the sender is still there. */
  function take(response: ServerResponse, id: string, own: number): void {
    if (response.destroyed || response.socket?.destroyed !== false) return;
    taken.push({ id, life: own });
    response.writeHead(200).end('ok');
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0, taken,
    nextLife: () => {
      life += 1;
    },
  };
}
