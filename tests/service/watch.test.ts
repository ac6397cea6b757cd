import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_ROOTS } from '../../src/collectors/collector.ts';
import { DEFAULTS } from '../../src/config/defaults.ts';
import type { Config } from '../../src/config/schema.ts';
import { LiveTimeline } from '../../src/engine/live-timeline.ts';
import { watch } from '../../src/service/watch.ts';
import { AlertStore } from '../../storage/alerts/store.ts';
import { put, temporaryFolder } from '../config/support.ts';
import { keptLog } from './support.ts';

const liveTimeline = (): LiveTimeline => new LiveTimeline({ source: 'linux', sourceOptions: { roots: DEFAULT_ROOTS, redact: [], oneShot: false }, intervalMilliseconds: 100 });

/** The service on this very process, until `work` is done. */
async function whileWatched(rules: string, work: (around: { readonly timeline: LiveTimeline; readonly folder: string; readonly lines: () => Record<string, unknown>[] }) => Promise<void>, settings: Partial<Config['watch']> = {}): Promise<Record<string, unknown>[]> {
  const folder = temporaryFolder();
  const timeline = liveTimeline();
  const { log, lines } = keptLog();
  let end: (why: string) => void = () => undefined;
  const config: Config = { ...DEFAULTS, alerts: { ...DEFAULTS.alerts, rules: [put(join(folder, 'rules.yaml'), rules)] }, watch: { ...DEFAULTS.watch, attach: false, ...settings } };
  const running = watch({
    config, reread: async () => config, rules: { cwd: folder, env: {}, home: folder, userId: process.geteuid?.() }, folder, timeline, intervalSeconds: 0.1, records: false, version: '0', log, env: {},
    end: new Promise((resolve) => {
      end = resolve;
    }),
    onReload: () => undefined,
  });
  try {
    await Promise.race([work({ timeline, folder, lines }), running]);
  } finally {
    end('the test');
    await running.catch(() => undefined);
    await timeline.close();
  }
  return lines();
}

test('a sampler that is lost and started again resolves nothing and makes nothing absent', async () => {
  const rules = `rules:\n- alert: Here\n  when: process.up{pid="${process.pid}"}\n- alert: Gone\n  when: absent(process.up{pid="${process.pid}"})\n`;
  const lines = await whileWatched(rules, async ({ timeline, folder, lines }) => {
    await expect.poll(() => lines().some(({ what }) => what === 'firing'), { timeout: 5000 }).toBe(true);
    await timeline.crash();
    await expect.poll(() => lines().some(({ notice }) => String(notice).startsWith('the sampler stopped')), { timeout: 5000 }).toBe(true);
    const before = timeline.latest()?.time ?? Number.NaN;
    await expect.poll(() => (timeline.latest()?.time ?? 0) > before, { timeout: 5000 }).toBe(true);
    await expect.poll(() => Number.isFinite(timeline.latest()?.intervalSeconds), { timeout: 5000 }).toBe(true);
    const store = await AlertStore.open(folder, { readOnly: true });
    expect(store.load(0).instances.map(({ rule, state }) => [rule, state])).toEqual([['rules/Here', 'firing']]);
    store.close();
  });
  expect(lines.filter(({ msg }) => msg === 'alert').map(({ alert, what }) => [alert, what])).toEqual([['rules/Here', 'pending'], ['rules/Here', 'firing']]);
});

test('what cannot be begun is refused, and leaves nothing behind that goes on', async () => {
  const refused = whileWatched('rules: []', () => new Promise(() => undefined), { metrics: { enabled: true, host: '0.0.0.0', port: 0, token: undefined } });
  await expect(refused).rejects.toMatchObject({ name: 'UserError', exitCode: 78 });
});
