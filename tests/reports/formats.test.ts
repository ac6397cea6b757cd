import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/model/text-width.ts';
import { usageCsv } from '../../src/reports/format/csv.ts';
import { usageJson, usageJsonText } from '../../src/reports/format/json.ts';
import { usagePdf } from '../../src/reports/format/pdf.ts';
import { usageText } from '../../src/reports/format/text.ts';
import { lengthWords, shareWords } from '../../src/reports/format/words.ts';
import type { UsageReport } from '../../src/reports/report.ts';
import { generate, recordAll, type Tick } from '../storage/history/machine.ts';
import { HOUR, MINUTE, reportOf } from './support.ts';

const FROM = Date.UTC(2026, 2, 1, 10);
const HOSTILE = ['=HYPERLINK("http://x")', 'a,"b"', '日本語プログラム', `${'long-'.repeat(30)}name`];
let report: UsageReport;
let host: UsageReport;

/** Some programs have names that a terminal, a spreadsheet or a PDF could stumble over. */
const renamed = ({ time, processes }: Tick): Tick => ({ time, processes: processes.map((each) => ({ ...each, group: each.pid % 3 === 0 ? (HOSTILE[each.pid % HOSTILE.length] ?? '') : each.group })) });

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-test-'));
  const ticks = generate({ seed: 51, from: FROM, ticks: 1500, intervalMilliseconds: 10_000, processes: 20, gaps: 0.003 }).map(renamed);
  await recordAll(folder, ticks);
  const to = (ticks.at(-1)?.time ?? 0) + 1;
  report = await reportOf(folder, to - 2 * HOUR, to, { top: 60 });
  host = await reportOf(folder, to - 2 * HOUR, to, { kind: 'host' });
  return () => rmSync(folder, { recursive: true });
});

describe('text', () => {
  test.each([80, 100, 132, 200])('fits %i cells, in columns, and says what it is of', (width) => {
    for (const each of [report, host]) {
      const lines = usageText(each, width).split('\n');
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.slice(0, 5).join('\n')).toMatch(/^Usage .*\n.* \(2 hours\)\nRecorded: [\s\S]*\nMade from: /);
    }
    const lines = usageText(report, width).split('\n');
    const head = lines.findIndex((line) => line.startsWith('program '));
    expect(lines[head]).toContain('p95');
    // Every row ends where the header ends.
    const table = lines.slice(head, head + 1 + report.rows.length);
    expect(new Set(table.map(displayWidth)).size).toBe(1);
  });

  test('a wider one has more columns; narrower than 80 and wider than 200 is never asked for', () => {
    const columns = (width: number): number => (usageText(report, width).split('\n').find((line) => line.startsWith('program ')) ?? '').trim().split(/ {2,}/).length;
    expect(columns(80)).toBeGreaterThan(6);
    expect(columns(140)).toBeGreaterThan(columns(80));
    expect(usageText(report, 10)).toBe(usageText(report, 80));
    expect(usageText(report, 999)).toBe(usageText(report, 200));
  });

  test('lengths and shares in words', () => {
    expect([0, 59, 61, 3600, 90_000, 86_400 * 2 + 60].map(lengthWords)).toEqual(['0 seconds', '59 seconds', '1 minute 1 second', '1 hour', '1 day 1 hour', '2 days']);
    expect([100, 99.96, 99.94, 50, 0.04, 0].map(shareWords)).toEqual(['all', 'all', '99.9 %', '50.0 %', 'less than 0.1 %', 'nothing']);
  });
});

const member = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined);

describe('JSON', () => {
  test('has the schema, the period, and every entity with every figure', () => {
    const parsed: unknown = JSON.parse(usageJsonText(report));
    expect(parsed).toEqual(usageJson(report));
    expect(parsed).toMatchObject({ schema: 'pyprocwatch/1', report: 'usage', kind: 'process', groupBy: 'name', from: new Date(report.from).toISOString(), to: new Date(report.to).toISOString(), entityCount: report.entities });
    const entities = [...report.rows.keys()].map((index) => member(member(parsed, 'entities'), String(index)));
    report.rows.forEach(({ name, figures }, index) => {
      const cpu = figures.get('cpuPercent');
      expect(entities[index]).toMatchObject({ name, ...(cpu === undefined ? {} : { cpuPercent: { peak: cpu.peak, peakAt: new Date(cpu.peakAt).toISOString() } }) });
      expect(member(member(entities[index], 'cpuPercent'), 'totalSeconds')).toBeCloseTo(cpu?.total ?? Number.NaN, 3);
    });
    expect(usageJsonText(report)).not.toContain('NaN');
  });
});

/** Reads CSV as RFC 4180 says. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('CSV', () => {
  test('has a line for each entity, and reads back', () => {
    const [header = [], ...rows] = readCsv(usageCsv(report));
    expect(rows.length).toBe(report.rows.length);
    const cell = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
    rows.forEach((row, index) => {
      expect(row.length).toBe(header.length);
      const { name = '', figures } = report.rows[index] ?? { figures: new Map() };
      expect(cell(row, 'name').replace(/^'(?==)/, '')).toBe(name);
      expect(Number(cell(row, 'cpuPercentTotalSeconds'))).toBeCloseTo(figures.get('cpuPercent')?.total ?? Number.NaN, 3);
      expect(cell(row, 'rssBytesPeakAt')).toBe(new Date(figures.get('rssBytes')?.peakAt ?? 0).toISOString());
    });
    expect(header).toContain('cpuPercentBeforeMean');
  });

  test('a name that a spreadsheet would take for a formula is text', () => {
    expect(report.rows.map(({ name }) => name)).toContain(HOSTILE[0]);
    expect(readCsv(usageCsv(report)).some(([name]) => name === `'${HOSTILE[0] ?? ''}`)).toBe(true);
  });
});

/** What the pages of a PDF show: the hexadecimal strings of its text operators, in order. */
function textOfPdf(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  });
  return streams.flatMap((stream) => [...stream.matchAll(/\[(.*?)\] TJ/g)].map(([, parts = '']) => [...parts.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''))).join('\n');
}

describe('PDF', () => {
  test('is whole, and shows title, period, and every entity', async () => {
    const bytes = await usagePdf(report, FROM);
    const raw = Buffer.from(bytes).toString('latin1');
    expect(raw.startsWith('%PDF-1.')).toBe(true);
    expect(raw.trimEnd().endsWith('%%EOF')).toBe(true);
    const table = Number(/startxref\s+(\d+)/.exec(raw)?.[1]);
    expect(raw.slice(table, table + 4)).toBe('xref');
    // Each entry of the table points to its object.
    [...raw.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].forEach(([, offset], index) => expect(raw.slice(Number(offset))).toMatch(new RegExp(`^${index + 1} 0 obj`)));
    const text = textOfPdf(bytes);
    expect(text).toContain('Usage by program');
    expect(text).toContain('(2 hours)');
    for (const { name } of report.rows) if (/^[\x20-\x7e]{1,30}$/.test(name)) expect(text).toContain(name);
    expect(text).toContain('?'.repeat([...(HOSTILE[2] ?? '')].length));
    expect(text).toMatch(/1 of \d/);
  });

  test('the same report at the same time is the same file; the host has one too', async () => {
    expect(Buffer.compare(Buffer.from(await usagePdf(report, FROM)), Buffer.from(await usagePdf(report, FROM)))).toBe(0);
    expect(textOfPdf(await usagePdf(host, FROM + MINUTE))).toContain('Usage of host here');
  });
});
