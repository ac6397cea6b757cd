import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOG, kindOf } from '../../src/model/catalog.ts';
import { Frame } from '../../src/model/frame.ts';
import { rowToJson, SCHEMA, snapshotToJson } from '../../src/model/json.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { anyText, frameOf, processes } from './support.ts';

const frame = processes({ pid: 42, state: 2, cpuPercent: 12.345_678_91, rssBytes: 4096, startTime: 1_700_000_000.25, ports: '80,443', command: 'nginx: master' });

describe('a row', () => {
  test.each([
    ['pid', 42],
    ['cpuPercent', 12.3],
    ['rssBytes', 4096],
    ['pssBytes', null],
    ['startTime', '2023-11-14T22:13:20.250Z'],
    ['state', 'S'],
    ['ports', [80, 443]],
    ['listenPorts', []],
    ['command', 'nginx: master'],
    ['name', ''],
  ])('%s is %j', (name, expected) => {
    expect(rowToJson(frame, 0, [name])).toEqual({ [name]: expected });
  });

  test('has all fields in declared order unless some are asked for; unknown names are left out', () => {
    expect(Object.keys(rowToJson(frame, 0))).toEqual(Object.keys(process.fields));
    expect(rowToJson(frame, 0, ['command', 'nothing', 'pid'])).toEqual({ command: 'nginx: master', pid: 42 });
  });

  test.each([
    ['a code without a label', { state: 99 }, 'state'], ['a broken code', { state: 1.5 }, 'state'],
    ['an infinite rate', { cpuPercent: Infinity }, 'cpuPercent'], ['a negative infinite one', { cpuPercent: -Infinity }, 'cpuPercent'],
    ['a time beyond all calendars', { startTime: 1e300 }, 'startTime'], ['an infinite time', { startTime: Infinity }, 'startTime'],
  ])('%s is unknown, and nothing fails', (_, row, name) => {
    expect(rowToJson(processes(row), 0, [name])).toEqual({ [name]: null });
  });

  test('bug: a number that is great for its precision was no JSON', () => {
    const endpoints = kindOf('endpoint');
    const row = rowToJson(new Frame(endpoints, 1, new Float64Array(endpoints.numbers.length).fill(1e11), [endpoints.texts.map(() => safeText(''))]), 0, ['p50Seconds', 'errorPercent']);
    expect(row).toEqual({ p50Seconds: 1e11, errorPercent: 1e11 });
  });

  test('any numbers and texts make valid JSON, of every kind', () => {
    fc.assert(fc.property(fc.constantFrom(...CATALOG.map((kind) => kind.name)), fc.double(), anyText(20).map(safeText), (name, number, text) => {
      const kind = kindOf(name);
      const filled = new Frame(kind, 1, new Float64Array(kind.numbers.length).fill(number), [kind.texts.map(() => text)]);
      const row = rowToJson(filled, 0);
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
    }), { numRuns: 500 });
  });
});

describe('a snapshot', () => {
  const hosts = frameOf(host, [{ name: 'box', cpuCount: 2, load1: 0.5, bootTime: 1_700_000_000 }]);
  const notices = [{ source: 'io', message: safeText('disk I/O may not be read') }];

  test('carries schema, time, interval, host, rows and notices', () => {
    const json = snapshotToJson(new Snapshot(1_700_000_000_123, 1.000_499, [hosts, frame], notices), frame, [0], ['pid']);
    expect(json).toMatchObject({ schema: 'pyprocwatch/1', time: '2023-11-14T22:13:20.123Z', intervalSeconds: 1, processes: [{ pid: 42 }], notices: [{ source: 'io', message: 'disk I/O may not be read' }] });
    expect(json['host']).toMatchObject({ name: 'box', cpuCount: 2, load1: 0.5, load5: null, bootTime: '2023-11-14T22:13:20.000Z' });
    expect(SCHEMA).toBe('pyprocwatch/1');
  });

  test('without a host or a frame says so', () => {
    expect(snapshotToJson(new Snapshot(0, Number.NaN, [], []), undefined, [])).toEqual({ schema: 'pyprocwatch/1', time: '1970-01-01T00:00:00.000Z', intervalSeconds: null, host: null, notices: [] });
  });

  test('rows come in the order given', () => {
    const two = processes({ pid: 1 }, { pid: 2 });
    expect(snapshotToJson(new Snapshot(0, 1, [two], []), two, [1, 0], ['pid'])['processes']).toEqual([{ pid: 2 }, { pid: 1 }]);
  });
});
