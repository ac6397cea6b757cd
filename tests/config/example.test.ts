import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exampleText, settingsText } from '../../src/config/example.ts';
import { descriptionOf, shapeOf } from '../../src/config/facts.ts';
import { configurationFrom } from '../../src/config/load.ts';
import { DEFAULTS, SCHEMA } from '../../src/config/schema.ts';

const path = new URL('../../.pyprocwatchrc.example', import.meta.url);

test('the example in the repository is what the schema says (else: npx node scripts/write-example.ts)', () => {
  expect(readFileSync(path, 'utf8')).toBe(exampleText());
});

test('loading the example gives exactly the defaults', () => {
  expect(configurationFrom('.pyprocwatchrc.example', readFileSync(path))).toEqual(DEFAULTS);
});

test('every setting has a description in it', () => {
  for (const [name, schema] of shapeOf(SCHEMA)) {
    expect(descriptionOf(schema), name).not.toBe('');
    expect(exampleText()).toContain(`\n${name}:`);
  }
});

test('no comment is longer than 100 characters', () => {
  const comments = exampleText().split('\n').filter((line) => line.trimStart().startsWith('#'));
  expect(Math.max(...comments.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('settings are written as they can be read again', () => {
  const text = settingsText(z.encode(SCHEMA, DEFAULTS), () => undefined);
  expect(configurationFrom('FILE', Buffer.from(text))).toEqual(DEFAULTS);
});
