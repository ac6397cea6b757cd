// Fastify 4 and 5. Run `pyprocwatch` beside it with endpoints.middleware: true, then: node examples/middleware-fastify.ts
// In a project of your own: import { fastifyMiddleware } from 'pyprocwatch/middleware';
import fastify from 'fastify';
import { fastifyMiddleware } from '../src/middleware/index.ts';

const app = fastify();
await app.register(fastifyMiddleware({ service: 'shop', session: (request) => request.headers.authorization }));
app.get('/users/:id', (request) => ({ id: request.params }));

console.log('listening', await app.listen({ port: Number(process.env['PORT'] ?? 3000) }));
