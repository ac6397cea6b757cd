import { host } from '../../src/model/kinds/host.ts';
import type { Series } from '../../src/model/timeline.ts';
import type { MouseEvent } from '../terminal/key-decoder.ts';
import { headerHeight } from '../widgets/header.ts';
import { headerCharts, valuesBack } from '../widgets/header-charts.ts';
import { timeAt } from '../widgets/time-line.ts';
import { dragBrush } from './brush.ts';
import type { Span } from './coverage.ts';
import type { Dashboard } from './dashboard.ts';
import { drill } from './drill.ts';
import type { ScreenPlaces } from './input.ts';

const DOUBLE_CLICK_MILLISECONDS = 400;
const WHEEL_ROWS = 3;

/** Leads clicks and drags to what they mean: charts and the time line choose time, the table rows and columns. */
export class Mouse {
  readonly #dashboard: Dashboard;
  readonly #places: ScreenPlaces;
  readonly #clock: () => number;
  #clickedAt = Number.NEGATIVE_INFINITY;
  #clickedRow = -1;
  /** Where in time a button was pressed that is still held. */
  #held: { readonly span: Span; readonly time: number; readonly line: boolean; readonly x: number } | undefined;

  constructor(dashboard: Dashboard, places: ScreenPlaces, clock: () => number) {
    this.#dashboard = dashboard;
    this.#places = places;
    this.#clock = clock;
  }

  /** While no panel is open. */
  handle(event: MouseEvent): void {
    if (event.action === 'wheelUp' || event.action === 'wheelDown') this.#dashboard.table?.scroll(event.action === 'wheelUp' ? -WHEEL_ROWS : WHEEL_ROWS);
    else if (event.button !== 0) return;
    else if (event.action === 'release') this.#release(event);
    else if (!this.#pressTime(event)) this.#pressTable(event);
  }

  /** A press on a chart or the time line; tells whether it was one. */
  #pressTime(event: MouseEvent): boolean {
    this.#held = undefined;
    const { past } = this.#dashboard;
    if (past.travel === undefined) return false;
    const found = this.#timeUnder(event);
    if (found !== undefined) this.#held = { ...found, x: event.x };
    return found !== undefined;
  }

  #timeUnder({ x, y }: MouseEvent): { span: Span; time: number; line: boolean } | undefined {
    const { rows, columns } = this.#places;
    const { span } = this.#dashboard.past;
    const height = headerHeight(rows, columns);
    if (y === height && span !== undefined) {
      const time = timeAt(x, span, columns);
      return time === undefined ? undefined : { span: { from: span.from, to: span.to }, time, line: true };
    }
    const back = valuesBack(headerCharts(rows, columns, height), x, y);
    const { times }: Series = back === undefined ? { times: [], values: [] } : this.#dashboard.options.timeline.series({ kind: host.name, field: 'cpuPercent', key: '' });
    const [first, last, time] = [times[0], times.at(-1), times[times.length - 1 - (back ?? 0)]];
    return first === undefined || last === undefined || time === undefined || !(last > first) ? undefined : { span: { from: first, to: last }, time, line: false };
  }

  /** A button that is let go elsewhere has chosen what lies between; a click on the time line goes there. */
  #release(event: MouseEvent): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    // Charts move on while a button is held: whether it is a click the cell says, not the time.
    if (event.x === held.x) {
      if (held.line && this.#dashboard.brush === undefined) this.#dashboard.past.seek(held.time);
      return;
    }
    // The line is one row high: above and below it the same column counts.
    const found = this.#timeUnder(held.line ? { ...event, y: headerHeight(this.#places.rows, this.#places.columns) } : event);
    if (found !== undefined && found.line === held.line) dragBrush(this.#dashboard, held.span, held.time, found.time);
  }

  #pressTable(event: MouseEvent): void {
    const dashboard = this.#dashboard;
    const { table } = dashboard;
    const { row: top, column } = this.#places.gapAt;
    if (table === undefined || top < 0 || event.x < column) return;
    if (event.y === top) {
      const clicked = table.columnAt(event.x - column);
      if (clicked !== undefined) {
        table.sortBy(clicked.name);
        dashboard.remember(table);
        dashboard.changed();
      }
      return;
    }
    const row = table.offset + event.y - top - 1;
    if (event.y < top || row >= table.count || event.y >= this.#places.rows - 1) return;
    const again = row === this.#clickedRow && this.#clock() - this.#clickedAt < DOUBLE_CLICK_MILLISECONDS;
    this.#clickedRow = row;
    this.#clickedAt = this.#clock();
    table.move(row - table.cursor);
    if (again) drill(dashboard);
  }
}
