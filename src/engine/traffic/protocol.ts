import type { EndpointsSetting } from '../../config/endpoints.ts';
import type { Roots } from '../../collectors/collector.ts';
import type { Notice } from '../../model/snapshot.ts';
import type { WireFrame } from '../wire.ts';

/** What the thread that counts requests is given. Plain data. */
export interface TrafficOptions {
  readonly endpoints: EndpointsSetting;
  readonly roots: Roots;
  /** Where what was counted is kept; nothing is where there is none. */
  readonly folder: string | undefined;
  /** Where programs report requests by our middleware: a socket; undefined where they may not. */
  readonly socket: string | undefined;
  readonly hostname: string;
  /** `pyprocwatch watch`, for whoever wants to count as well. */
  readonly command: string;
  /** How long minutes and hours are kept, ms. */
  readonly minutesMilliseconds: number;
  readonly hoursMilliseconds: number;
}

/** `taken`: what was posted last went into a sample. */
export type ToTraffic = { readonly type: 'close' } | { readonly type: 'taken' };

export type FromTraffic =
  | { readonly type: 'frames'; readonly frames: readonly WireFrame[]; readonly notices: readonly Notice[] }
  | { readonly type: 'closed' };
