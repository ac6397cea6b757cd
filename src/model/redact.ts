/**
 * Masks secrets in command lines before they are shown or stored. The words are those that Datadog's
 * agent scrubs by default, with URL userinfo, bearer tokens, JWTs, AWS keys and PEM blocks added.
 */
export const MASK = '********';

const WORDS = ['password', 'passwd', 'passphrase', 'mysql_pwd', 'access_token', 'auth_token', 'api_key', 'apikey', 'api-key', 'secret', 'credential', 'stripetoken', 'private_key', 'private-key', 'access-token', 'auth-token'];
/** Words that begin others (`tokenizer`, `pass-through`), as patterns; `--max-tokens` is a number. */
const WHOLE_WORDS = ['(?<!max[-_])tokens?(?![a-z])', '[-_]pass(?![a-z-])', '_pwd(?![a-z-])'];

const escapeForPattern = (word: string): string => word.replace(/[^\w]/g, (character) => `\\${character}`);

/** Programs with a flag that takes a secret: in the same argument (`-psecret`) or, where `next` says so, in the next one. */
const SECRET_FLAGS: readonly { program: RegExp; attached: RegExp; next?: RegExp }[] = [
  { program: /^(?:mysql|mariadb)[\w-]*$/, attached: /^(-p)[^]+$/ },
  { program: /^sshpass$/, attached: /^(-p)[^]+$/, next: /^-p$/ },
  { program: /^redis-(?:cli|benchmark)$/, attached: /^(-a)[^]+$/, next: /^-a$/ },
  // Flags without a value may stand before it: `curl -fsSLu user:secret`.
  { program: /^curl$/, attached: /^(-[afgiIjklLNnOpqRsSvV#0-6]*[uU]|--(?:proxy-)?user=)[^]+$/, next: /^(?:-[afgiIjklLNnOpqRsSvV#0-6]*[uU]|--(?:proxy-)?user)$/ },
  { program: /^ldap(?:search|modify|add)$/, attached: /^(-w)[^]+$/, next: /^-w$/ },
];

/** Bounds keep every search linear, whatever a process calls itself. */
const ALWAYS: readonly [RegExp, string][] = [
  // Up to the last @, for a password may hold one; a port is no password.
  [/([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,200}):(?!\d{0,5}\/)[^\s'"]+@/gi, `$1:${MASK}@`],
  [/\b(authorization\\?['"]?\s{0,3}[:=]\s{0,3}\\?['"]?(?:(?:bearer|basic|token|digest|negotiate|apikey)\s{1,3})?)[^\s'"\\]+/gi, `$1${MASK}`],
  [/\b(bearer|basic)\s{1,3}[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g, MASK],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b/g, MASK],
  [/\bxox[abprs]-[\w-]{10,}/g, MASK],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----[\s\S]*?(-----END [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----|$)/g, MASK],
];

/** A value as shells and JSON write it: in quotes (escaped ones, when the whole is in quotes), a list, or bare. */
const VALUE = String.raw`\\"(?:[^"\\]|\\[^"])*(?:\\"|$)|"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|\[[^\]]*(?:\]|$)`;
/** Words of a shell's line: quotes hold together what they enclose. */
const SHELL_WORD = /\s+|(?:"(?:[^"\\]|\\[^])*"|'[^']*'|[^\s"'])+|["']/g;
const QUOTED = /^(["'])([^]*)\1$/;
const DEEPEST = 3;

/** Makes the function that masks the secrets of one argument list. `extraWords` add to the built-in list. */
export function makeRedactor(extraWords: readonly string[] = []): (args: readonly string[]) => readonly string[] {
  const words = [
    ...[...WORDS, ...extraWords].filter((word) => word !== '').map(escapeForPattern),
    ...WHOLE_WORDS,
  ].join('|');
  const key = `[\\w.-]{0,200}(?:${words})[\\w.-]{0,200}`;
  const hint = new RegExp(`${words}|:\\/\\/|authorization|bearer|basic|eyJ|AKIA|ASIA|gh[pousr]_|xox|PRIVATE KEY|mysql|mariadb|sshpass|redis-|curl|ldap`, 'i');
  const keyOnly = new RegExp(`^-{1,2}(?!no-)${key}$`, 'i');
  const wholeArgument = new RegExp(`^(${key}[=:])[^]+$`, 'i');
  // A path (/run/secrets:...) is no key: nothing that belongs to one may stand before it.
  const keyThenValue = new RegExp(`((?<![\\w./-])${key}\\\\?['"]?(?:=|\\s{1,3}=\\s{0,3}|\\s{0,3}:\\s{0,8}))(?:${VALUE}|[^\\s&;,'"]+)`, 'gis');
  const spaced = new RegExp(`((?:^|\\s)--?(?!no-)${key}\\s{1,8})(?!-)(?:${VALUE}|\\S+)`, 'gis');

  const inside = (argument: string, depth: number): string => {
    if (!hint.test(argument)) return argument;
    let result = argument;
    for (const [pattern, replacement] of ALWAYS) result = result.replace(pattern, replacement);
    if (wholeArgument.test(result)) return result.replace(wholeArgument, `$1${MASK}`);
    result = result.replace(keyThenValue, `$1${MASK}`).replace(spaced, `$1${MASK}`);
    return depth < DEEPEST && /\s/.test(result) ? script(result, depth + 1) : result;
  };

  /** A line for a shell (`bash -c "..."`), or a title that a program wrote over its arguments. */
  const script = (line: string, depth: number): string => {
    const quoted = QUOTED.exec(line);
    if (quoted !== null) return `${quoted[1]}${script(quoted[2] ?? '', depth)}${quoted[1]}`;
    const parts = line.match(SHELL_WORD) ?? [];
    const masked = list(parts.filter((part) => !/^\s/.test(part)), depth).values();
    return parts.map((part) => (/^\s/.test(part) ? part : (masked.next().value ?? ''))).join('');
  };

  const list = (args: readonly string[], depth: number): string[] => {
    let maskNext = false;
    const flags: (typeof SECRET_FLAGS)[number][] = [];
    return args.map((argument) => {
      if (maskNext) {
        maskNext = false;
        return MASK;
      }
      for (const { attached, next } of flags) {
        if (next?.test(argument) === true) maskNext = true;
        else if (attached.test(argument)) return argument.replace(attached, `$1${MASK}`);
      }
      if (maskNext) return argument;
      // The program may come after sudo, timeout, `docker exec` or a `;`: what follows it is its own.
      const name = argument.replace(/^[^\w/.]+|.*\//gs, '');
      flags.push(...SECRET_FLAGS.filter(({ program }) => program.test(name)));
      return inside(argument, depth);
    });
  };

  return (args) => {
    const shown = list(args, 0);
    // `--password x`: the key alone, its value in the next argument.
    return shown.map((argument, index) => (index > 0 && keyOnly.test(args[index - 1] ?? '') && !argument.startsWith('-') ? MASK : argument));
  };
}
