import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { MiddlewareOptions } from './options.ts';
import { RequestReporter } from './reporter.ts';

// Each framework by the few parts of it that are used, so that none of them is asked for.

/** Wraps the listener of a `node:http` server: `createServer(nodeMiddleware(listener))`. `route` names the endpoint of a request; else the monitor learns it by the paths. */
export function nodeMiddleware(listener: RequestListener, options?: MiddlewareOptions & { readonly route?: (request: IncomingMessage) => string | undefined }, reporter = new RequestReporter(options)): RequestListener {
  const route = options?.route;
  return (request, response) => {
    reporter.observe(request, response, route === undefined ? undefined : () => route(request));
    return listener(request, response);
  };
}

interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: string;
  readonly route?: unknown;
}

function expressRoute({ baseUrl = '', route }: ExpressRequest): string | undefined {
  if (typeof route !== 'object' || route === null || !('path' in route)) return undefined;
  return `${baseUrl}${Array.isArray(route.path) ? String(route.path[0]) : String(route.path)}`;
}

/** Express 4 and 5: `app.use(expressMiddleware())`, before all other. */
export function expressMiddleware(options?: MiddlewareOptions, reporter = new RequestReporter(options)): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    reporter.observe(request, response, () => expressRoute(request));
    next();
  };
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: string | undefined };
}

interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: { readonly raw: ServerResponse }, done: () => void) => void): unknown;
}

/** Fastify 4 and 5: `app.register(fastifyMiddleware())`, before all other. */
export function fastifyMiddleware(options?: MiddlewareOptions, reporter = new RequestReporter(options)): (app: FastifyInstance, settings: unknown, done: () => void) => void {
  const plugin = (app: FastifyInstance, _: unknown, done: () => void): void => {
    app.addHook('onRequest', (request, reply, next) => {
      reporter.observe(request.raw, reply.raw, () => request.routeOptions?.url);
      next();
    });
    done();
  };
  // For the whole application, not for what the plugin itself adds.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Of @koa/router: the path of the route, with the router's prefix. */
  readonly _matchedRoute?: unknown;
}

/** Koa 2 and 3: `app.use(koaMiddleware())`, before all other. Routes are those of @koa/router. */
export function koaMiddleware(options?: MiddlewareOptions, reporter = new RequestReporter(options)): (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  return (context, next) => {
    reporter.observe(context.req, context.res, () => (context._matchedRoute === undefined ? undefined : String(context._matchedRoute)));
    return next();
  };
}

interface HonoContext {
  readonly env: unknown;
  readonly req: { readonly matchedRoutes?: readonly { readonly path: string }[] };
}

const isMessage = (value: unknown): value is IncomingMessage => typeof value === 'object' && value !== null && 'socket' in value && 'headers' in value;
const isResponse = (value: unknown): value is ServerResponse => typeof value === 'object' && value !== null && 'writeHead' in value && 'once' in value;

/** The last route that names something: middleware's own are `*`. */
const honoRoute = ({ req }: HonoContext): string | undefined => req.matchedRoutes?.findLast(({ path }) => !path.endsWith('*'))?.path;

/** Hono on Node (@hono/node-server): `app.use(honoMiddleware())`, before all other. */
export function honoMiddleware(options?: MiddlewareOptions, reporter = new RequestReporter(options)): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  return (context, next) => {
    const { env } = context;
    if (typeof env === 'object' && env !== null && 'incoming' in env && 'outgoing' in env && isMessage(env.incoming) && isResponse(env.outgoing)) {
      reporter.observe(env.incoming, env.outgoing, () => honoRoute(context));
    }
    return next();
  };
}
