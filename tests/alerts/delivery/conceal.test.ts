import { expect, test } from 'vitest';
import { concealer, partsOfUrl } from '../../../src/alerts/delivery/conceal.ts';
import { MASK } from '../../../src/model/redact.ts';

test('a secret is masked however it is written', () => {
  const secret = 'p<&">/ä=';
  const conceal = concealer([secret]);
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), 'p&lt;&amp;&quot;&gt;/ä=', String.raw`p<&">\/ä=`, Buffer.from(secret).toString('base64')];
  for (const form of forms) expect(conceal(`before ${form} after`)).toBe(`before ${MASK} after`);
});

test('the longest first, so that nothing of it stays', () => {
  expect(concealer(['abc', 'abcdef'])('abcdef abc')).toBe(`${MASK} ${MASK}`);
});

test('none masks nothing, an empty one neither', () => {
  expect(concealer([])('text')).toBe('text');
  expect(concealer([''])('text')).toBe('text');
});

test('what a server may repeat of a secret address is masked', () => {
  const url = new URL('https://user:p%20ass@hooks.example.com/services/T0000AAAA/B000%2BBBB?sig=x%2Fy123456&v=1');
  const conceal = concealer([url.href, ...partsOfUrl(url)]);
  for (const text of [url.href, 'Cannot POST /services/T0000AAAA/B000%2BBBB', 'no team T0000AAAA', 'B000+BBB', 'sig x/y123456', 'x%2Fy123456', 'p ass', Buffer.from('user:p ass').toString('base64')]) {
    const shown = conceal(text);
    expect(shown).toContain(MASK);
    for (const part of ['T0000AAAA', 'BBB', 'y123456', 'p ass']) expect(shown).not.toContain(part);
  }
  expect(conceal('hooks.example.com answered 404')).toBe('hooks.example.com answered 404');
});

test('an address that cannot be decoded is taken as it is', () => {
  expect(partsOfUrl(new URL('https://example.com/abc%ffdef'))).toContain('abc%ffdef');
});
