import type { Forecast } from '../../analysis/forecast/index.ts';
import type { JsonValue } from '../../model/json.ts';
import { isoTime } from '../history/words.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';

const known = (value: number, digits = 6): number | null => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : null);

/** A forecast: values in the unit of the series, shares 0 to 1, lengths in seconds. */
export function forecastJson({ step, points, expectedError, expectedErrorRange, usable, words, periods, members, notes, peak }: Forecast): { readonly [name: string]: JsonValue } {
  return {
    stepSeconds: step,
    horizon: points.map(({ time, mean, low, high }) => ({ time: isoTime(time * 1000), mean: known(mean, 10), low: known(low, 10), high: known(high, 10) })),
    expectedError: known(expectedError), expectedErrorLow: known(expectedErrorRange[0]), expectedErrorHigh: known(expectedErrorRange[1]), usable, words,
    peak: { median: known(peak(0.5), 10), p95: known(peak(0.95), 10) },
    periods: periods.map(({ name, length, share }) => ({ name, seconds: length, share: known(share, 4) })),
    members: members.map(({ name, weight }) => ({ name, weight: known(weight, 4) })),
    notes: [...notes],
  };
}

/** `endpoint.requests{route="/pay"}` with the labels that the series has. */
export function nameOf(figure: string, labels: readonly (readonly [label: string, value: string])[]): SafeText {
  const told = labels.filter(([, value]) => value !== '').map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ');
  return safeText(`${figure.replace(/\{.*$/s, '')}${told === '' ? '' : `{${told}}`}`);
}
