import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Pseudonyms, truncatedAddress } from '../../../src/collectors/identity/index.ts';
import { KeyedHash } from '../../../src/collectors/identity/keyed-hash.ts';

const NAME = /^[a-z2-7]{12}$/;

describe('pseudonyms', () => {
  test('are the same for the same, others for others, and for another kind, and in another run', () => {
    const clients = new Pseudonyms({ of: 'client' });
    const name = clients.nameOfText('192.0.2.1');
    expect(name).toMatch(NAME);
    expect(clients.nameOfText('192.0.2.1')).toBe(name);
    expect(clients.nameOfText('192.0.2.2')).not.toBe(name);
    expect(new Pseudonyms({ of: 'client' }).nameOfText('192.0.2.1')).not.toBe(name);
    const key = (): Uint8Array => new Uint8Array(32).fill(7);
    expect(new Pseudonyms({ of: 'client', randomKey: key }).nameOfText('x')).not.toBe(new Pseudonyms({ of: 'session', randomKey: key }).nameOfText('x'));
  });

  test('are HMAC-SHA-256 in base32', () => {
    // printf 'session\0abc' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707... gives the bytes that base32 writes.
    const name = new Pseudonyms({ of: 'session', randomKey: () => new Uint8Array(32).fill(7) }).nameOfText('abc');
    expect(name).toBe('4wczxdila4ql');
  });

  test('change with the key; keys are not left lying about', () => {
    let now = 0;
    const keys: Uint8Array[] = [];
    const names = new Pseudonyms({ of: 'client', clock: () => now, rotateMilliseconds: 1000, randomKey: () => {
      const key = new Uint8Array(32).fill(keys.length + 1);
      keys.push(key);
      return key;
    } });
    const bytes = Buffer.from('192.0.2.1');
    const id = names.idOf(bytes, 0, bytes.length);
    const [before, generation] = [names.nameOf(id), names.generation(id)];
    now = 1000;
    for (let count = 0; count < 256; count += 1) names.idOf(bytes, 0, bytes.length);
    const after = names.idOf(bytes, 0, bytes.length);
    expect(names.rotations).toBe(1);
    expect(names.nameOf(after)).not.toBe(before);
    expect(names.generation(after)).toBeGreaterThan(generation);
    expect(keys).toHaveLength(2);
    expect(keys.flatMap((key) => [...key]).every((byte) => byte === 0)).toBe(true);
  });

  test('a number that was given to another identifier has its name', () => {
    const names = new Pseudonyms({ of: 'client', limit: 8 });
    const wanted = new Map<string, string>();
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 100; index += 1) {
        const bytes = Buffer.from(`client-${index}`);
        const id = names.idOf(bytes, 0, bytes.length);
        expect(id).toBeLessThan(8);
        const name = names.nameOf(id);
        expect(wanted.get(`client-${index}`) ?? name).toBe(name);
        wanted.set(`client-${index}`, name);
      }
    }
    expect(new Set(wanted.values()).size).toBe(100);
  });

  test('long identifiers that differ at their end only have different names', () => {
    const names = new Pseudonyms({ of: 'session' });
    const long = 'x'.repeat(400);
    expect(names.nameOfText(`${long}1`)).not.toBe(names.nameOfText(`${long}2`));
  });

  test('what is given out holds nothing of what came in', () => {
    const names = new Pseudonyms({ of: 'session' });
    fc.assert(fc.property(fc.stringMatching(/^[a-z2-7@.]{4,80}$/), (raw) => {
      const name = names.nameOfText(raw);
      expect(name).toMatch(NAME);
      expect(name).not.toContain(raw);
      expect(JSON.stringify(names)).not.toContain(raw);
    }));
  });
});

test('the keyed hash is node:crypto\'s HMAC, one after another by one key', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.array(fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 900 })), { minLength: 1, maxLength: 5 }), (key, texts) => {
    const hash = new KeyedHash(key);
    for (const [prefix, text] of texts) {
      expect(hash.digest(prefix, Buffer.concat([Buffer.from('xx'), text]), 2, text.length + 2)).toEqual(createHmac('sha256', key).update(prefix).update(text).digest());
    }
  }));
});

test.each([['192.0.2.77', '192.0.2.0/24'], ['192.0.2.77:1234', '192.0.2.0/24'], ['2001:db8:1:2:3::4', '2001:db8:1::/48'], ['::ffff:192.0.2.77', '192.0.2.0/24'], ['::1', '0:0:0::/48'], ['alice@example.com', undefined], ['', undefined]])('of %j is kept %j', (address, kept) => {
  expect(truncatedAddress(Buffer.from(address), 0, address.length)).toBe(kept);
});
