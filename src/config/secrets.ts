import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { EXIT, UserError } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import { FACTS } from './facts.ts';
import { checkOwner, quoted, readJudged, refuse } from './trust.ts';

/** Where a secret is; the secret itself is in no setting. */
export interface SecretReference {
  readonly from: 'env' | 'file' | 'credential';
  /** Name of a variable of the environment, absolute path, or name of a credential. */
  readonly name: string;
}

const REFERENCE = /^\$\{(env|file|credential):(.{1,1000})\}$/;
const NAMES: Readonly<Record<SecretReference['from'], RegExp>> = {
  env: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  file: /^\/.*$/,
  // As systemd has it; no dots in front, so that it leads nowhere else.
  credential: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/,
};
const HOW = 'write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}';

const isSource = (text: string | undefined): text is SecretReference['from'] => text !== undefined && Object.hasOwn(NAMES, text);

/** Reads `${env:NAME}`, `${file:/path}` or `${credential:name}`; undefined for anything else. */
export function parseReference(text: string): SecretReference | undefined {
  const [, from, name = ''] = REFERENCE.exec(text) ?? [];
  return isSource(from) && NAMES[from].test(name) && safeText(name) === name ? { from, name } : undefined;
}

export const writeReference = ({ from, name }: SecretReference): string => `\${${from}:${name}}`;

const reference = z.object({ from: z.enum(['env', 'file', 'credential']), name: z.string() }).readonly();
const literal = (input: unknown) => ({ code: 'custom' as const, input, message: 'a secret may not stand in the configuration itself', params: { mend: HOW } });

/** A setting that says where a secret is. What is written there otherwise is refused, and not repeated: it may be the secret. */
export const secret = () =>
  // A password of digits is a number to YAML; the message about it must not be the general one, which shows the value.
  z.codec(z.union([z.string(), z.number(), z.boolean()]), reference, {
    decode(input, context): SecretReference {
      const found = parseReference(String(input));
      if (found !== undefined) return found;
      context.issues.push(literal(input));
      return z.NEVER;
    },
    encode: writeReference,
  }).register(FACTS, { expects: 'where a secret is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}', concealed: true });

/** Text that may also come from where secrets are. `check` says what is wrong with text that stands there itself; no message repeats that. */
export const textOrSecret = (expects: string, check: (text: string) => string | undefined) =>
  z.codec(z.union([z.string(), z.number()]), z.union([z.string(), reference]), {
    decode(input, context) {
      const text = String(input);
      if (text.startsWith('${')) {
        const found = parseReference(text);
        if (found !== undefined) return found;
        context.issues.push({ code: 'custom', input, message: 'this does not say where a secret is', params: { mend: HOW } });
        return z.NEVER;
      }
      const wrong = text.length > 2000 || safeText(text) !== text ? 'this is longer than 2000 characters, or has control characters' : check(text);
      if (wrong === undefined) return text;
      context.issues.push({ code: 'custom', input, message: wrong, params: { mend: `write ${expects}, or where it is: \${env:NAME}` } });
      return z.NEVER;
    },
    encode: (value) => (typeof value === 'string' ? value : writeReference(value)),
  }).register(FACTS, { expects, concealed: true });

/** What secrets are looked for in, so that a test can say it. */
export interface SecretPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** User id that may own a file besides root; undefined where there are none (Windows). */
  readonly userId: number | undefined;
}

const BOUND = { bytes: 64 * 1024, words: '64 KiB', mend: 'keep the secret only in it' };
const GROUP_OR_OTHERS = 0o077;
/** systemd lets a service's user in by an access list, whose mask shows as the group's bits. */
const BEYOND_CREDENTIAL = 0o037;

function fromFile(path: string, { userId }: SecretPlaces, refused: number): string {
  const bytes = readJudged(path, BOUND, (stats) => {
    if (userId === undefined) return;
    checkOwner(path, stats, userId);
    if ((stats.mode & refused) !== 0) throw refuse(path, 'its group or others can read or write this secret', `chmod 600 ${quoted(path)}`);
  });
  return bytes.toString('utf8').replace(/\r?\n$/, '');
}

const missing = (reference: SecretReference, what: string, mend: string): UserError =>
  new UserError(what, { where: writeReference(reference), mend, exitCode: EXIT.configuration });

function read(reference: SecretReference, places: SecretPlaces): string {
  const { from, name } = reference;
  switch (from) {
    case 'env':
      return places.env[name] ?? '';
    case 'file':
      return fromFile(name, places, GROUP_OR_OTHERS);
    case 'credential': {
      const folder = places.env['CREDENTIALS_DIRECTORY'];
      if (folder !== undefined && isAbsolute(folder)) return fromFile(join(folder, name), places, BEYOND_CREDENTIAL);
      throw missing(reference, 'there are no credentials here (CREDENTIALS_DIRECTORY is not set)', `start the service by systemd with LoadCredential=${name}:/PATH`);
    }
  }
}

/**
 * The secret that a reference leads to: a file's without its last line break. Throws a UserError (exit code 78) that says
 * where and how to mend it when there is none or it is empty, and for a file of somebody else, that others can read, or above 64 KiB.
 */
export function resolveSecret(reference: SecretReference, places: SecretPlaces): string {
  const found = read(reference, places);
  if (found !== '') return found;
  if (reference.from === 'env') throw missing(reference, 'there is no such variable in the environment, or it is empty', `set ${reference.name} where the program is started (systemd: EnvironmentFile=)`);
  throw missing(reference, 'this secret is empty', 'write the secret into the file');
}
