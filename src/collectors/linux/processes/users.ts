import { readFileSync } from 'node:fs';
import { safeText, type SafeText } from '../../../model/safe-text.ts';

/** User names by uid from an /etc/passwd; what is not in it (LDAP, another host's) stays a number. */
export function parsePasswd(text: string): Map<number, SafeText> {
  const names = new Map<number, SafeText>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':');
    if (name !== '' && /^\d+$/.test(uid) && !names.has(Number(uid))) names.set(Number(uid), safeText(name));
  }
  return names;
}

export class Users {
  readonly #names: Map<number, SafeText>;

  constructor(names: Map<number, SafeText>) {
    this.#names = names;
  }

  /** With a foreign /proc the host's own passwd is asked, through its first process. */
  static read(procRoot: string): Users {
    for (const path of procRoot === '/proc' ? ['/etc/passwd'] : [`${procRoot}/1/root/etc/passwd`, '/etc/passwd']) {
      try {
        return new Users(parsePasswd(readFileSync(path, 'utf8')));
      } catch {
        // Not readable without root: the next is asked, in the end numbers are shown.
      }
    }
    return new Users(new Map());
  }

  name(uid: number): SafeText {
    const known = this.#names.get(uid);
    if (known !== undefined) return known;
    const text = safeText(uid < 0 ? '?' : String(uid));
    this.#names.set(uid, text);
    return text;
  }
}
