import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../../src/model/errors.ts';
import { tokenCheck } from '../../../src/model/listening/bearer-token.ts';
import { hostOf, isExpectedHost, isLoopback } from '../../../src/model/listening/host-header.ts';
import { listenError, openError } from '../../../src/model/listening/listen-errors.ts';

test.each([['localhost:4318', 'localhost'], ['[::1]:1', '::1'], ['Example.COM.', 'example.com'], ['a b', undefined], ['x:y', undefined], ['', undefined]])('the host of %j is %j', (header, host) => {
  expect(hostOf(header)).toBe(host);
});

test('a name that leads here is not answered, an address is', () => {
  expect([undefined, '127.0.0.1:80', '[::1]', 'localhost', 'Me.example'].map((header) => isExpectedHost(header, 'me.example'))).toEqual([true, true, true, true, true]);
  expect(['evil.example', 'localhost.evil.example', '@'].map((header) => isExpectedHost(header, '127.0.0.1'))).toEqual([false, false, false]);
});

test('what only this machine reaches', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1', '0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example'].map(isLoopback)).toEqual([true, true, true, true, true, false, false, false, false]);
});

describe('the token', () => {
  test('is in a header, whole', () => {
    const check = tokenCheck('correct-horse-battery', 'x');
    expect(['Bearer correct-horse-battery', 'bearer   correct-horse-battery', 'Bearer correct-horse-batter', 'Basic correct-horse-battery', '', undefined].map(check)).toEqual([true, true, false, false, false, false]);
  });

  test.each(['short', 'with space in the middle', 'ümläüte-ümläüte-ümläüte'])('%j is none', (token) => {
    expect(() => tokenCheck(token, 'the receiver')).toThrow(/the token of the receiver must have at least 16 characters/);
  });
});

test.each([['EADDRINUSE', /in use/], ['EACCES', /may not be used/], ['EADDRNOTAVAIL', /no address of this machine/], ['EWHAT', /cannot listen there \(EWHAT\)/]])('%s in words', (code, words) => {
  const error = listenError(Object.assign(new Error('x'), { code }), '127.0.0.1', 80);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toMatch(words);
  expect(error).toMatchObject({ where: '127.0.0.1:80', exitCode: EXIT.unavailable });
  expect(openError('others could read', '0.0.0.0', 1)).toMatchObject({ message: 'others could read', exitCode: EXIT.configuration });
});
