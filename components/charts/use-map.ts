import { useEffect, useState } from 'react';
import { loadMap } from './index.ts';
import type { MapChart } from './types.ts';

export type DrawMap = (chart: MapChart) => readonly string[];

/** Draws a map of the world, from the moment it is first wanted and the library is loaded; `failed`: it cannot be. */
export function useMap(wanted: boolean): DrawMap | 'loading' | 'failed' {
  const [draw, setDraw] = useState<{ readonly map: DrawMap } | 'failed'>();
  useEffect(() => {
    if (!wanted) return;
    let shown = true;
    const load = async (): Promise<void> => {
      const map = await loadMap().catch(() => undefined);
      if (shown) setDraw(map === undefined ? 'failed' : { map });
    };
    void load();
    return () => {
      shown = false;
    };
  }, [wanted]);
  return draw === undefined ? 'loading' : draw === 'failed' ? 'failed' : draw.map;
}
