import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
import { checkHost, faultOfAddress, guardedLookup, RefusedAddress } from '../../../src/alerts/delivery/address-guard.ts';

const NEVER = [
  '169.254.169.254', '169.254.0.1', '169.254.170.2', '168.63.129.16', '100.100.100.200', '0.0.0.0', '0.1.2.3', '224.0.0.1', '239.255.255.255', '255.255.255.255', '240.0.0.1', '192.0.0.192',
  '::', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'ff02::1', 'fd00:ec2::254', 'FD00:0EC2:0:0::254', 'fd20:ce::254',
  // IPv4 in IPv6 clothes.
  '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::169.254.169.254', '64:ff9b::169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '::ffff:0.0.0.0', '0:0:0:0:0:ffff:a9fe:a9fe',
];
const OWN = [
  '127.0.0.1', '127.255.255.254', '::1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '198.18.0.1', 'fc00::1', 'fdff::1', 'fec0::1', '64:ff9b:1::1', '2001:0:1::1',
  '::ffff:127.0.0.1', '::ffff:10.0.0.1', '2002:7f00:1::', '64:ff9b::10.0.0.1', '::127.0.0.1',
];
const FINE = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '172.15.255.255', '100.128.0.1', '192.0.1.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'];

describe('addresses', () => {
  test.each(NEVER)('%s is always refused', (address) => {
    expect(faultOfAddress(address, true)).toBeDefined();
    expect(faultOfAddress(address, false)).toBe(faultOfAddress(address, true));
  });
  test.each(OWN)('%s is refused unless it is allowed', (address) => {
    expect(faultOfAddress(address, false)).toContain('allowPrivate');
    expect(faultOfAddress(address, true)).toBeUndefined();
  });
  test.each(FINE)('%s is fine', (address) => {
    expect(faultOfAddress(address, false)).toBeUndefined();
  });
  test('what is none is refused', () => {
    expect(faultOfAddress('', true)).toBe('no address at all');
    expect(faultOfAddress('example.com', true)).toBe('no address at all');
  });
});

test.each(['http://2852039166/', 'http://0xa9fea9fe/', 'http://0251.0376.0251.0376/', 'http://169.254.43518/', 'http://[::ffff:169.254.169.254]/', 'http://0/'])('%s in a URL', (url) => {
  expect(() => checkHost(new URL(url).hostname, true)).toThrow(RefusedAddress);
});

test('a name in a URL is judged later', () => {
  expect(() => checkHost('example.com', false)).not.toThrow();
});

type Looked = { error: unknown; found: string | LookupAddress[] };
const resolving = (...addresses: readonly string[]): LookupFunction => (_hostname, _options, callback) =>
  callback(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const look = (lookup: LookupFunction, all: boolean): Promise<Looked> =>
  new Promise((resolve) => { lookup('example.test', { all }, (error, found) => resolve({ error, found })); });

describe('names', () => {
  test('give those of their addresses that are fine', async () => {
    const lookup = guardedLookup(false, resolving('169.254.169.254', '8.8.8.8', '10.0.0.1', '2606:4700::1111'));
    expect(await look(lookup, true)).toEqual({ error: null, found: [{ address: '8.8.8.8', family: 4 }, { address: '2606:4700::1111', family: 6 }] });
    expect(await look(lookup, false)).toEqual({ error: null, found: '8.8.8.8' });
  });
  test('with none that is fine are refused', async () => {
    for (const all of [true, false]) {
      const { error } = await look(guardedLookup(true, resolving('169.254.169.254', 'fe80::1')), all);
      expect(error).toBeInstanceOf(RefusedAddress);
    }
    expect((await look(guardedLookup(true, resolving()), true)).error).toBeInstanceOf(RefusedAddress);
  });
  test('that nobody knows are not known', async () => {
    const failing: LookupFunction = (_hostname, _options, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    expect((await look(guardedLookup(false, failing), true)).error).toMatchObject({ code: 'ENOTFOUND' });
  });
  test('are looked up as the system does', async () => {
    const localhost = await new Promise<Looked>((resolve) => { guardedLookup(true, systemLookup)('localhost', { all: true }, (error, found) => resolve({ error, found })); });
    expect(localhost.error).toBeNull();
  });
});
