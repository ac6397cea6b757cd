import { UserError } from '../../src/model/errors.ts';
import type { Charts, MapChart } from './types.ts';

export { plainLine } from './area.ts';
export { plainFan } from './fan.ts';
export type * from './types.ts';

let loading: Promise<Charts> | undefined;

/** Charts by blessed-contrib, loaded when first asked for: it takes half a second and 30 MB. Rejects with a `UserError` when it cannot be. */
export function loadCharts(): Promise<Charts> {
  loading ??= load().catch((cause: unknown) => {
    loading = undefined;
    throw new UserError('charts cannot be drawn: blessed-contrib could not be loaded', { mend: 'install it anew with npm install', cause });
  });
  return loading;
}

async function load(): Promise<Charts> {
  const { openCharts } = await import('./library.ts');
  return openCharts();
}

let loadingMap: Promise<(chart: MapChart) => readonly string[]> | undefined;

/** The map of the world, loaded when first asked for: another megabyte of outlines. Rejects with a `UserError` when it cannot be. */
export function loadMap(): Promise<(chart: MapChart) => readonly string[]> {
  loadingMap ??= openLibraryMap().catch((cause: unknown) => {
    loadingMap = undefined;
    throw new UserError('the map cannot be drawn: blessed-contrib could not be loaded', { mend: 'install it anew with npm install', cause });
  });
  return loadingMap;
}

async function openLibraryMap(): Promise<(chart: MapChart) => readonly string[]> {
  const { openMap } = await import('./library.ts');
  return openMap();
}
