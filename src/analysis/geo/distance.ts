/** IUGG mean radius of the earth. */
const RADIUS_KM = 6371.0088;
/** Light in glass (refractive index 1.468) goes some 204 km in a millisecond. */
const KM_PER_MILLISECOND = 204;
const RADIANS = Math.PI / 180;

export interface Point {
  /** Degrees north and east. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Great-circle distance in km by the haversine formula (R. W. Sinnott 1984); the sphere errs by 0.5 % at most. NaN where a place is not known. */
export function kilometres(from: Point, to: Point): number {
  const across = Math.sin((to.latitude - from.latitude) * RADIANS / 2) ** 2;
  const along = Math.sin((to.longitude - from.longitude) * RADIANS / 2) ** 2;
  const haversine = across + Math.cos(from.latitude * RADIANS) * Math.cos(to.latitude * RADIANS) * along;
  return 2 * RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** The least time in ms that a question and its answer can take over a distance in km, by light in glass along the great circle. Real paths are 1.5 to 2 times as long. */
export const leastRoundTrip = (distance: number): number => 2 * distance / KM_PER_MILLISECOND;

/** The nearest of some places, undefined where there is none whose distance is known. */
export function nearest<Place extends Point>(from: Point, places: readonly Place[]): { readonly place: Place; readonly kilometres: number } | undefined {
  let best: { readonly place: Place; readonly kilometres: number } | undefined;
  for (const place of places) {
    const distance = kilometres(from, place);
    if (!Number.isNaN(distance) && (best === undefined || distance < best.kilometres)) best = { place, kilometres: distance };
  }
  return best;
}
