// Express 4 and 5. Run `pyprocwatch` beside it with endpoints.middleware: true, then: node examples/middleware-express.ts
// In a project of your own: import { expressMiddleware } from 'pyprocwatch/middleware';
import express from 'express';
import { expressMiddleware } from '../src/middleware/index.ts';

const app = express();
// Before all other middleware, so that their time counts too.
app.use(expressMiddleware({ service: 'shop', session: (request) => request.headers.authorization, cohort: ({ headers }) => (headers['x-plan'] === 'premium' ? 'premium' : 'free') }));
app.get('/users/:id', (request, response) => void response.json({ id: request.params.id }));

const server = app.listen(Number(process.env['PORT'] ?? 3000), () => console.log('listening', server.address()));
