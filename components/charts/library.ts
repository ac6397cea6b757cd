import { Donut } from './donut.ts';
import { Fan } from './fan.ts';
import { Gauge } from './gauge.ts';
import { Line } from './line.ts';
import { LineCells } from './line-cells.ts';
import { WorldMap } from './map.ts';
import { OffScreen } from './off-screen.ts';
import { StackedBar } from './stacked-bar.ts';
import type { Charts, MapChart } from './types.ts';

let opened: OffScreen | undefined;

/** One screen for all: a widget that is not put on a screen at once is refused by blessed as soon as there are two. */
async function openScreen(): Promise<OffScreen> {
  const { default: blessed } = await import('blessed');
  opened ??= new OffScreen(blessed);
  return opened;
}

/** Loads the library, each widget by its own path: the whole of it takes twice as long. One screen and one widget of a kind serve all charts. */
export async function openCharts(): Promise<Charts> {
  const screen = await openScreen();
  const [{ default: LineWidget }, { default: GaugeWidget }, { default: BarWidget }, { default: DonutWidget }] = await Promise.all([
    import('blessed-contrib/lib/widget/charts/line.js'),
    import('blessed-contrib/lib/widget/gauge.js'),
    import('blessed-contrib/lib/widget/charts/stacked-bar.js'),
    import('blessed-contrib/lib/widget/donut.js'),
  ]);
  const cells = new LineCells(screen, LineWidget);
  const line = new Line(cells);
  const fan = new Fan(cells);
  const gauge = new Gauge(screen, GaugeWidget);
  const bar = new StackedBar(screen, BarWidget);
  const donut = new Donut(screen, DonutWidget);
  return {
    line: (chart) => line.draw(chart),
    fan: (chart) => fan.draw(chart),
    gauge: (chart) => gauge.draw(chart),
    stackedBar: (chart) => bar.draw(chart),
    donut: (chart) => donut.draw(chart),
  };
}

/** Loads the map alone. */
export async function openMap(): Promise<(chart: MapChart) => readonly string[]> {
  const [screen, { default: MapWidget }] = await Promise.all([openScreen(), import('blessed-contrib/lib/widget/map.js')]);
  const map = new WorldMap(screen, MapWidget);
  return (chart) => map.draw(chart);
}
