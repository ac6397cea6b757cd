// A node:http server whose requests the monitor sees: their times, and of one in a hundred its CPU. Run `pyprocwatch` beside it with endpoints.middleware: true, then: node examples/middleware-node.ts
// In a project of your own: import { nodeMiddleware } from 'pyprocwatch/middleware';
import { createServer } from 'node:http';
import { nodeMiddleware } from '../src/middleware/index.ts';

const server = createServer(nodeMiddleware((request, response) => {
  response.end(`hello from ${request.url}\n`);
}, { service: 'shop', session: (request) => request.headers.cookie }));

server.listen(Number(process.env['PORT'] ?? 3000), () => console.log('listening', server.address()));
