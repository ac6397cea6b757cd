/**
 * Masks secrets in command lines before they are shown or stored. The words are those that Datadog's
 * agent scrubs by default, with URL userinfo, bearer tokens, JWTs, AWS keys and PEM blocks added.
 */
export const MASK = '********';

const WORDS = ['password', 'passwd', 'passphrase', 'mysql_pwd', 'access_token', 'auth_token', 'api_key', 'apikey', 'api-key', 'secret', 'credential', 'stripetoken', 'private_key', 'private-key', 'access-token', 'auth-token', 'token'];

const escapeForPattern = (word: string): string => word.replace(/[^\w]/g, (character) => `\\${character}`);

/** Programs that take a secret in the same argument as a short flag (`-psecret`), or in the next (`-p secret`). */
const SHORT_FLAGS: readonly { program: RegExp; flag: string; next: boolean }[] = [
  { program: /^(mysql|mariadb)/, flag: '-p', next: false },
  { program: /^sshpass$/, flag: '-p', next: true },
  { program: /^(redis-cli|redis-benchmark)$/, flag: '-a', next: true },
  { program: /^(curl|wget)$/, flag: '-u', next: true },
  { program: /^(ldapsearch|ldapmodify|ldapadd)$/, flag: '-w', next: true },
];

const ALWAYS: readonly [RegExp, string][] = [
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${MASK}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g, MASK],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b/g, MASK],
  [/\bxox[abprs]-[\w-]{10,}/g, MASK],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
];

/** Makes the function that masks the secrets of one argument list. `extraWords` add to the built-in list. */
export function makeRedactor(extraWords: readonly string[] = []): (args: readonly string[]) => readonly string[] {
  const words = [...WORDS, ...extraWords].map(escapeForPattern).join('|');
  const hint = new RegExp(`${words}|:\\/\\/|bearer|basic|eyJ|AKIA|ASIA|gh[pousr]_|xox|PRIVATE KEY`, 'i');
  const keyOnly = new RegExp(`^-{1,2}[\\w.-]*(?:${words})[\\w.-]*$`, 'i');
  const keyThenValue = new RegExp(`((?:^|[\\s'"?&;,{])-{0,2}[\\w.-]*(?:${words})[\\w.-]*['"]?(?:=|:\\s?))('[^']*'|"[^"]*"|[^\\s&;,'"]+)`, 'gi');
  const wholeArgument = new RegExp(`^(-{0,2}[\\w.-]*(?:${words})[\\w.-]*[=:])[\\s\\S]+$`, 'i');
  const spaced = new RegExp(`((?:^|\\s)-{1,2}[\\w.-]*(?:${words})[\\w.-]*\\s+)(?!-)(\\S+)`, 'gi');

  const inside = (argument: string): string => {
    if (!hint.test(argument)) return argument;
    let result = argument;
    for (const [pattern, replacement] of ALWAYS) result = result.replace(pattern, replacement);
    if (/^[^\s=:]+[=:]/.test(result) && wholeArgument.test(result)) return result.replace(wholeArgument, `$1${MASK}`);
    return result.replace(keyThenValue, `$1${MASK}`).replace(spaced, `$1${MASK}`);
  };

  return (args) => {
    const program = (args[0] ?? '').replace(/^.*\//, '');
    const short = SHORT_FLAGS.filter((entry) => entry.program.test(program));
    let maskNext = false;
    return args.map((argument, index) => {
      if (maskNext) {
        maskNext = false;
        if (!argument.startsWith('-')) return MASK;
      }
      if (index === 0) return inside(argument);
      for (const { flag, next } of short) {
        if (argument === flag) maskNext = next;
        else if (argument.startsWith(flag) && !argument.startsWith('--')) return flag + MASK;
      }
      if (keyOnly.test(argument)) maskNext = true;
      return inside(argument);
    });
  };
}
