import { formatTimestamp } from '../../model/units.ts';
import { CONDITIONS } from './conditions.ts';
import type { LeakMetric } from './metrics.ts';
import type { LeakVerdict } from './verdict.ts';

const MEGA = 1_048_576;

function amount(value: number, unit: LeakMetric['unit']): string {
  if (unit === 'count') return String(Math.abs(value) < 10 ? Number(value.toFixed(1)) : Math.round(value));
  const mega = value / MEGA;
  return Math.abs(mega) >= 10_000 ? `${(mega / 1024).toFixed(1)} GB` : `${mega.toFixed(Math.abs(mega) < 100 ? 1 : 0)} MB`;
}

/** A span in words: `40 s`, `12 min`, `4.3 h`, `2.1 d`. */
export function spanWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}

/** `LEAK 83 %`. */
export const verdictWords = ({ word, confidence }: Pick<LeakVerdict, 'word' | 'confidence'>): string => `${word} ${Math.round(confidence * 100)} %`;

/** What a verdict rests on, the growth first; `since` is when it began, in words, in the machine's time zone unless told. */
export function evidence(verdict: LeakVerdict, metric: LeakMetric, since?: string): string[] {
  const { rise, overSeconds, slopePerHour, slopeLow, slopeHigh, livesGrown, livesSeen } = verdict;
  // In the unit of the slope, whatever their own size.
  const [, unit = ''] = amount(slopePerHour, metric.unit).split(' ');
  const told = (value: number): string => (unit === 'GB' ? (value / MEGA / 1024).toFixed(1) : unit === 'MB' ? (value / MEGA).toFixed(Math.abs(slopePerHour) < 100 * MEGA ? 1 : 0) : amount(value, metric.unit));
  const pooled = verdict.level === -1;
  const lines = [
    `${metric.unit === 'count' ? `${metric.words} ` : ''}floor +${amount(rise, metric.unit)} in ${pooled ? `a life of ${spanWords(overSeconds)}` : spanWords(overSeconds)}, `
    + `${amount(slopePerHour, metric.unit)}/h [${told(slopeLow)}-${told(slopeHigh)}]`,
  ];
  verdict.tests.forEach(({ name, figure }) => {
    const words = CONDITIONS.find((condition) => condition.name === name)?.words?.(figure);
    if (words !== undefined) lines.push(words);
  });
  if (livesSeen > 0) lines.push(`${livesGrown} of ${livesSeen} lives grew to the end`);
  lines.push(`since ${since ?? formatTimestamp(verdict.sinceMilliseconds / 1000, verdict.atMilliseconds / 1000)}`);
  return lines;
}
