import type { RouteNames } from '../../../src/analysis/requests/route-names.ts';

/** The name of the route of a request, as it is called now. */
export const nameOf = (routes: RouteNames, path: string, method = 'GET', status = 200): string => routes.name(idOf(routes, path, method, status));

export function idOf(routes: RouteNames, path: string, method = 'GET', status = 200): number {
  const bytes = new TextEncoder().encode(`${method} ${path}`);
  return routes.idOf(bytes, 0, method.length, method.length + 1, bytes.length, status);
}

/** Words that look like no id: usernames and slugs. */
export const wordOf = (index: number): string => {
  const letter = (shift: number): string => String.fromCharCode(97 + ((index * 7919 + shift * 104_729 + Math.floor(index / 26 ** (shift % 3))) % 26));
  return Array.from({ length: 6 + (index % 4) }, (_, place) => letter(place)).join('');
};
