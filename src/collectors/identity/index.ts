export type { Identities } from './identities.ts';
export { type PseudonymOptions, Pseudonyms } from './pseudonyms.ts';
export { truncatedAddress } from './truncated-address.ts';
