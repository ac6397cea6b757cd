import type { Frame } from '../../src/model/frame.ts';
import { fit } from '../../src/model/text-width.ts';
import { formatValue } from '../../src/model/units.ts';
import type { Painter } from '../theme/tokens.ts';
import { meter } from './meter.ts';

const NAME = 15;
const FIGURE = 7;

/** Requests by part of the world, the most first: `height` lines of `width` cells. */
export function areaLines(frame: Frame, paint: Painter, width: number, height: number): string[] {
  const totals = new Map<string, number>();
  for (let row = 0; row < frame.count; row += 1) {
    const value = frame.number('requestsPerSecond', row);
    if (value > 0) totals.set(frame.text('area', row), (totals.get(frame.text('area', row)) ?? 0) + value);
  }
  const all = [...totals.values()].reduce((sum, value) => sum + value, 0);
  const lines = [...totals].sort(([, one], [, other]) => other - one).map(([area, value]) =>
    ` ${fit(area === '' ? 'unknown' : area, NAME)}${meter(paint, width - NAME - 2 * FIGURE - 2, [{ part: value / all, token: 'accent', mark: '█' }])} ${fit(formatValue('perSecond', value), FIGURE - 1, 'right')}${fit(`${formatValue('percent', (value / all) * 100)}%`, FIGURE, 'right')}`);
  return Array.from({ length: height }, (_, index) => (index === 0 ? paint('title', fit(' Requests a second by area', width)) : (lines[index - 1] ?? ' '.repeat(width))));
}
