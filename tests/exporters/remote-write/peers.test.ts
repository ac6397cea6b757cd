import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { familiesOf } from '../../../src/exporters/families.ts';
import { RemoteWriter, type RemoteWriterOptions } from '../../../src/exporters/remote-write/remote-writer.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { temporaryFolder } from '../../config/support.ts';
import { isInstalled, type Peer, prometheusPeer, victoriaPeer } from '../peers.ts';
import { sampleSnapshot } from '../sample.ts';
import { FakeClock, until } from './fake-clock.ts';
import { expectWritten, HOSTILE } from './read-back.ts';

const PEERS: readonly (readonly [name: string, program: string, make: (folder: string) => Promise<Peer>])[] = [
  ['Prometheus (Debian: prometheus; skipped where it is not installed)', 'prometheus', prometheusPeer],
  ['VictoriaMetrics (Debian: victoria-metrics; skipped where it is not installed)', 'victoria-metrics', victoriaPeer],
];
const MINUTE = 60_000;

async function writerTo(peer: Peer, folder: string, more: Partial<RemoteWriterOptions> = {}): Promise<RemoteWriter> {
  const writer = await RemoteWriter.open({ url: new URL(`${peer.url}/api/v1/write`), folder: join(folder, 'spool'), version: '1', externalLabels: { host: 'vault', site: HOSTILE }, selection: { processes: 3 }, ...more });
  onTestFinished(() => writer.close());
  return writer;
}

describe.each(PEERS)('a real receiver, %s', (_name, program, make) => {
  describe.skipIf(!isInstalled(program))('what was written', () => {
    test('is read back equal, also what came while it was away for ten minutes, and what the next run had to send', async () => {
      const folder = temporaryFolder();
      const peer = await make(folder);
      await peer.start();
      const start = Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE;
      const clock = new FakeClock(start);
      const told: string[] = [];
      const options = { clock, tell: (line: string) => told.push(line) };
      const written: Snapshot[] = [];
      let writer = await writerTo(peer, folder, options);
      const update = (minute: number): void => {
        clock.time = Math.max(clock.time, start + minute * MINUTE);
        const snapshot = sampleSnapshot({ time: start + minute * MINUTE, tick: minute, processes: 30 + minute });
        written.push(snapshot);
        writer.update(snapshot);
      };
      for (let minute = 0; minute < 5; minute += 1) update(minute);
      await until(() => writer.state.sent.requests === 5);

      // VictoriaMetrics itself loses the last seconds when it is killed.
      await peer.stop(program === 'prometheus' ? 'SIGKILL' : 'SIGTERM');
      for (let minute = 5; minute < 15; minute += 1) update(minute);
      await until(() => writer.state.queued.requests === 10 && told.some((line) => line.includes('refuses the connection')));
      // The rest of the outage is another run's.
      await writer.close();
      writer = await writerTo(peer, folder, options);
      await until(() => writer.state.lastError !== undefined);
      await peer.start();
      update(15);
      await until(() => writer.state.queued.requests === 0);
      expect(writer.state).toMatchObject({ dropped: { requests: 0, samples: 0 }, lastError: undefined, trouble: undefined });

      // What VictoriaMetrics took a moment ago it does not tell yet.
      if (program === 'victoria-metrics') await fetch(`${peer.url}/internal/force_flush`);
      await sleep(100);
      expectWritten(await peer.series('{__name__=~"pyprocwatch_.+"}', 40 * 60, start + 20 * MINUTE), written.map((snapshot) => ({ time: snapshot.time, families: familiesOf(snapshot, { processes: 3 }) })), { host: 'vault', site: HOSTILE });
    });
  });
});
