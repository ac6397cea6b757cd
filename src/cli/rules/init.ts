import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DEFAULT_RULES } from '../../alerts/default-rules.ts';
import { usualRulesFile } from '../../alerts/rules/load-rules.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { once, writeOut } from '../history/out-file.ts';
import { type RulesContext, telling } from './context.ts';

/** `rules init`: writes the program's own rules where the user's are looked for, to be changed. */
export function initRules({ around, now }: RulesContext, file: string | undefined, force: boolean): Promise<HistoryResult> {
  return telling(async () => {
    const path = file === undefined ? usualRulesFile(around) : resolve(around.cwd, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    await writeOut(path, once(DEFAULT_RULES), { force, now });
    return said(`${safeText(path)} is written: change what you like, then pyprocwatch rules check\n`);
  });
}
