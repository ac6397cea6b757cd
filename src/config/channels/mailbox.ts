import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { safeText } from '../../model/safe-text.ts';
import { FACTS } from '../facts.ts';

/** One address of mail; no list, no group, no line break can be in it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

// RFC 5321's dot-string, without quoted strings: nobody's mailbox needs one, and they can hold anything.
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const NAMED = /^([^<>@",;:\\]{1,100}?)\s*<([^<>\s]+)>$/;

/** Reads `local@domain` or `Name <local@domain>`; undefined for anything else. A domain of other letters becomes its ASCII form. */
export function parseMailbox(text: string): Mailbox | undefined {
  if (safeText(text) !== text || text.length > 400) return undefined;
  const [, name = '', inner = text] = NAMED.exec(text) ?? [];
  const at = inner.lastIndexOf('@');
  const [local, domain] = [inner.slice(0, Math.max(at, 0)), domainToASCII(inner.slice(at + 1))];
  if (local.length > 64 || domain.length > 253 || !LOCAL.test(local) || !DOMAIN.test(domain)) return undefined;
  return { name: name.trim(), address: `${local}@${domain}` };
}

export const mailbox = () =>
  z.codec(z.string(), z.object({ name: z.string(), address: z.string() }).readonly(), {
    decode(input, context): Mailbox {
      const found = parseMailbox(input);
      if (found !== undefined) return found;
      context.issues.push({ code: 'invalid_format', format: 'mailbox', input });
      return z.NEVER;
    },
    encode: ({ name, address }) => (name === '' ? address : `${name} <${address}>`),
  }).register(FACTS, { expects: 'one address (ops@example.com, or Ops <ops@example.com>)' });
