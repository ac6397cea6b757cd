// Hono on Node. Run `pyprocwatch` beside it with endpoints.middleware: true, then: node examples/middleware-hono.ts
// In a project of your own: import { honoMiddleware } from 'pyprocwatch/middleware';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { honoMiddleware } from '../src/middleware/index.ts';

const app = new Hono();
app.use(honoMiddleware({ service: 'shop', session: (request) => request.headers.authorization }));
app.get('/users/:id', (context) => context.json({ id: context.req.param('id') }));

serve({ fetch: app.fetch, port: Number(process.env['PORT'] ?? 3000) }, (address) => console.log('listening', address));
