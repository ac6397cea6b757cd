import { dirname, resolve } from 'node:path';
import { parseDuration } from '../../alerts/language/duration.ts';
import { ExpressionError } from '../../alerts/language/expression-error.ts';
import { readRuleFile } from '../../alerts/rules/rule-file.ts';
import { readUnitTests, runUnitTest } from '../../alerts/testing/unit-test.ts';
import { readTrusted } from '../../config/trust.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { counted } from '../../model/words.ts';
import { FAILED, type RulesContext, telling } from './context.ts';

/** `rules test`: runs unit tests as promtool has them. */
export function testRules({ around }: RulesContext, files: readonly string[]): Promise<HistoryResult> {
  return telling(() => {
    const results = files.map((file) => {
      const path = resolve(around.cwd, file);
      return { path, ...runFile(path, around.userId) };
    });
    const out = results.map(({ path, tests, faults }) => `${safeText(path)}: ${faults.length === 0 ? `${counted(tests, 'test', 'tests')} passed` : 'FAILED'}\n${faults.map((fault) => `  ${safeText(fault)}\n`).join('')}`).join('');
    return said(out, results.every(({ faults }) => faults.length === 0) ? EXIT.ok : FAILED);
  });
}

function runFile(path: string, userId: number | undefined): { readonly tests: number; readonly faults: readonly string[] } {
  const { rule_files: ruleFiles, evaluation_interval: interval, tests } = readUnitTests(path, readTrusted(path, userId));
  const groups = ruleFiles.flatMap((file) => {
    const own = resolve(dirname(path), file);
    // Tests make up their series.
    return readRuleFile(own, readTrusted(own, userId), { known: false });
  });
  const faults = tests.flatMap((each, index) => {
    try {
      return runUnitTest(each, groups, parseDuration(interval) ?? 60_000).map((fault) => `${each.name ?? `test ${index + 1}`}: ${fault}`);
    } catch (error) {
      if (error instanceof ExpressionError) throw new UserError(`${each.name ?? `test ${index + 1}`}: ${error.message}`, { where: path, mend: error.mend, exitCode: EXIT.configuration, cause: error });
      throw error;
    }
  });
  return { tests: tests.length, faults };
}
