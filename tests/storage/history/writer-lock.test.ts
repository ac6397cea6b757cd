import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { temporaryFolder } from '../../config/support.ts';
import { snapshotOf } from './sample.ts';
import { expectTick, openWriter, recordTicks, refusal, withReader } from './support.ts';

describe('one writer', () => {
  test('a second one is refused by the name of the first, also in this process, and is let in when that ends', async () => {
    const folder = temporaryFolder();
    const writer = await HistoryWriter.open(folder, { pid: 4711, command: 'pyprocwatch record\u{1B}[2J', since: Date.UTC(2026, 5, 1) }, DEFAULT_TIERS);
    recordTicks(writer, 0, 3, 5);
    const refused = await refusal(openWriter(folder));
    expect(refused).toMatch(/history is being recorded by process 4711 \(pyprocwatch record\u{FFFD}\[2J, since 2026-0[56]-\d\d [\d:]+\); end that one, or choose another folder with --history$/u);
    expect(writer.record(snapshotOf(3, 5))).toBe(true);
    writer.close();
    const next = await openWriter(folder);
    expect(next.record(snapshotOf(4, 5))).toBe(true);
    next.close();
  });

  test('a second process is refused while the first writes, and a kill -9 of the first lets it in', async () => {
    const folder = temporaryFolder();
    const script = fileURLToPath(new URL('record-ticks.ts', import.meta.url));
    const attempt = (): { status: number | null; stdout: string } => spawnSync(process.execPath, [script, folder, '100', '3', '5'], { encoding: 'utf8' });
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 3, 5);
    expect(attempt().stdout).toContain(`history is being recorded by process ${process.pid} (pyprocwatch record, since 2026-01-01`);
    writer.close();
    const killed = spawnSync(process.execPath, [script, folder, '100', '3', '5', 'kill'], { encoding: 'utf8' });
    expect([killed.signal, killed.stdout]).toEqual(['SIGKILL', '100\n101\n102\n']);
    const after = await openWriter(folder);
    expect(after.record(snapshotOf(102, 5))).toBe(false);
    recordTicks(after, 103, 105, 5);
    after.close();
    await withReader(folder, (reader) => {
      for (const tick of [0, 2, 100, 102, 104]) expectTick(reader, tick, 5);
    });
  });

  test('its files are private', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 2, 3);
    const modes = readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
    expect(modes.map(([name]) => name)).toEqual(expect.arrayContaining(['history.db', 'history.db-wal', 'history.lock', 'history.writer']));
    expect(modes.filter(([, mode]) => mode !== '600')).toEqual([]);
    writer.close();
    expect(readdirSync(folder)).not.toContain('history.db-wal');
  });

  test('the name of the writer cannot be written: it records all the same', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'history.writer'));
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 2, 3);
    expect(await refusal(openWriter(folder))).toContain('history is being recorded by another process');
    writer.close();
  });
});
