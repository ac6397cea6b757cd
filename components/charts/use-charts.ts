import { useEffect, useState } from 'react';
import { loadCharts } from './index.ts';
import { plainLine } from './area.ts';
import type { LineChart } from './types.ts';

/** Draws lines over time: in blocks at once, by the library from the moment it is loaded; in blocks for good where it cannot be. */
export function useCharts(): (chart: LineChart) => readonly string[] {
  const [draw, setDraw] = useState<(chart: LineChart) => readonly string[]>(() => plainLine);
  useEffect(() => {
    let shown = true;
    const load = async (): Promise<void> => {
      const charts = await loadCharts().catch(() => undefined);
      if (shown && charts !== undefined) setDraw(() => (chart: LineChart) => charts.line(chart));
    };
    void load();
    return () => {
      shown = false;
    };
  }, []);
  return draw;
}
