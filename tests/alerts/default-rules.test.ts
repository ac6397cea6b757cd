import { describe, expect, test } from 'vitest';
import { Backtest } from '../../src/alerts/backtest.ts';
import { DEFAULT_RULES } from '../../src/alerts/default-rules.ts';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import { findingFrame } from './live/snapshots.ts';
import { type Fault, machineFor, STEP } from './healthy-machine.ts';
import { HOUR, MINUTE, SECOND } from './support.ts';
import { BEGIN } from './live/snapshots.ts';

/** What the program's own rules say of a machine, `Rule subject +from to`, minutes after the beginning. */
function said(length: number, fault: Fault = {}): string[] {
  const backtest = new Backtest(readRuleFile('rules', Buffer.from(DEFAULT_RULES)), 'here', STEP);
  for (const snapshot of machineFor(length, fault)) backtest.add(snapshot);
  expect(backtest.faults).toEqual([]);
  const minutes = (time: number | undefined): string => (time === undefined ? '' : `${Math.floor((time - BEGIN) / MINUTE)}`);
  return backtest.alerts.map(({ rule, subject, firedAt, resolvedAt }) => `${rule.replace('rules/', '')} ${subject} +${minutes(firedAt)}-${minutes(resolvedAt)}`);
}

test('two hours of a healthy machine: a backup, a deploy, jobs, rotated logs, a cache that fills: nobody is woken', () => {
  expect(said(2 * HOUR)).toEqual([]);
});

describe('each fault is told of, and nothing else', () => {
  const after = (minute: number, row: Readonly<Record<string, number>>) => (at: number): Readonly<Record<string, number>> => (at >= minute * MINUTE ? row : {});

  test('a disk that is full', () => {
    expect(said(20 * MINUTE, { filesystem: after(5, { usedPercent: 98 }) })).toEqual(['DiskFull / +10-']);
    expect(said(20 * MINUTE, { filesystem: (at) => (at >= 15 * MINUTE ? { usedPercent: 94 } : at >= 5 * MINUTE ? { usedPercent: 98 } : {}) })).toEqual(['DiskFull / +10-15']);
  });

  test('a disk that fills', () => {
    const filling = (at: number): Readonly<Record<string, number>> => {
      const used = 42 * 1024 ** 3 + (at / MINUTE) * 40 * 1024 ** 2;
      return { usedBytes: used, freeBytes: 50 * 1024 ** 3 - used, usedPercent: (used / 50 / 1024 ** 3) * 100 };
    };
    expect(said(2 * HOUR, { filesystem: filling })).toEqual([expect.stringMatching(/^DiskFilling \/ \+\d+-$/)]);
  });

  test('memory that is used up, with programs that wait for it; without them it is none', () => {
    const low = { memoryAvailableBytes: 1024 ** 3 };
    expect(said(15 * MINUTE, { host: after(5, { ...low, memoryPressurePercent: 35 }) })).toEqual(['MemoryPressure here +10-']);
    expect(said(15 * MINUTE, { host: after(5, low) })).toEqual([]);
    expect(said(15 * MINUTE, { host: after(5, { memoryPressurePercent: 35 }) })).toEqual([]);
  });

  test('a cgroup at its limit; cache alone is none', () => {
    expect(said(15 * MINUTE, { cgroup: after(5, { anonymousBytes: 500 * 1024 ** 2, memoryBytes: 510 * 1024 ** 2 }) })).toEqual(['MemoryLimit nginx.service +10-']);
    expect(said(15 * MINUTE, { cgroup: after(5, { memoryBytes: 512 * 1024 ** 2 }) })).toEqual([]);
  });

  test('a process that was killed for want of memory', () => {
    expect(said(25 * MINUTE, { cgroup: after(5, { outOfMemoryKills: 1 }) })).toEqual(['OutOfMemoryKill nginx.service +5-15']);
  });

  test('a leak, as its detector says', () => {
    const leak = (at: number) => (at < 5 * MINUTE ? undefined : findingFrame({ id: 'l', type: 'LEAK', score: 85, subjectKind: 'process', subject: 'postgres (400)', subjectKey: `400@${(BEGIN - 30 * 86_400_000) / 1000}`, figure: 'anonymousBytes' }));
    expect(said(20 * MINUTE, { findings: leak })).toEqual(['MemoryLeak postgres (400) +15-']);
  });

  test('open files that run out', () => {
    expect(said(15 * MINUTE, { processes: (rows, at) => rows.map((row) => (row['pid'] === 320 && at >= 5 * MINUTE ? { ...row, openFiles: 1000 } : row)) })).toEqual(['OpenFilesRunOut nginx (320) +10-']);
  });

  test('a service that is gone, for as long as that is news', () => {
    expect(said(50 * MINUTE, { processes: (rows, at) => rows.filter(({ container }) => at < 5 * MINUTE || container !== 'postgresql.service') })).toEqual([expect.stringMatching(/^ServiceGone postgresql\.service \+[67]-3[456]$/)]);
  });

  test('a service that was restarted is not gone', () => {
    const restarted = (rows: readonly Readonly<Record<string, number | string>>[], at: number) => rows.flatMap((row) => {
      if (row['container'] !== 'postgresql.service' || at < 5 * MINUTE) return [row];
      return at < 6 * MINUTE ? [] : [{ ...row, pid: Number(row['pid']) + 90_000, startTime: (BEGIN + 6 * MINUTE) / 1000 }];
    });
    expect(said(30 * MINUTE, { processes: restarted })).toEqual([]);
  });

  test('a unit that is started again and again', () => {
    const looping = (rows: readonly Readonly<Record<string, number | string>>[], at: number) => rows.flatMap((row) => {
      if (row['container'] !== 'postgresql.service' || at < 5 * MINUTE) return [row];
      const turn = Math.floor(at / (40 * SECOND));
      return at % (40 * SECOND) < 5 * SECOND ? [] : [{ ...row, pid: 90_000 + turn, startTime: (BEGIN + turn * 40 * SECOND) / 1000 }];
    }).filter((row, index, all) => all.findIndex(({ pid }) => pid === row['pid']) === index);
    expect(said(20 * MINUTE, { processes: looping })).toEqual([expect.stringMatching(/^RestartLoop postgresql\.service \+[67]-$/)]);
  });
});
