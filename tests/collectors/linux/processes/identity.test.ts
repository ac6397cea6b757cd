import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommandLine, readIdentity, sameTexts, withTexts } from '../../../../src/collectors/linux/processes/identity.ts';
import { parsePasswd, Users } from '../../../../src/collectors/linux/processes/users.ts';
import { process as processKind } from '../../../../src/model/kinds/process.ts';
import { EMPTY_TEXT, safeText } from '../../../../src/model/safe-text.ts';
import { makeRedactor } from '../../../../src/model/redact.ts';
import { anyText, expectQuick } from '../../../model/support.ts';

describe('command lines', () => {
  test.each<[string, readonly string[]]>([
    ['', []], ['\0', []], ['\0\0\0', []], ['sleep\x00100\0', ['sleep', '100']], ['sleep\x00100', ['sleep', '100']], ['a\0\0b\0', ['a', '', 'b']], ['a\0b\0\0\0', ['a', 'b']],
    ['nginx: worker process', ['nginx: worker process']], ['nginx: master\0\0\0\0', ['nginx: master']],
  ])('%j', (raw, args) => {
    expect(parseCommandLine(raw)).toEqual(args);
  });

  test('are cut where nobody reads on', () => {
    expect(parseCommandLine('x'.repeat(100_000)).join('')).toHaveLength(65_536);
  });
});

describe('users', () => {
  test('are read from a password file, the first entry of a number counts', () => {
    const names = parsePasswd('root:x:0:0::/root:/bin/sh\ntoor:x:0:0\n#comment\n\nbroken\nanna:x:1000:1000\nevil\u001B[31m:x:7:7\nneg:x:-1:1\n');
    expect([...names]).toEqual([[0, 'root'], [1000, 'anna'], [7, 'evil\u{FFFD}[31m']]);
  });

  test('without a name are a number, unknown ones a question mark', () => {
    const users = new Users(new Map([[0, safeText('root')]]));
    expect([users.name(0), users.name(1234), users.name(1234), users.name(-1)]).toEqual(['root', '1234', '1234', '?']);
  });

  test('any text is read', () => {
    fc.assert(fc.property(anyText(100), (text) => {
      for (const [uid, name] of parsePasswd(text)) {
        expect(uid).toBeGreaterThanOrEqual(0);
        expect(name).not.toMatch(/\p{C}/u);
      }
    }));
    expectQuick(() => parsePasswd(':'.repeat(500_000)));
  });
});

test('texts changed one by one stand where they belong', () => {
  const texts = withTexts([], { name: safeText('x') });
  expect(texts).toHaveLength(processKind.texts.length);
  expect(texts[processKind.texts.indexOf('name')]).toBe('x');
  expect(texts.filter((text) => text !== EMPTY_TEXT)).toHaveLength(1);
  expect(withTexts(texts, { ports: safeText('80') })[processKind.texts.indexOf('name')]).toBe('x');
  expect(sameTexts(texts, [...texts])).toBe(true);
  expect(sameTexts(texts, withTexts(texts, { name: safeText('y') }))).toBe(false);
  expect(sameTexts(texts, [])).toBe(false);
});

test('whatever a process calls itself, what is shown is safe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'identity-'));
  const users = new Users(new Map());
  try {
    mkdirSync(join(folder, 'fd'));
    fc.assert(fc.property(anyText(30), fc.uint8Array({ maxLength: 200 }), fc.oneof(anyText(60), fc.constant(`0::/system.slice/docker-${'a'.repeat(64)}.scope\n`)), (rawName, cmdline, cgroup) => {
      writeFileSync(join(folder, 'cmdline'), cmdline);
      writeFileSync(join(folder, 'cgroup'), cgroup);
      const identity = readIdentity({ folder, rawName, flags: 0, users, redact: makeRedactor(), parent: undefined, before: undefined, texts: [] });
      expect(identity.texts).toHaveLength(processKind.texts.length);
      for (const text of identity.texts) expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(identity.texts[processKind.texts.indexOf('command')]).not.toBe('');
    }), { numRuns: 300 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a process whose files are gone is still somebody', () => {
  const identity = readIdentity({ folder: '/nonexistent', rawName: 'gone', flags: 0, users: new Users(new Map()), redact: (args) => args, parent: undefined, before: undefined, texts: [] });
  expect([identity.name, identity.group, identity.executable]).toEqual(['gone', 'gone', '']);
  expect(identity.texts[processKind.texts.indexOf('command')]).toBe('[gone]');
  expect(identity.texts[processKind.texts.indexOf('user')]).toBe('?');
});
