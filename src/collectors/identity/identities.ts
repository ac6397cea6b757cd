import type { Geo } from '../geo/geo.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What turns raw identifiers into what may be kept. What is not given is left out. */
export interface Identities {
  readonly clients?: Pseudonyms | undefined;
  readonly sessions?: Pseudonyms | undefined;
  readonly geo?: Geo | undefined;
}
