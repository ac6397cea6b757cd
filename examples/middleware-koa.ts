// Koa 2 and 3. Run `pyprocwatch` beside it with endpoints.middleware: true, then: node examples/middleware-koa.ts
// In a project of your own: import { koaMiddleware } from 'pyprocwatch/middleware';
import Koa from 'koa';
import { koaMiddleware } from '../src/middleware/index.ts';

const app = new Koa();
// Routes are named by @koa/router where it is used; else the monitor learns them by the paths.
app.use(koaMiddleware({ service: 'shop', session: (request) => request.headers.authorization }));
app.use((context) => {
  context.body = { path: context.path };
});

const server = app.listen(Number(process.env['PORT'] ?? 3000), () => console.log('listening', server.address()));
