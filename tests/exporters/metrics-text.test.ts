import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familiesOf } from '../../src/exporters/families.ts';
import { negotiateFormat, OPENMETRICS, renderMetrics, TEXT } from '../../src/exporters/metrics-text.ts';
import { buildInfo, type SelfMetric } from '../../src/exporters/self-metric.ts';
import { boundedLabel } from '../../src/exporters/series-labels.ts';
import { host } from '../../src/model/kinds/host.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { ProcessMonitor } from '../../src/monitors/process-monitor.ts';
import { anyText, frameOf } from '../model/support.ts';
import { parseText } from './parse-text.ts';
import { isInstalled } from './peers.ts';
import { processRow, sampleSnapshot } from './sample.ts';

const HOSTILE = ['"} 1\npyprocwatch_forged 7', String.raw`\n\"\\`, '# EOF', 'a"b\\c{d}', '\u202Eevil\u0000', '{}', 'ünïcödé 中文 \u{1F600}', 'x'.repeat(3000)];
const SELF: readonly SelfMetric[] = [
  buildInfo('1.2.3'),
  { name: 'pyprocwatch_things_total', help: 'Say "things"\nand \\ more.', type: 'counter', value: 3, labels: { kind: 'a' } },
  { name: 'pyprocwatch_other_seconds', help: 'Between.', type: 'gauge', value: Infinity },
  { name: 'pyprocwatch_things_total', help: 'Ignored.', type: 'counter', value: 4, labels: { kind: 'b' } },
  { name: 'pyprocwatch_unknown', help: 'Not known.', type: 'gauge', value: Number.NaN },
];

const hostile = (): Snapshot => {
  const rows = HOSTILE.map((name, index) => ({ ...processRow(index), name, group: name, container: name, cgroup: `/${name}`, user: name }));
  return sampleSnapshot({ processes: 0, more: [frameOf(host, [{ name: HOSTILE[0] ?? '', load1: 1 }]), ...[sampleSnapshot().collected().at(-1)].map((frame) => frameOf(frame?.kind ?? host, rows))] });
};
const promtool = (text: string): string => execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });

