import { hash } from 'node:crypto';
import { CATALOG } from '../../model/catalog.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { FromWorker, ToWorker } from '../protocol.ts';

/** Raised when messages change. */
export const PROTOCOL = 1;

/** In bytes. Samples of 100,000 processes have 50 MB; a request is a few numbers. */
export const LIMITS = { request: 64 * 1024, answer: 128 * 1024 * 1024, pids: 4096, clients: 16, questions: 8 } as const;

/** In ms. `alive`: a service that has nothing else to say says that so often; one that is silent for `silence` hangs. */
export const PATIENCE = { hello: 150, firstWord: 5000, stuck: 30_000, farewell: 1000, alive: 2000, silence: 5000 } as const;

/** What both sides must have in common, since rows go by position. */
export interface Likeness {
  readonly protocol: number;
  /** Version of the program. */
  readonly program: string;
  /** Of all kinds and their fields: two builds of one version may differ. */
  readonly layout: string;
}

/** The first message of a client. */
export interface ClientHello extends Likeness {
  readonly type: 'hello';
}

/** The first message of a service. */
export interface ServiceHello extends Likeness {
  readonly type: 'hello';
  readonly pid: number;
  readonly intervalMilliseconds: number;
  /** Where it records; '' where it does not. */
  readonly historyFolder: string;
}

export type FromClient = ClientHello | Extract<ToWorker, { type: 'demand' | 'inspect' }>;
/** `bye`: it will not serve this client, and why, in one line. */
export type FromService = ServiceHello | FromWorker | { readonly type: 'alive' } | { readonly type: 'bye'; readonly message: string };

export function likenessOf(program: string): Likeness {
  const kinds = CATALOG.map(({ name, numbers, texts }) => [name, numbers, texts]);
  return { protocol: PROTOCOL, program, layout: hash('sha1', JSON.stringify(kinds)) };
}

/** A service of another version runs: it is not followed. */
export class ServiceMismatch extends UserError {
  constructor(what: string) {
    super(what, { mend: 'restart it to share its samples', exitCode: EXIT.unavailable });
    this.name = 'ServiceMismatch';
  }
}

/** What is wrong when the two do not understand each other, in one line; undefined when they do. */
export function mismatch(service: Likeness, client: Likeness): string | undefined {
  if (service.program !== client.program) return `pyprocwatch watch is version ${service.program}, this is ${client.program}`;
  if (service.protocol !== client.protocol || service.layout !== client.layout) return `pyprocwatch watch is another build of version ${client.program}`;
  return undefined;
}
