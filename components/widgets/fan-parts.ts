import type { Series } from '../../src/model/timeline.ts';
import type { FanPoint } from '../../src/monitors/forecasting/protocol.ts';
import type { FanChart } from '../charts/index.ts';
import type { Painter } from '../theme/tokens.ts';

const WIDE = 140;
const MIDDLE = 100;
/** Its last value is that old, ms: it does not end now. */
const NOW_MILLISECONDS = 15 * 60_000;

/** The last chart, for as long as the same is to be drawn. */
export class Drawn {
  #of: readonly unknown[] = [];
  #lines: readonly string[] = [];

  lines(of: readonly unknown[], draw: () => readonly string[]): readonly string[] {
    if (of.length !== this.#of.length || of.some((each, index) => each !== this.#of[index])) {
      this.#lines = draw();
      this.#of = of;
    }
    return this.#lines;
  }
}

/** What the end of what was is called, when another time or no time is shown. */
export const nowWordOf = (to: number, now: number, isPast: boolean): string => (isPast ? 'then' : now - to > NOW_MILLISECONDS ? 'last value' : 'now');

/** Where there is little room the past leaves more of it to what comes. */
function shownPast({ times, values }: Series, to: number, ahead: number, columns: number): FanChart['past'] {
  const from = to - ahead * (columns >= WIDE ? 3 : columns >= MIDDLE ? 2 : 1);
  const first = Math.max(0, times.findIndex((time) => time >= from));
  return { times: times.slice(first), values: values.slice(first) };
}

/** The parts of a fan chart that follow from what was and what comes; `to`: where what was ends, `ahead`: ms from there. */
export function fanOf({ past, fan, to, ahead }: { readonly past: Series; readonly fan: readonly FanPoint[]; readonly to: number; readonly ahead: number }, columns: number): Pick<FanChart, 'past' | 'median' | 'half' | 'most' | 'now'> {
  const last = past.values.findLast((value) => !Number.isNaN(value));
  const [first] = fan;
  // It opens from what was there last, unless that is out of the way.
  const opens = last !== undefined && first !== undefined && last >= first.most[0] && last <= first.most[1];
  const points = !opens ? fan : [{ time: to, median: last, half: [last, last], most: [last, last] } as const, ...fan];
  return {
    past: shownPast(past, to, ahead, columns), now: to,
    median: { times: points.map(({ time }) => time), values: points.map(({ median }) => median) },
    half: { low: points.map(({ half: [low] }) => low), high: points.map(({ half: [, high] }) => high) },
    most: { low: points.map(({ most: [low] }) => low), high: points.map(({ most: [, high] }) => high) },
  };
}

export function fanColors({ theme: { looks } }: Painter): FanChart['colors'] {
  return { past: looks.accent?.fg, median: looks.strong?.fg, half: looks.fanHalf?.fg, most: looks.fanMost?.fg, axis: looks.dim?.fg, now: looks.warn?.fg, planned: looks.planned?.fg };
}

/** What lines and bands mean. */
export function fanLegend(paint: Painter, most = '95 % of cases', planned = ''): string {
  const shaded = paint.theme.looks.fanHalf?.fg === undefined;
  return ` ${paint('accent', '──')} was  ${paint('strong', '──')} most likely  ${paint('fanHalf', shaded ? '▒▒' : '██')} half of cases  ${paint('fanMost', shaded ? '░░' : '██')} ${most}${planned === '' ? '' : `  ${paint('planned', '──')} ${planned}`}`;
}
