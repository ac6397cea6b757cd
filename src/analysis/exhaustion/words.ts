import { formatValue, type Unit } from '../../model/units.ts';
import { spanWords } from '../leaks/evidence.ts';
import type { Exhaustion } from './time-to-limit.ts';

/** `full (20G) in about 3.2 h [2.5 h to 4.1 h] at 1.5G an hour`. */
export function exhaustionWords({ secondsToLimit, low, high, slopePerHour }: Pick<Exhaustion, 'secondsToLimit' | 'low' | 'high' | 'slopePerHour'>, unit: Unit, limit: number): string {
  const reached = `${unit === 'count' ? 'used up' : 'full'} (${formatValue(unit, limit)})`;
  if (secondsToLimit === 0) return reached;
  return `${reached} in about ${spanWords(secondsToLimit)} [${spanWords(low)} to ${spanWords(high)}] at ${formatValue(unit, slopePerHour)} an hour`;
}
