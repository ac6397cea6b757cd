import type { FunctionDefinition } from './functions/definition.ts';
import { FORECAST } from './functions/forecast.ts';
import { OVER_TIME } from './functions/over-time.ts';
import { PLAIN } from './functions/plain.ts';
import { RATES } from './functions/rates.ts';
import { SERIES } from './functions/series.ts';

/** Every function there is: Prometheus' own where it has it. */
export const FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = { ...PLAIN, ...RATES, ...OVER_TIME, ...FORECAST, ...SERIES };

export const isFunction = (name: string): boolean => Object.hasOwn(FUNCTIONS, name);
