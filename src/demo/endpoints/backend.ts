import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../analysis/seeded-random.ts';
import { SHOP, type ShopEndpoint } from './shop.ts';

const endpointOf = ({ method = 'GET', url = '/' }: IncomingMessage): ShopEndpoint | undefined => {
  const path = url.split('?', 1)[0]?.replace(/\/\d+$/, '/#') ?? '';
  return SHOP.find((each) => each.method === method && each.path.split('?', 1)[0] === path);
};

/** Uses so many milliseconds of CPU. */
function burn(milliseconds: number): number {
  const end = process.cpuUsage();
  let sum = 0;
  for (;;) {
    for (let index = 0; index < 2000; index += 1) sum = Math.imul(sum ^ index, 0x01000193);
    const { user, system } = process.cpuUsage(end);
    if ((user + system) / 1000 >= milliseconds) return sum;
  }
}

/** The made-up shop: answers on a port of its own, and says which. */
export function serveShop(seed: number, ready: (port: number) => void): void {
  const random = seededRandom(seed);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    const found = endpointOf(request);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const cpu = found.cpu * (0.5 + random());
    burn(cpu * 0.4);
    if (found.wait > 0) await sleep(found.wait * (0.4 + 1.2 * random()));
    burn(cpu * 0.6);
    response.writeHead(random() * 1000 < found.failures ? 500 : 200, { 'content-type': 'application/octet-stream' }).end(Buffer.alloc(Math.round(found.bytes * (0.5 + random()))));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) ready(address.port);
  });
}
