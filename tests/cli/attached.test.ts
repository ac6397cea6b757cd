import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SOCKET_FILE, stateFolder } from '../../storage/state-folder.ts';
import { attached } from '../../src/cli/attached.ts';
import { NO_ARGUMENTS } from '../../src/cli/commands/top-defaults.ts';
import type { TopArguments } from '../../src/cli/commands/top.ts';
import { settingsFrom } from '../../src/cli/settings.ts';
import { VERSION } from '../../src/cli/version.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { FakeTimeline } from '../components/support.ts';
import { temporaryFolder } from '../config/support.ts';
import { FakeSource, serve } from '../engine/attach/support.ts';

/** A home without a configuration, in which a service runs. */
async function home(isServed = true): Promise<void> {
  const folder = temporaryFolder();
  for (const name of ['XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'HOME']) vi.stubEnv(name, folder);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  if (isServed) await serve(join(stateFolder(process.env), SOCKET_FILE), new FakeSource(), { version: VERSION, historyFolder: stateFolder(process.env) });
}

async function follow(more: Partial<TopArguments> = {}): Promise<Timeline | undefined> {
  const args = { ...NO_ARGUMENTS, ...more };
  const timeline = await attached(args, await settingsFrom(args), () => new FakeTimeline());
  if (timeline !== undefined) onTestFinished(() => timeline.close());
  return timeline;
}

describe('a screen', () => {
  test('follows a service that runs', async () => {
    await home();
    expect((await follow())?.follows?.()).toBe(1000);
    expect((await follow({ interval: 5, history: stateFolder(process.env), record: true, source: 'auto' }))?.follows?.()).toBe(1000);
  });

  test.each<[string, Partial<TopArguments>]>([
    ['is told to', { standalone: true }], ['is to keep nothing', { record: false }], ['shows secrets', { showSecrets: true }],
    ['looks elsewhere', { procRoot: '/host/proc' }], ['looks elsewhere', { sysRoot: '/host/sys' }], ['takes another source', { source: 'portable' }],
    ['records elsewhere', { history: join('/', 'elsewhere') }],
  ])('samples by itself when it %s: %j', async (_, args) => {
    await home();
    expect(await follow(args)).toBeUndefined();
  });

  test('samples by itself where no service ever ran', async () => {
    await home(false);
    expect(await follow()).toBeUndefined();
  });
});
