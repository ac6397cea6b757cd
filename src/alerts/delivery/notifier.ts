import type { LookupFunction } from 'node:net';
import type { z } from 'zod';
import type { SecretReference } from '../../config/secrets.ts';
import type { Notification } from '../notification.ts';

/** What became of one attempt. `detail` is for people: never a secret, safe to show. */
export type Outcome =
  | { readonly result: 'delivered'; readonly detail: string }
  /** It may work later: the network, a server that is busy. `retryAfterMilliseconds`: the server's own word. */
  | { readonly result: 'retry'; readonly detail: string; readonly retryAfterMilliseconds?: number | undefined }
  /** It will not work later: `configuration` (a wrong password, an expired certificate, a channel that is gone) alarms on other channels; `refused` is of this message alone. */
  | { readonly result: 'failed'; readonly reason: 'configuration' | 'refused'; readonly detail: string };

/** A way to get a message out: one file a channel type. */
export interface Notifier {
  /** Tries once. Never rejects: what goes wrong is an outcome. `signal` ends it. */
  send(notification: Notification, signal: AbortSignal): Promise<Outcome>;
  /** Lets go of connections, and ends what is under way. */
  close(): Promise<void>;
}

/** Most messages that a channel takes. */
export interface Rate {
  /** Messages at once. */
  readonly burst: number;
  /** Messages a second over time. */
  readonly perSecond: number;
}

/** What notifiers need of the program. */
export interface NotifierServices {
  /** The secret that a setting refers to. Throws a UserError when it cannot be had. */
  readonly secret: (reference: SecretReference) => string;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** IANA name of the zone that times are written in; this computer's own unless given. */
  readonly zone?: string | undefined;
  /** How names become addresses; as the system does it unless given. */
  readonly lookup?: LookupFunction | undefined;
}

/** One type of channel. `S`: its settings, checked. */
export interface NotifierKind<S> {
  readonly settings: z.ZodType<S>;
  /** Unless the settings say otherwise (`settings.rate`). */
  readonly rate: Rate;
  /** Throws a UserError when a secret or a file cannot be had or used. */
  readonly make: (settings: S, services: NotifierServices) => Notifier;
}
