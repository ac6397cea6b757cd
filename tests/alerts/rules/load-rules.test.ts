import { chownSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRules, type RulesAround, usualRulesFile } from '../../../src/alerts/rules/load-rules.ts';
import { EXIT, UserError } from '../../../src/model/errors.ts';
import { isRoot, place, put, thrownBy } from '../../config/support.ts';

const RULE = 'rules: [{alert: A, when: host.cpu > 90}]';

function around(): RulesAround & { readonly home: string } {
  const { home, cwd } = place();
  return { home, cwd, env: {}, userId: process.geteuid?.() };
}
const names = (loaded: ReturnType<typeof loadRules>): string[] => loaded.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
function refusal(work: () => unknown): string {
  const error = thrownBy(work);
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(EXIT.configuration);
  return error.line;
}

describe('which rules count', () => {
  test('the program\'s own where there are no others', () => {
    const loaded = loadRules([], around());
    expect(loaded.paths).toEqual([]);
    expect(names(loaded)).toContain('DiskFull');
  });

  test('the usual file before these, files that are named before that', () => {
    const where = around();
    const usual = put(join(where.home, '.config/pyprocwatch/rules.yaml'), RULE);
    expect(usualRulesFile(where)).toBe(usual);
    expect(loadRules([], where)).toMatchObject({ paths: [usual], groups: [{ rules: [{ name: 'A' }] }] });
    const other = put(join(where.cwd, 'other.yaml'), RULE.replace('A', 'B'));
    const third = put(join(where.home, 'third.yaml'), RULE.replace('A', 'C'));
    const loaded = loadRules(['other.yaml', '~/third.yaml'], where);
    expect([loaded.paths, names(loaded)]).toEqual([[other, third], ['B', 'C']]);
    expect(names(loadRules([third], where))).toEqual(['C']);
  });

  test('an empty usual file is no rules, not the program\'s own', () => {
    const where = around();
    put(join(where.home, '.config/pyprocwatch/rules.yaml'), '');
    expect(names(loadRules([], where))).toEqual([]);
  });

  test('XDG_CONFIG_HOME says where the usual file is, if it is a whole path', () => {
    expect(usualRulesFile({ home: '/h', env: { XDG_CONFIG_HOME: '/x' } })).toBe('/x/pyprocwatch/rules.yaml');
    expect(usualRulesFile({ home: '/h', env: { XDG_CONFIG_HOME: 'x' } })).toBe('/h/.config/pyprocwatch/rules.yaml');
  });
});

describe('what others could have written is not read', () => {
  test.each([[0o620, 'its group can write this file'], [0o602, 'anybody can write this file'], [0o666, 'anybody can write this file']])('mode %o', (mode, what) => {
    const where = around();
    const path = put(join(where.cwd, 'rules.yaml'), RULE, mode);
    expect(refusal(() => loadRules(['rules.yaml'], where))).toBe(`${path}: ${what}; chmod go-w ${path}`);
    expect(refusal(() => loadRules([put(usualRulesFile(where), RULE, mode)], where))).toContain(what);
  });

  test.runIf(isRoot)('that of another user', () => {
    const where = around();
    const path = put(join(where.cwd, 'rules.yaml'), RULE);
    // What is root's is trusted.
    expect(names(loadRules(['rules.yaml'], { ...where, userId: 12_345 }))).toEqual(['A']);
    chownSync(path, 12_346, 12_346);
    expect(refusal(() => loadRules(['rules.yaml'], where))).toBe(`${path}: this file belongs to another user (user id 12346); if you trust what it says: chown 0 ${path}`);
  });

  test('no file, a folder, one that is too large', () => {
    const where = around();
    expect(refusal(() => loadRules(['none.yaml'], where))).toMatch(/none\.yaml: there is no such file; correct the name/);
    expect(refusal(() => loadRules(['.'], where))).toMatch(/not a regular file/);
    expect(refusal(() => loadRules([put(join(where.cwd, 'big.yaml'), '#'.repeat(1024 * 1024 + 1))], where))).toMatch(/larger than 1 MiB/);
    symlinkSync('loop.yaml', join(where.cwd, 'loop.yaml'));
    expect(refusal(() => loadRules(['loop.yaml'], where))).toMatch(/circle/);
  });
});

describe('rules of several files', () => {
  const files = (...texts: readonly string[]): ReturnType<typeof loadRules> => {
    const where = around();
    return loadRules(texts.map((text, index) => put(join(where.cwd, `${index}.yaml`), text)), where);
  };

  test('may look at what those of another record', () => {
    expect(names(files('rules: [{alert: A, when: job:cpu > 5}]', 'groups: [{name: g, rules: [{record: job:cpu, expr: host.cpu}]}]'))).toEqual(['A', 'job:cpu']);
    expect(refusal(() => files('rules: [{alert: A, when: job:cpu > 5}]', RULE))).toMatch(/0\.yaml:1:26: there are no series "job:cpu"/);
  });

  test('may not be there twice, unless their labels differ', () => {
    expect(refusal(() => files(RULE, RULE))).toMatch(/1\.yaml:1: rule "A" is there twice \(also at .*0\.yaml:1\); give one of the two another name or another severity, or put it into a group$/);
    expect(refusal(() => files('rules: [{when: host.cpu > 1}, {when: host.cpu > 2}]'))).toMatch(/rule "HostCpu" is there twice/);
    expect(names(files('groups: [{name: g, rules: [{alert: Full, expr: host.cpu > 1, labels: {severity: warning}}, {alert: Full, expr: host.cpu > 2, labels: {severity: critical}}]}]'))).toEqual(['Full', 'Full']);
    expect(names(files(RULE, `groups: [{name: g, ${RULE}}]`))).toEqual(['A', 'A']);
    expect(names(files('rules: [{record: r, expr: host.cpu}, {record: r, expr: host.load1}]'))).toEqual(['r', 'r']);
  });
});
