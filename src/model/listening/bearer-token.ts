import { createHash, timingSafeEqual } from 'node:crypto';
import { EXIT, UserError } from '../errors.ts';

const SHORTEST = 16;
/** What a header can carry: RFC 6750's b64token and some more. */
const SENDABLE = /^[\x21-\x7e]+$/;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Checks whether an Authorization header holds the token, in a time that tells nothing of it. */
export type TokenCheck = (header: string | undefined) => boolean;

/** `of`: what it is the token of, such as `/metrics`. Throws a UserError (exit code 78) for a token that is too short or that no header can carry. */
export function tokenCheck(token: string, of: string): TokenCheck {
  if (token.length < SHORTEST || !SENDABLE.test(token)) {
    throw new UserError(`the token of ${of} must have at least ${SHORTEST} characters, ASCII without spaces`, { mend: 'make one, such as by: openssl rand -hex 32', exitCode: EXIT.configuration });
  }
  const wanted = digest(token);
  return (header) => {
    const given = /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '')?.[1];
    // Digests have one length, so that the length of the token is not told either.
    return given !== undefined && timingSafeEqual(digest(given), wanted);
  };
}
