/**
 * Every setting's default. The bundle holds them ready-made (scripts/build.mjs), so that a start without a
 * configuration file needs neither the schema nor its libraries.
 */
export { DEFAULTS } from './schema.ts';
