import { useEffect, useState } from 'react';
import { plainFan } from './fan.ts';
import { loadCharts } from './index.ts';
import type { FanChart } from './types.ts';

type DrawFan = (chart: FanChart) => readonly string[];

/** Once loaded it is there from the first frame on. */
let kept: DrawFan | undefined;

/** Draws fans: with dots for lines at once, by the library from the moment it is loaded. */
export function useFan(): DrawFan {
  const [draw, setDraw] = useState<DrawFan>(() => kept ?? plainFan);
  useEffect(() => {
    if (kept !== undefined) return;
    let shown = true;
    const load = async (): Promise<void> => {
      const charts = await loadCharts().catch(() => undefined);
      if (charts === undefined) return;
      const own: DrawFan = (chart) => charts.fan(chart);
      kept = own;
      if (shown) setDraw(() => own);
    };
    void load();
    return () => {
      shown = false;
    };
  }, []);
  return draw;
}
