import fc from 'fast-check';
import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isLocalAddress, newAddress, parseAddress } from '../../../src/collectors/geo/address.ts';
import { FUZZ_RUNS } from './fuzz-runs.ts';

function parse(text: string): string {
  const words = newAddress();
  const bytes = Buffer.from(text);
  const version = parseAddress(bytes, 0, bytes.length, words);
  return version === 0 ? 'none' : `${version} ${version === 4 ? (words[3] ?? 0).toString(16) : Array.from(words, (word) => word.toString(16)).join(' ')}`;
}

const local = (text: string): boolean => {
  const words = newAddress();
  return isLocalAddress(parseAddress(Buffer.from(text), 0, text.length, words), words);
};

describe('addresses', () => {
  test.each([
    ['192.0.2.1', '4 c0000201'], ['192.0.2.1:8080', '4 c0000201'], ['255.255.255.255', '4 ffffffff'], ['0.0.0.0', '4 0'], ['192.0.2.1, 10.0.0.1', '4 c0000201'], ['192.0.2.1,2001:db8::1', '4 c0000201'],
    ['2001:db8::1', '6 20010db8 0 0 1'], ['[2001:db8::1]:443', '6 20010db8 0 0 1'], ['2001:db8:0:0:0:0:0:1', '6 20010db8 0 0 1'], ['::', '6 0 0 0 0'], ['::1', '6 0 0 0 1'], ['1::', '6 10000 0 0 0'], ['fe80::1%eth0', '6 fe800000 0 0 1'],
    ['2001:db8::1, 192.0.2.1', '6 20010db8 0 0 1'], ['1:2:3:4:5:6:7:8', '6 10002 30004 50006 70008'], ['1::8', '6 10000 0 0 8'], ['1:2:3:4:5:6:192.0.2.1', '6 10002 30004 50006 c0000201'],
    ['::ffff:192.0.2.1', '4 c0000201'], ['::ffff:c000:201', '4 c0000201'], ['64:ff9b::192.0.2.1', '4 c0000201'], ['2002:c000:201::1', '4 c0000201'], ['[::ffff:192.0.2.1]:80', '4 c0000201'],
  ])('%s', (text, wanted) => {
    expect(parse(text)).toBe(wanted);
  });

  test.each(['', '-', '1.2.3', '1.2.3.', '.1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.0004', '1.2.3.4x', 'a.b.c.d', 'unix:', ':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::1', '12345::', 'g::', '1:', ':1', '::1:', 'localhost', '::1.2.3', '1:2:3:4:5:6:7:1.2.3.4'])('none: %j', (text) => {
    expect(parse(text)).toBe('none');
  });

  test('only the given bytes are looked at', () => {
    const words = newAddress();
    expect(parseAddress(Buffer.from('xx192.0.2.17yy'), 2, 11, words)).toBe(4);
    expect(words[3]).toBe(0xc0000201);
  });

  test('takes what node:net takes, and no more', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{0,24}$/)), (text) => {
      const found = parse(text);
      if (isIPv4(text)) expect(found).toMatch(/^4 /);
      else if (isIPv6(text)) expect(found).not.toBe('none');
      else expect(found === 'none' || /^[\d.]+:/.test(text)).toBe(true);
    }), { numRuns: FUZZ_RUNS });
  });

  test('any bytes are an address or none', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(130), (bytes, end) => {
      expect([0, 4, 6]).toContain(parseAddress(bytes, 0, end, newAddress()));
    }), { numRuns: FUZZ_RUNS });
  });

  test.each(['10.1.2.3', '127.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.9.9', '100.64.0.1', '100.127.255.255', '169.254.1.1', '::1', '::', 'fc00::1', 'fdff::1', 'fe80::1', '::ffff:10.0.0.1'])('local: %s', (text) => {
    expect(local(text)).toBe(true);
  });

  test.each(['11.0.0.1', '172.15.0.1', '172.32.0.1', '192.167.1.1', '100.63.0.1', '100.128.0.1', '8.8.8.8', '2001:db8::1', 'ff02::1', '::2'])('not local: %s', (text) => {
    expect(local(text)).toBe(false);
  });
});
