import { expect, test } from 'vitest';
import { connectionCode, detailOf, isTlsCode, notifierOf } from '../../../src/alerts/delivery/faults.ts';
import { mailOutcome } from '../../../src/alerts/delivery/mail-faults.ts';
import { never, notification } from './support.ts';

test('a notifier never rejects, whatever happens in it', async () => {
  for (const thrown of [new TypeError('x is undefined'), new Error('https://hooks.example.com/sesame'), 'sesame', undefined]) {
    const notifier = notifierOf(() => { throw thrown; });
    const outcome = await notifier.send(notification(), never());
    expect(outcome.result).toBe('retry');
    expect(outcome.detail).not.toContain('sesame');
  }
});

test('a notifier that is closed, or a caller that has given up, sends nothing', async () => {
  let sent = 0;
  const notifier = notifierOf(async () => {
    sent += 1;
    return { result: 'delivered', detail: '' };
  });
  expect(await notifier.send(notification(), AbortSignal.abort())).toMatchObject({ result: 'retry' });
  await notifier.close();
  await notifier.close();
  expect(await notifier.send(notification(), never())).toMatchObject({ result: 'retry' });
  expect(sent).toBe(0);
});

test('the code of several addresses that were tried is the first one\'s', () => {
  expect(connectionCode(new AggregateError([new Error('x'), Object.assign(new Error('y'), { code: 'ECONNREFUSED' })]))).toBe('ECONNREFUSED');
  expect(connectionCode(new AggregateError([]))).toBe('');
  expect(connectionCode('text')).toBe('');
});

test('what is of certificates and handshakes is told from what is of the network', () => {
  for (const code of ['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO']) expect(isTlsCode(code)).toBe(true);
  for (const code of ['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', '']) expect(isTlsCode(code)).toBe(false);
});

test('a detail is one short line', () => {
  expect(detailOf(` a\r\nb\u{1B}[0m ${'x'.repeat(1000)}`)).toMatch(/^a b\u{FFFD}\[0m x+\.\.\.$/u);
});

const fault = (more: object) => Object.assign(new Error('sesame'), more);

test.each([
  [{ code: 'EDNS', originalCode: 'ENOTFOUND' }, 'retry', 'has no address (DNS)'],
  [{ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'configuration', 'has expired'],
  [{ code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'retry', 'broke off'],
  // A server that is started anew while it shakes hands.
  [{ code: 'ETLS' }, 'retry', 'ETLS'],
  [{ code: 'ETLS', responseCode: 454, response: '454 not now', command: 'STARTTLS' }, 'retry', '454 not now'],
  [{ code: 'ETLS', responseCode: 503, response: '503 no', command: 'STARTTLS' }, 'configuration', '503 no'],
  [{ code: 'EAUTH' }, 'configuration', 'EAUTH'],
  [{ code: 'EENVELOPE' }, 'configuration', 'EENVELOPE'],
  [{ code: 'EMESSAGE' }, 'refused', 'EMESSAGE'],
  [{ code: 'EPROTOCOL', responseCode: 220, response: '220 what' }, 'retry', '220 what'],
  [{ code: 'EPROTOCOL' }, 'retry', 'EPROTOCOL'],
  [{ code: 'EMESSAGE', responseCode: 554, response: '554 5.7.1 spam', command: 'DATA' }, 'refused', 'spam'],
  [{}, 'retry', 'cannot be reached'],
])('%j: %s', (more, meaning, words) => {
  const outcome = mailOutcome(fault(more), 'smtp.example.com', (text) => text);
  expect(outcome.result === 'failed' ? outcome.reason : outcome.result).toBe(meaning);
  expect(outcome.detail).toContain(words);
  expect(outcome.detail).not.toContain('sesame');
});

test('what is no error at all is tried again', () => {
  for (const thrown of [undefined, null, 'text', 5]) expect(mailOutcome(thrown, 'smtp.example.com', (text) => text)).toMatchObject({ result: 'retry' });
});
