import { nearest } from '../../analysis/nearest.ts';
import { UserError } from '../../model/errors.ts';
import type { AccessLogFormat, FormatFamily } from './format.ts';
import { ACCESS_LOG_FORMATS } from './formats/index.ts';
import type { FormatOptions } from './line-parser.ts';

/** Every name a format can be asked for by: `nginx`, `nginx:combined`, `combined` ... */
function names(): Map<string, readonly [family: FormatFamily, own: string]> {
  const all = new Map<string, readonly [FormatFamily, string]>();
  for (const family of ACCESS_LOG_FORMATS) {
    const builtIn = Object.entries(family.builtIn);
    for (const [name, format] of builtIn) {
      all.set(`${family.name}:${name}`, [family, format]);
      if (!all.has(name)) all.set(name, [family, format]);
    }
    const first = builtIn[0];
    if (first !== undefined) all.set(family.name, [family, first[1]]);
  }
  return all;
}

/** Formats of a person's own are known by how their variables look. */
function familyOf(format: string): FormatFamily | undefined {
  return ACCESS_LOG_FORMATS.find((family) => family.looksOwn?.(format) === true);
}

/**
 * A format by its name (`combined`, `nginx:pyprocwatch`, `envoy`), or a log format as it stands in a gateway's
 * configuration, of which `nginx:`, `apache:` ... before it tells whose it is where that is not clear. Throws UserError
 * with the place of the mistake.
 */
export function compileFormat(format: string, options: FormatOptions = {}): AccessLogFormat {
  const all = names();
  const trimmed = format.trim();
  const named = all.get(trimmed.toLowerCase());
  if (named !== undefined) return make(named[0], trimmed.toLowerCase(), named[1], options);
  const prefix = /^([a-z-]+):(?=[^/])/i.exec(trimmed);
  const given = prefix === null ? undefined : ACCESS_LOG_FORMATS.find((family) => family.name === prefix[1]?.toLowerCase());
  if (given !== undefined) return make(given, given.name, trimmed.slice(prefix?.[0].length ?? 0), options);
  const family = familyOf(trimmed);
  if (family !== undefined) return make(family, family.name, trimmed, options);
  const like = nearest(trimmed.toLowerCase(), [...all.keys()]);
  throw new UserError(`unknown log format "${trimmed.slice(0, 80)}"`, { mend: like === undefined ? 'see "pyprocwatch endpoints formats" for the names, or give the log format as it stands in the gateway\'s configuration' : `did you mean "${like}"?` });
}

function make(family: FormatFamily, name: string, own: string, options: FormatOptions): AccessLogFormat {
  return { name, help: family.help, configuration: family.configuration, parser: family.compile(own, options) };
}
