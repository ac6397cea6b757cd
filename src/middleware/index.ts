// Loaded in other people's applications: it does nothing when imported, and asks for nothing but Node.
export { expressMiddleware, fastifyMiddleware, honoMiddleware, koaMiddleware, nodeMiddleware } from './frameworks.ts';
export type { MiddlewareOptions } from './options.ts';
export { RequestReporter } from './reporter.ts';
