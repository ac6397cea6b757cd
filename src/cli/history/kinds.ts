import { storedKind } from '../../../storage/history/layouts.ts';
import { type Database, textOf } from '../../../storage/history/sqlite.ts';
import { suggest } from '../../analysis/nearest.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { findField, type Kind } from '../../model/kind.ts';

/** Names of the kinds that a history holds anything of. */
export const kindsIn = (database: Database): string[] =>
  database.all('SELECT kind FROM layout UNION SELECT kind FROM rollup ORDER BY kind').map((row) => textOf(row, 'kind'));

/** The name of a kind that the user gave, singular or plural. Throws a `UserError` for one that is not among `known`. */
export function kindGiven(given: string, known: readonly string[]): string {
  const low = given.toLowerCase();
  const name = known.find((each) => each.toLowerCase() === low || storedKind(each)?.plural.toLowerCase() === low);
  if (name === undefined) throw new UserError(`nothing is recorded of "${given}"`, { where: '--kind', mend: suggest(given, known), exitCode: EXIT.usage });
  return name;
}

/** Fields by the names or aliases that the user gave, separated by commas; all where none were given. Throws a `UserError`. */
export function fieldsGiven(kind: Kind, given: string | undefined): string[] {
  const all = Object.keys(kind.fields);
  if (given === undefined) return all;
  const wanted = given.split(',').map((name) => name.trim()).filter((name) => name !== '');
  if (wanted.length === 0) throw new UserError('no column is named', { where: '--columns', mend: suggest('', all), exitCode: EXIT.usage });
  return [...new Set(wanted.map((name) => {
    const found = findField(kind, name);
    if (found === undefined) throw new UserError(`${kind.plural} have no "${name}"`, { where: '--columns', mend: suggest(name, all), exitCode: EXIT.usage });
    return found.name;
  }))];
}
