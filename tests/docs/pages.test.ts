import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alertsPage } from '../../scripts/alerts-page.ts';
import { keysPage, metricsPage } from '../../scripts/pages.ts';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('docs/metrics.md is what the catalog says (npm run docs)', () => {
  expect(page('metrics.md')).toBe(metricsPage());
});

test('docs/keys.md is what the binding table says (npm run docs)', () => {
  expect(page('keys.md')).toBe(keysPage());
});

test('docs/alerts-reference.md is what rules and channels declare (npm run docs)', () => {
  expect(page('alerts-reference.md')).toBe(alertsPage());
});
