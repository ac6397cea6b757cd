import { describe, expect, test } from 'vitest';
import { escapeHtml, htmlText } from '../../../src/alerts/delivery/html.ts';
import { fitted, plainText, tell, titleOf } from '../../../src/alerts/delivery/texts.ts';
import { alert, notification, NOW, resolved } from './support.ts';

const named = (alertname: string) => alert({ labels: { alertname } });

describe('the title', () => {
  test.each([
    [{ alerts: [alert(), alert()] }, '[FIRING] 2 x NodeLeak (critical) on shop-1'],
    [{}, '[FIRING] NodeLeak (critical) on shop-1'],
    [{ status: 'resolved', alerts: [resolved()] } as const, '[RESOLVED] NodeLeak (critical) on shop-1'],
    [{ alerts: [alert(), resolved({ labels: { alertname: 'Other' } })] }, '[FIRING] NodeLeak (critical) on shop-1'],
    [{ alerts: [named('A'), named('B'), named('A'), named('C')], severity: 'warning' } as const, '[FIRING] 2 x A, B, C (warning) on shop-1'],
    [{ alerts: ['A', 'B', 'C', 'D'].map(named) }, '[FIRING] A, B, C ... (critical) on shop-1'],
    [{ more: 7 }, '[FIRING] NodeLeak and 7 more (critical) on shop-1'],
    [{ test: true, severity: 'info' } as const, '[TEST] [FIRING] NodeLeak (info) on shop-1'],
    [{ alerts: [alert({ labels: {} })] }, '[FIRING] alert (critical) on shop-1'],
    [{ status: 'resolved', alerts: [] } as const, '[RESOLVED]  (critical) on shop-1'],
  ])('%#', (more, title) => {
    expect(titleOf(notification(more))).toBe(title);
  });

  test('is never longer than it may be', () => {
    const long = notification({ host: 'h'.repeat(500), alerts: [alert({ labels: { alertname: 'name '.repeat(100) } })] });
    for (const most of [20, 100, 200]) expect(titleOf(long, most).length).toBeLessThanOrEqual(most);
  });
});

test('what a message says', () => {
  const told = tell(notification({
    alerts: [alert(), resolved({ labels: { alertname: 'Quoted', path: String.raw`a "b" \c` }, annotations: {}, valueWords: '' })], more: 3, repeated: true, test: true,
  }), 'Europe/Berlin');
  expect(plainText(told)).toBe(`This is a test: nothing is wrong.

Said again: it still fires, and nothing is new.

FIRING: A node process leaks memory
  value: 2.10 GiB
  since: 2026-11-28T10:05:00+01:00 (5 min ago)
  labels: alertname="NodeLeak", severity="critical", service="shop"
  rule: process.memory.rss{name="node"} > 2GiB
  It grew by 40 MiB an hour for a day.

RESOLVED: Quoted
  fired: 2026-11-28T10:05:00+01:00 to 2026-11-28T10:09:00+01:00 (4 min; ended 1 min ago)
  labels: alertname="Quoted", path="a \\"b\\" \\\\c"
  rule: process.memory.rss{name="node"} > 2GiB

... and 3 more`);
});

test('a line break in foreign text begins no line', () => {
  const text = plainText(tell(notification({ alerts: [alert({ annotations: { summary: 'a\r\nRESOLVED: all is well', description: 'b\n  value: 0' } })] }), 'UTC'));
  expect(text.split('\n').filter((line) => /^\S/.test(line))).toEqual(['FIRING: a RESOLVED: all is well']);
});

describe('what is too long', () => {
  const many = notification({ alerts: Array.from({ length: 250 }, (_, index) => alert({ labels: { alertname: 'NodeLeak', index: String(index) } })), more: 5 });

  test.each([500, 1000, 4096, 30_000])('is cut to %d characters, and what is left out is counted', (most) => {
    const text = fitted(many, most, plainText, { zone: 'UTC' });
    expect(text.length).toBeLessThanOrEqual(most);
    const sections = text.match(/^FIRING: /gm)?.length ?? 0;
    expect(sections).toBeGreaterThan(0);
    expect(text.endsWith(`... and ${255 - sections} more`)).toBe(true);
    // One more alert would not have fit.
    if (sections < 100) expect(text.length + 300).toBeGreaterThan(most);
  });

  test('has shorter texts where not one alert fits', () => {
    const long = notification({ alerts: [alert({ annotations: { summary: 'word '.repeat(1000), description: 'word '.repeat(1000) } }), alert()] });
    const text = fitted(long, 600, plainText, { zone: 'UTC' });
    expect(text.length).toBeLessThanOrEqual(600);
    expect(text).toContain('FIRING: word');
    expect(text).toContain('... and 1 more');
  });

  test('has no alerts at all where none fits', () => {
    expect(fitted(many, 10, plainText)).toBe('... and 255 more');
  });
});

describe('HTML', () => {
  test('has a colour by severity, and all in it is escaped', () => {
    const html = htmlText(tell(notification({ alerts: [alert({ annotations: { summary: '<script>alert(1)</script>', description: '</p><img src=x onerror="a">' } })], more: 2, test: true }), 'UTC'), 'warning');
    expect(html).toContain('<h3 style="margin:0 0 4px">FIRING: &lt;script&gt;alert(1)&lt;/script&gt;</h3>');
    expect(html).toContain('<p>&lt;/p&gt;&lt;img src=x onerror=&quot;a&quot;&gt;</p>');
    expect(html).toContain('border-left:4px solid #ed8b00');
    expect(html).toContain('<p>... and 2 more</p>');
    expect(html).toContain('<p>This is a test: nothing is wrong.</p>');
  });

  test('nothing that HTML knows is left', () => {
    expect(escapeHtml('<&>"\'`\0')).toBe('&lt;&amp;&gt;&quot;&#39;&#96;\u{FFFD}');
  });
});

test('a thousand alerts with long labels are told of within a moment', () => {
  const labels = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`label${index}`, 'v'.repeat(10_000)]));
  const large = notification({ alerts: Array.from({ length: 1000 }, () => alert({ labels, annotations: { summary: 's'.repeat(100_000), description: 'd '.repeat(100_000) } })), time: NOW });
  const before = performance.now();
  expect(fitted(large, 4096, plainText).length).toBeLessThanOrEqual(4096);
  expect(performance.now() - before).toBeLessThan(2000);
});
