import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type InputEvent, KeyDecoder } from '../../components/terminal/key-decoder.ts';

const decode = (...parts: readonly string[]): InputEvent[] => {
  const decoder = new KeyDecoder();
  return [...parts.flatMap((part) => decoder.decode(Buffer.from(part, 'latin1'))), ...decoder.flush()];
};
const names = (...parts: readonly string[]): string[] => decode(...parts).map((event) => (event.type === 'key' ? event.name : event.type));

test.each([
  ['a', 'a'], ['A', 'A'], [' ', 'space'], ['\r', 'enter'], ['\t', 'tab'], ['\u007F', 'backspace'], ['\u0003', 'ctrl+c'], ['\u001A', 'ctrl+z'],
  ['\u001B', 'escape'], ['\u001B[A', 'up'], ['\u001BOA', 'up'], ['\u001B[1;5C', 'ctrl+right'], ['\u001B[5~', 'pageup'], ['\u001B[Z', 'shift+tab'],
  ['\u001BOP', 'F1'], ['\u001B[[A', 'F1'], ['\u001B[11~', 'F1'], ['\u001B[15~', 'F5'], ['\u001B[21~', 'F10'], ['\u001B[H', 'home'], ['\u001B[4~', 'end'],
  ['\u001Bx', 'alt+x'],
])('%j is %s', (bytes, name) => {
  expect(names(bytes)).toEqual([name]);
});

test('a sequence that comes byte by byte is one key', () => {
  for (const sequence of ['\u001B[1;5C', '\u001B[15~', '\u001BOP', '\u001B[<0;10;20M']) {
    expect(decode(...sequence), JSON.stringify(sequence)).toHaveLength(1);
  }
});

test('UTF-8 that comes in parts is one key', () => {
  const decoder = new KeyDecoder();
  const bytes = Buffer.from('é');
  expect([...decoder.decode(bytes.subarray(0, 1)), ...decoder.decode(bytes.subarray(1))]).toEqual([{ type: 'key', name: 'é', text: 'é' }]);
});

test('mouse reports count cells from 0', () => {
  expect(decode('\u001B[<0;10;20M')).toEqual([{ type: 'mouse', action: 'press', button: 0, x: 9, y: 19 }]);
  expect(decode('\u001B[<0;10;20m')).toMatchObject([{ action: 'release' }]);
  expect(decode('\u001B[<64;1;1M\u001B[<65;1;1M')).toMatchObject([{ action: 'wheelUp' }, { action: 'wheelDown' }]);
  expect(decode('\u001B[<35;1;1M')).toEqual([]);
});

test('a paste is one event whatever it holds', () => {
  expect(decode('\u001B[200~q\u001B[A\r\u001B[201~x')).toEqual([{ type: 'paste', text: 'q\u001B[A\r' }, { type: 'key', name: 'x', text: 'x' }]);
});

test('a sequence cut by a pause is not taken for keys', () => {
  const decoder = new KeyDecoder();
  expect([...decoder.decode(Buffer.from('\u001B[')), ...decoder.flush(), ...decoder.decode(Buffer.from('<0;108;20m'))]).toEqual([expect.objectContaining({ action: 'release' })]);
});

test('a long paste with pauses is one event, cut, and the rest of it is swallowed', () => {
  const decoder = new KeyDecoder();
  const parts = ['\u001B[200~', 'x'.repeat(100_000), 'k\r', 'y\u001B[20', '1~', 'q'];
  const events = parts.flatMap((part) => [...decoder.decode(Buffer.from(part)), ...decoder.flush()]);
  expect(events).toEqual([{ type: 'paste', text: 'x'.repeat(4096) }, { type: 'key', name: 'q', text: 'q' }]);
});

test('answers of the terminal and old mouse reports type nothing', () => {
  expect(names('\u001B]11;rgb:0000/0000/0000\u001B\\', 'a')).toEqual(['a']);
  expect(names('\u001B]0;title\u0007', 'a')).toEqual(['a']);
  expect(names('\u001BP1$r0m\u001B\\', 'a')).toEqual(['a']);
  expect(names('\u001B[M !!', 'a')).toEqual(['a']);
});

test('what is no key leaves nothing behind', () => {
  expect(names('\u001B[?1;2c', 'a')).toEqual(['a']);
  expect(names('\u001B[999~', 'a')).toEqual(['a']);
});

test('any bytes, in any parts: never throws, never hangs, never a control character as text', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (parts) => {
    const decoder = new KeyDecoder();
    const events = [...parts.flatMap((part) => decoder.decode(Buffer.from(part))), ...decoder.flush()];
    for (const event of events) if (event.type === 'key') expect(event.text).not.toMatch(/[\u0000-\u001F\u007F]/);
    expect(decoder.flush()).toEqual([]);
  }), { numRuns: 2000 });
});
