import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeMiddleware, RequestReporter } from '../../src/middleware/index.ts';

// The application that bench/endpoints/middleware.ts loads: `MODE SOCKET`. Tells its port, and its CPU when it is asked to.
const [mode = 'none', socket = ''] = process.argv.slice(2);

/** Burns so many ms of CPU of this process, and tells what it was. */
function burn(milliseconds: number): number {
  const before = process.cpuUsage();
  let used = 0;
  while (used < milliseconds * 1000) {
    for (let index = 0; index < 2000; index += 1) Math.sqrt(index);
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
  return used / 1000;
}

const truth: Record<string, number> = {};
const listener = async (url: string): Promise<string> => {
  if (!url.startsWith('/burn/')) return 'ok';
  const cost = Number(url.slice(6));
  let used = 0;
  // In ten parts, with other requests between them.
  for (let part = 0; part < 10; part += 1) {
    used += burn(cost / 10);
    if (part % 2 === 0) await pause(1);
    else await new Promise((resolve) => void setImmediate(resolve));
  }
  truth[url] = (truth[url] ?? 0) + used;
  return 'ok';
};

const sample = Number(mode);
const reporter = Number.isNaN(sample) ? undefined : new RequestReporter({ socket, sample, service: 'bench', session: (request) => request.headers.cookie });
const handle = (url: string, end: (text: string) => void): void => void listener(url).then(end);
const plain = createServer((request, response) => handle(request.url ?? '', (text) => void response.end(text)));
const watched = createServer(nodeMiddleware((request, response) => handle(request.url ?? '', (text) => void response.end(text)), {}, reporter));
const server = reporter === undefined ? plain : watched;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system, truth, connected: reporter?.connected ?? false, rss: process.memoryUsage().rss });
});
