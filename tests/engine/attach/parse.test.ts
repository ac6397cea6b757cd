import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedError } from '../../../src/engine/attach/framing.ts';
import { fromClient, fromService } from '../../../src/engine/attach/parse.ts';
import { likenessOf, LIMITS, mismatch } from '../../../src/engine/attach/protocol.ts';
import { FrameEncoder } from '../../../src/engine/wire.ts';
import { failureOf } from './same.ts';
import { World } from './world.ts';

const demand = { everywhere: ['io'], visible: ['smaps', 'files'], pids: [1, 4_194_304] };
const request = { kind: 'file', pid: 7, startTime: Number.NaN, reveal: true };
const hello = { type: 'hello', ...likenessOf('1.2.3') };
const snapshot = new World(5).next();
const sample = { type: 'sample', time: 1, intervalSeconds: Number.NaN, frames: snapshot.collected().map((frame) => new FrameEncoder().encode(frame)), notices: [{ source: 'a', message: 'b' }], recording: 'on' };
const [frame] = sample.frames;

const fromAClient: readonly unknown[] = [hello, { type: 'demand', demand }, { type: 'inspect', id: 3, request }];
const fromAService: readonly unknown[] = [
  { ...hello, pid: 3, intervalMilliseconds: 1000, historyFolder: '/x' }, sample, { type: 'inspected', id: 1, frame }, { type: 'refused', id: 1, message: 'm', mend: 'n' }, { type: 'alive' }, { type: 'bye', message: 'b' },
];

describe('what another process says', () => {
  test('is taken as it is when it is right', () => {
    for (const message of fromAClient) expect(fromClient(message)).toEqual(message);
    for (const message of fromAService) expect(fromService(message)).toEqual(message);
  });

  test('has no more than it should', () => {
    expect(fromClient({ type: 'demand', demand: { ...demand, more: 1 }, id: 3 })).toEqual({ type: 'demand', demand });
  });

  test.each([
    ['an unknown type', { type: 'kill' }], ['no type', {}], ['a type by inheritance', Object.create({ type: 'alive' })],
    ['a demand for what there is not', { type: 'demand', demand: { ...demand, visible: ['all'] } }],
    ['too many pids', { type: 'demand', demand: { ...demand, pids: Array.from({ length: LIMITS.pids + 1 }, () => 1) } }],
    ['a pid that is none', { type: 'demand', demand: { ...demand, pids: [1.5] } }],
    ['a negative pid', { type: 'inspect', id: 1, request: { ...request, pid: -1 } }],
    ['half a request', { type: 'inspect', id: 1, request: { pid: 1 } }],
  ])('%s is malformed', (_, message) => {
    expect(failureOf(() => fromClient(message))).toBeInstanceOf(MalformedError);
  });

  test.each([
    ['of an unknown kind', { ...frame, kind: 'nothing' }], ['of a kind that every object has', { ...frame, kind: 'constructor' }],
    ['with too few numbers', { ...frame, numbers: new Float64Array(1) }], ['with numbers of another type', { ...frame, numbers: new Float32Array(frame?.numbers.length ?? 0) }],
    ['with too many ids', { ...frame, ids: new Uint32Array(99) }], ['with texts of another length', { ...frame, added: [[1, ['a']]] }],
    ['with texts that are none', { ...frame, added: [[1, frame?.added[0]?.[1].map(() => 7)]] }], ['that says nothing of its age', { ...frame, stale: undefined }],
  ])('a frame %s is malformed', (_, wrong) => {
    expect(failureOf(() => fromService({ ...sample, frames: [wrong] }))).toBeInstanceOf(MalformedError);
  });

  test('its texts are made safe', () => {
    const row = frame?.added[0]?.[1].map(() => '\u001B[2J\u202E') ?? [];
    const message = fromService({ ...sample, frames: [{ ...frame, added: [[1, row]] }], notices: [{ source: 'a', message: '\u001B]52;c;x\u0007' }] });
    expect(JSON.stringify(message)).not.toMatch(/\\u001b|\u202E|\\u0007/i);
  });

  test('whatever it is, it is a message or malformed', () => {
    const messages = [...fromAClient, ...fromAService];
    const broken = fc.tuple(fc.constantFrom(...messages), fc.string(), fc.anything()).map(([message, name, value]) => ({ ...(typeof message === 'object' ? message : {}), [name]: value }));
    const replaced = fc.tuple(fc.constantFrom(...messages), fc.nat(9), fc.anything()).map(([message, at, value]) => Object.fromEntries(Object.entries(message ?? {}).map(([name, old], index) => [name, index === at ? value : old])));
    fc.assert(fc.property(fc.oneof(fc.anything(), broken, replaced), (value) => {
      for (const read of [fromClient, fromService]) expect(failureOf(() => read(value)) ?? new MalformedError('')).toBeInstanceOf(MalformedError);
    }), { numRuns: 2000 });
  });
});

test('two builds understand each other only when version, messages and fields are the same', () => {
  const own = likenessOf('1.2.3');
  expect(mismatch(own, likenessOf('1.2.3'))).toBeUndefined();
  expect(mismatch(likenessOf('1.3.0'), own)).toBe('pyprocwatch watch is version 1.3.0, this is 1.2.3');
  expect(mismatch({ ...own, protocol: 2 }, own)).toBe('pyprocwatch watch is another build of version 1.2.3');
  expect(mismatch({ ...own, layout: 'x' }, own)).toBe('pyprocwatch watch is another build of version 1.2.3');
});
