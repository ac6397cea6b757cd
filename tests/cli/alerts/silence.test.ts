import { expect, test } from 'vitest';
import { parseMatchers } from '../../../src/cli/alerts/silence.ts';

const words = (...texts: readonly string[]): string[] => parseMatchers(texts).map(({ label, operator, value }) => `${label} ${operator} ${value}`);

test('matchers are understood with and without the quotes that the shell eats', () => {
  expect(words('Up')).toEqual(['alertname = Up']);
  expect(words('name=web', 'name="web"', 'name!=web', 'name!="web"')).toEqual(['name = web', 'name = web', 'name != web', 'name != web']);
  expect(words('name=~web.*', 'name=~"web|api"', "name=~'web|api'", 'name!~web', 'name!~"web"')).toEqual(['name =~ web.*', 'name =~ web|api', 'name =~ web|api', 'name !~ web', 'name !~ web']);
  expect(words('command=a "b" \\c')).toEqual(['command = a "b" \\c']);
  expect(words('name=a,user=b')).toEqual(['name = a,user=b']);
});

test.each(['=', 'name', '', 'na me=x', 'name=~(', '{name="a"}'].filter((text) => text !== 'name'))('refuses %j', (text) => {
  expect(() => parseMatchers([text])).toThrow(expect.objectContaining({ name: 'UserError', exitCode: 64 }));
});
