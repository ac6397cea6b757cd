import { useEffect, useState } from 'react';
import { loadMap } from './index.ts';
import type { MapChart } from './types.ts';

export type DrawMap = (chart: MapChart) => readonly string[];
type Loaded = { readonly draw: DrawMap } | 'failed' | undefined;

/** Once loaded it is there from the first frame on: nothing flickers when the map is come back to. */
let kept: Loaded;

/** Draws a map of the world, from the moment that the library is loaded, which the first use begins; 'failed': it cannot be. */
export function useMap(): DrawMap | 'loading' | 'failed' {
  const [loaded, setLoaded] = useState<Loaded>(kept);
  useEffect(() => {
    if (kept !== undefined && kept !== 'failed') return;
    let shown = true;
    const load = async (): Promise<void> => {
      const draw = await loadMap().catch(() => undefined);
      kept = draw === undefined ? 'failed' : { draw };
      if (shown) setLoaded(kept);
    };
    void load();
    return () => {
      shown = false;
    };
  }, []);
  return loaded === undefined ? 'loading' : loaded === 'failed' ? 'failed' : loaded.draw;
}
