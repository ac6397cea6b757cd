import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { familiesOf } from '../../src/exporters/families.ts';
import type { Family } from '../../src/exporters/family.ts';
import { MetricsServer } from '../../src/exporters/metrics-server.ts';
import { buildInfo } from '../../src/exporters/self-metric.ts';
import { ProcessMonitor } from '../../src/monitors/process-monitor.ts';
import { temporaryFolder } from '../config/support.ts';
import { isInstalled, prometheusPeer } from './peers.ts';

const TOKEN = 'correct-horse-battery';

/** `name{labels}`: value, of all that is known. */
export const valuesOf = (families: readonly Family[]): Map<string, number> => new Map(families.flatMap(({ name, labels, values }) => values.flatMap((value, index): [string, number][] => (Number.isNaN(value) ? [] : [[`${name}${labels[index]?.text ?? ''}`, value]]))));

const textOf = ({ __name__: name = '', instance: _instance, job: _job, ...labels }: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
  const escape = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`).replaceAll('\n', String.raw`\n`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.map(([label, value]) => `${label}="${escape(value)}"`).join(',')}}`}`;
};

describe.skipIf(!isInstalled('prometheus'))('a real Prometheus (Debian: prometheus; skipped where it is not installed)', () => {
  test('scrapes what is in the snapshot, all of it, and its API gives back the same values', async () => {
    const snapshot = await new ProcessMonitor({ intervalSeconds: 0.2 }).sampleOnce();
    const self = [buildInfo('1.2.3'), { name: 'pyprocwatch_hostile', help: 'Hostile.', type: 'gauge', value: 1, labels: { label: '"} 1\n# EOF\\' } }] as const;
    const server = await MetricsServer.listen({ port: 0, token: TOKEN, selection: { processes: 20 }, self: () => self, freshMilliseconds: 60_000 });
    onTestFinished(() => server.close());
    server.update(snapshot);
    const peer = await prometheusPeer(temporaryFolder(), JSON.stringify({
      scrape_configs: [{ job_name: 'pyprocwatch', scrape_interval: '200ms', scrape_timeout: '200ms', authorization: { credentials: TOKEN }, static_configs: [{ targets: [new URL(server.url).host] }] }],
    }));
    await peer.start();
    let read = new Map<string, number>();
    for (let tries = 0; tries < 50 && read.size === 0; tries += 1) {
      await sleep(100);
      const series = await peer.series('{__name__=~"pyprocwatch_.+"}', 60);
      read = new Map(series.map(({ labels, samples }) => [textOf(labels), samples.at(-1)?.[1] ?? Number.NaN]));
    }
    const expected = valuesOf(familiesOf(snapshot, { processes: 20 }, self));
    expect(expected.size).toBeGreaterThan(100);
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(expected));
  });
});
