import type { CgroupDescription } from './cgroup-description.ts';

const UNIT = /\.(?:service|scope|mount|socket|swap)$/;
const USER_SLICE = /^user-(\d+)\.slice$/;
const USER_MANAGER = /^user@(\d+)\.service$/;
/** What a person started from a terminal: one login, or one tab of a terminal. */
const TERMINAL = /^(?:session-|vte-spawn-|tmux-spawn-).*\.scope$/;
/** What snapd makes: snap.PACKAGE.PROGRAM-UUID.scope. */
const SNAP = /^snap\.([^.]+)\.(.+?)(?:-[\da-f]{8}-[\da-f-]{27})?\.(?:scope|service)$/;
/** The random part that a desktop appends to make a scope's name unique: a pid or an id. */
const RANDOM = /-(?:\d+|[\da-f]{32})$/;

/** Undoes systemd-escape(1): `\x2d` is `-`. */
const unescapeUnit = (name: string): string =>
  name.replace(/(?:\\x[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll(/\\x/gi, ''), 'hex').toString('utf8'));

/**
 * Name of a desktop's program, of `app[-LAUNCHER]-ID[-RANDOM].scope` or `app[-LAUNCHER]-ID[@RANDOM].service`
 * (systemd.io/DESKTOP_ENVIRONMENTS): dashes within a part are escaped, so that parts can be told apart.
 */
function applicationName(unit: string): string {
  const whole = unit.replace(/\.(?:service|scope)$/, '').slice('app-'.length);
  const at = whole.indexOf('@');
  const name = at > 0 ? whole.slice(0, at) : whole.replace(RANDOM, '');
  const dash = name.indexOf('-');
  return unescapeUnit(dash < 0 ? name : name.slice(dash + 1)) || unescapeUnit(unit);
}

function snapName([, packageName = '', program = '']: RegExpExecArray): string {
  return packageName === program ? program : `${packageName}.${program}`;
}

function userOf(segments: readonly string[]): CgroupDescription {
  const user = segments.map((segment) => (USER_SLICE.exec(segment) ?? USER_MANAGER.exec(segment))?.[1]).findLast((uid) => uid !== undefined);
  return { runtime: 'user', name: user === undefined ? 'user' : `user ${user}`, isUnit: false };
}

const unit = (name: string): CgroupDescription => ({ runtime: 'systemd', name, isUnit: true });

/** The innermost unit of systemd that the parts of a path name, or the user whose session it is. */
export function describeUnit(segments: readonly string[]): CgroupDescription | undefined {
  const at = segments.findLastIndex((segment) => UNIT.test(segment));
  const found = segments[at];
  if (found === undefined) {
    const slice = segments.findLast((segment) => segment.endsWith('.slice'));
    if (slice === undefined) return undefined;
    return USER_SLICE.test(slice) ? userOf(segments) : unit(unescapeUnit(slice));
  }
  const parents = segments.slice(0, at);
  const ofUser = found === 'init.scope' && parents.some((parent) => USER_MANAGER.test(parent));
  if (ofUser || TERMINAL.test(found) || USER_MANAGER.test(found)) return userOf(segments);
  if (found.startsWith('app-')) return unit(applicationName(found));
  const snap = SNAP.exec(found);
  return unit(snap === null ? unescapeUnit(found) : snapName(snap));
}