describe('the text formats', () => {
  const families = familiesOf(sampleSnapshot(), { processes: 5 }, SELF);

  test('text 0.0.4: HELP and TYPE of each family, then its samples', () => {
    const text = renderMetrics(families, TEXT);
    expect(text).toContain('# HELP pyprocwatch_host_cpus CPUs online.\n# TYPE pyprocwatch_host_cpus gauge\npyprocwatch_host_cpus{kernel="6.18",name="vault"} 2\n');
    expect(text).toContain('# HELP pyprocwatch_things_total Say "things"\\nand \\\\ more.\n# TYPE pyprocwatch_things_total counter\npyprocwatch_things_total{kind="a"} 3\npyprocwatch_things_total{kind="b"} 4\n');
    expect(text).toContain('# TYPE pyprocwatch_build_info gauge\n');
    expect(text).toContain('pyprocwatch_other_seconds +Inf\n');
    expect(text).not.toMatch(/# (?:UNIT|EOF)|NaN/);
  });

  test('OpenMetrics: families without _total and _info, units, an end', () => {
    const text = renderMetrics(families, OPENMETRICS);
    expect(text).toContain(String.raw`# TYPE pyprocwatch_things counter${'\n'}# HELP pyprocwatch_things Say \"things\"\nand \\ more.${'\n'}pyprocwatch_things_total{kind="a"} 3`);
    expect(text).toContain('# TYPE pyprocwatch_build info\n');
    expect(text).toContain('# TYPE pyprocwatch_group_cpu_seconds counter\n# UNIT pyprocwatch_group_cpu_seconds seconds\n');
    expect(text).toContain('# UNIT pyprocwatch_disk_read_bytes_per_second bytes_per_second\n');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    const { unit, type } = parseText(text);
    for (const [name, word] of unit) expect(name.endsWith(`_${word}`)).toBe(true);
    expect([...type.keys()].filter((name) => name.endsWith('_total'))).toEqual([]);
  });

  test('both tell the same samples, each once, and forge nothing', () => {
    const made = familiesOf(hostile(), { processes: 10 }, SELF);
    const [classic, open] = [parseText(renderMetrics(made, TEXT)), parseText(renderMetrics(made, OPENMETRICS))];
    expect(open.samples).toEqual(classic.samples);
    expect(open.ended).toBe(true);
    const known = new Set(made.map(({ name }) => name));
    expect(classic.samples.filter(({ name }) => !known.has(name))).toEqual([]);
    const groups = classic.samples.filter(({ name }) => name === 'pyprocwatch_group_processes').map(({ labels }) => labels['name']);
    expect(groups.sort()).toEqual(HOSTILE.map((name) => boundedLabel(safeText(name))).sort());
  });

  test('whatever a label holds is read back as it was', () => {
    fc.assert(fc.property(anyText(300), fc.double(), (value, figure) => {
      const [sample] = parseText(renderMetrics([...familiesOf(undefined, {}, [{ name: 'pyprocwatch_thing', help: 'A thing.', type: 'gauge', value: figure, labels: { label: value } }])], OPENMETRICS)).samples;
      if (Number.isNaN(figure)) expect(sample).toBeUndefined();
      else expect(sample).toEqual({ name: 'pyprocwatch_thing', labels: value === '' ? {} : { label: boundedLabel(value) }, value: figure + 0 });
    }), { numRuns: 150 });
  });

  test('whatever help holds is read back as it was, and so is any mixture of names', () => {
    fc.assert(fc.property(anyText(), fc.array(anyText(), { maxLength: 6 }), (help, names) => {
      const made = familiesOf(new Snapshot(1e12, 1, [frameOf(host, names.map((name) => ({ name, load1: 1 })))], []), {}, [{ name: 'pyprocwatch_thing', help, type: 'gauge', value: 1 }]);
      for (const format of [TEXT, OPENMETRICS]) {
        const parsed = parseText(renderMetrics(made, format));
        expect(parsed.help.get('pyprocwatch_thing')).toBe(help);
        expect(parsed.samples.filter(({ name }) => name === 'pyprocwatch_host_load1').map(({ labels }) => labels['name'] ?? '').sort()).toEqual([...new Set(names.map((name) => boundedLabel(safeText(name))))].sort());
      }
    }), { numRuns: 80 });
  });

  test('names of our own that are none are a slip', () => {
    for (const wrong of [{ name: 'pyprocwatch_x', type: 'counter' }, { name: 'pyprocwatch_x_total', type: 'gauge' }, { name: 'a b', type: 'gauge' }, { name: 'pyprocwatch_x', type: 'info' }] as const) {
      expect(() => familiesOf(undefined, {}, [{ ...wrong, help: 'x', value: 1 }])).toThrow(RangeError);
    }
    expect(() => familiesOf(undefined, {}, [{ name: 'pyprocwatch_x', type: 'gauge', help: 'x', value: 1, labels: { 'a-b': 'x' } }])).toThrow(RangeError);
  });
});

describe.skipIf(!isInstalled('promtool'))('promtool check metrics (Debian: prometheus)', () => {
  test('has nothing to say of hostile names', () => {
    expect(promtool(renderMetrics(familiesOf(hostile(), { processes: 10 }, SELF), TEXT))).toBe('');
  });

  test('has nothing to say of this machine', async () => {
    const snapshot = await new ProcessMonitor({ intervalSeconds: 0.1 }).sampleOnce({ everywhere: ['io', 'files', 'smaps'], visible: [], pids: [] });
    const text = renderMetrics(familiesOf(snapshot, { processes: 100 }, SELF), TEXT);
    expect(text).toContain('pyprocwatch_process_open_fds');
    expect(promtool(text)).toBe('');
  });
});

test('the format is the one that is preferred', () => {
  const format = (accept: string | undefined): string => negotiateFormat(accept).contentType;
  expect(format(undefined)).toBe(TEXT.contentType);
  expect(format('')).toBe(TEXT.contentType);
  expect(format('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(TEXT.contentType);
  expect(format('application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1')).toBe(OPENMETRICS.contentType);
  expect(format('application/openmetrics-text; version=1.0.0; charset=utf-8')).toBe(OPENMETRICS.contentType);
  expect(format('application/openmetrics-text;version=0.0.1,text/plain;q=0.5')).toContain('version=0.0.1');
  expect(format('application/openmetrics-text;version=2.0.0,text/plain;version=0.0.4;q=0.3')).toBe(TEXT.contentType);
  expect(format('application/openmetrics-text;q=0.2,text/plain;q=0.5')).toBe(TEXT.contentType);
  expect(format('application/openmetrics-text;q=0')).toBe(TEXT.contentType);
  expect(format('application/openmetrics-text;version="1.0.0";q=x')).toBe(TEXT.contentType);
});
