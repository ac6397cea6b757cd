import { BUILT_IN, loadRules } from '../../alerts/rules/load-rules.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { counted } from '../../model/words.ts';
import { type RulesContext, telling } from './context.ts';

/** `rules check`: reads the rules that would count, and says every mistake with its place. */
export function checkRules({ around, configured }: RulesContext, files: readonly string[]): Promise<HistoryResult> {
  return telling(() => {
    const { groups, paths } = loadRules(files.length > 0 ? files : configured, around);
    const rules = groups.flatMap((group) => group.rules);
    const where = paths.length === 0 ? BUILT_IN : paths.map((path) => safeText(path)).join(', ');
    return said(`${where}: ${counted(rules.filter(({ type }) => type === 'alert').length, 'alert', 'alerts')}, ${counted(rules.filter(({ type }) => type === 'record').length, 'record', 'records')}; all can be read\n`);
  });
}
