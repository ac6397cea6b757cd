import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMailbox } from '../../../src/config/channels/mailbox.ts';

test.each([
  ['ops@example.com', '', 'ops@example.com'],
  ['Ops <ops@example.com>', 'Ops', 'ops@example.com'],
  ['Näme Ops<ops+x@sub.example.com>', 'Näme Ops', 'ops+x@sub.example.com'],
  ['root@localhost', '', 'root@localhost'],
  ['a@BÜCHER.example', '', 'a@xn--bcher-kva.example'],
  ["o'neil.x@example.com", '', "o'neil.x@example.com"],
])('%s', (text, name, address) => {
  expect(parseMailbox(text)).toEqual({ name, address });
});

test.each([
  'a@x\r\nRCPT TO:<v@x>', 'a@x\nBcc: v@x', 'a@x,v@x', 'a@x, v@x', 'a@x;v@x', 'group: a@x;', '<a@x> <v@x>', 'a@x <v@x', 'a <b <c@x>>', '"a b"@x', '"a@x\\" <v@x>', 'a b@x', 'a@x y', 'a@[127.0.0.1]', '', '@', 'a@', '@x', 'a', '.a@x', 'a.@x', 'a..b@x',
  'a@-x', 'a@x-', 'a@x..y', 'a@.x', 'a@x_y', `${'a'.repeat(65)}@x`, `a@${'x'.repeat(64)}`, `a@${'x.'.repeat(130)}x`, 'a@x\0', 'a\u{202E}@x', 'ä@example.com', 'a@x@y', 'Evil\r\n <a@x>', 'a,b <a@x>', 'a@b <a@x>', ' a@x', 'a@x>', '<a@x>v@x',
])('%j is refused', (text) => {
  expect(parseMailbox(text)).toBeUndefined();
});

test('whatever it is, an address is one word of plain characters', () => {
  const piece = fc.constantFrom('a', '@', '<', '>', ',', ';', ':', '"', '\r\n', ' ', '.', 'x.y', '\\', '(', ')', 'RCPT TO:', '\0', 'ü');
  fc.assert(fc.property(fc.oneof(fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')), fc.string({ unit: 'binary' })), (text) => {
    const found = parseMailbox(text);
    if (found === undefined) return;
    expect(found.address).toMatch(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+$/);
    expect(found.name).not.toMatch(/[<>@",;:\\\p{C}]/u);
  }), { numRuns: 2000 });
});
