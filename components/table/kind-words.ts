import type { Kind } from '../../src/model/kind.ts';

/** A name of the code as words: `slowRequests` is "slow requests". */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What rows of a kind are called, one or several. */
export const pluralWords = ({ plural }: Kind): string => inWords(plural);
export const singularWords = ({ name }: Kind): string => inWords(name);
