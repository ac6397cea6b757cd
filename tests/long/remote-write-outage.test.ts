import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../config/support.ts';
import { isInstalled, prometheusPeer, victoriaPeer } from '../exporters/peers.ts';
import { expectWritten, type Written } from '../exporters/remote-write/read-back.ts';
import { sampleSnapshot } from '../exporters/sample.ts';
import { familiesOf } from '../../src/exporters/families.ts';
import { RemoteWriter } from '../../src/exporters/remote-write/remote-writer.ts';

const OUTAGE_SECONDS = 60;
const PEERS = [['prometheus', prometheusPeer], ['victoria-metrics', victoriaPeer]] as const;

describe.each(PEERS)('%s (skipped where it is not installed)', (program, make) => {
  test.skipIf(!isInstalled(program))(`is away for ${OUTAGE_SECONDS} s of the real clock: nothing is lost, nothing out of order`, async () => {
    const folder = temporaryFolder();
    const peer = await make(folder);
    await peer.start();
    const told: string[] = [];
    const writer = await RemoteWriter.open({ url: new URL(`${peer.url}/api/v1/write`), folder: join(folder, 'spool'), version: '1', externalLabels: { host: 'vault' }, intervalSeconds: 1, tell: (line) => told.push(line) });
    onTestFinished(() => writer.close());
    const written: Written[] = [];
    const run = async (seconds: number): Promise<void> => {
      const end = performance.now() + seconds * 1000;
      while (performance.now() < end) {
        // More often than it is sent: what counts is what was sent.
        const snapshot = sampleSnapshot({ time: Date.now(), tick: written.length, processes: 40 });
        const before = writer.state.queued.requests + writer.state.sent.requests;
        writer.update(snapshot);
        if (writer.state.queued.requests + writer.state.sent.requests > before) written.push({ time: snapshot.time, families: familiesOf(snapshot, {}) });
        await sleep(100);
      }
    };
    await run(10);
    await peer.stop();
    await run(OUTAGE_SECONDS);
    expect(writer.state.queued.requests).toBeGreaterThan(OUTAGE_SECONDS - 10);
    await peer.start();
    await run(5);
    for (let waited = 0; writer.state.queued.requests > 0 && waited < 150; waited += 1) await run(1);
    expect(writer.state).toMatchObject({ queued: { requests: 0 }, dropped: { requests: 0 }, trouble: undefined, lastError: undefined });
    expect(told.map((line) => line.replace(/^remote write to \S+: /, ''))).toEqual([expect.stringContaining('kept till it goes'), expect.stringContaining('it is answered again')]);
    // What VictoriaMetrics took a moment ago it does not tell yet.
    if (program === 'victoria-metrics') await fetch(`${peer.url}/internal/force_flush`);
    await sleep(1000);
    expect(writer.state.sent.requests).toBe(written.length);
    expectWritten(await peer.series('{__name__=~"pyprocwatch_.+"}', 600), written, { host: 'vault' });
    console.log(`${program}: ${written.length} requests, ${writer.state.sent.samples} samples, ${writer.state.sent.bytes} bytes`);
  }, 300_000);
});
