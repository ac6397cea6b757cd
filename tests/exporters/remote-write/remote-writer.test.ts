import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseText } from '../parse-text.ts';
import { familiesOf } from '../../../src/exporters/families.ts';
import { renderMetrics, TEXT } from '../../../src/exporters/metrics-text.ts';
import { RemoteWriter, type RemoteWriterOptions } from '../../../src/exporters/remote-write/remote-writer.ts';
import { SpoolTaken } from '../../../src/exporters/remote-write/spool-lock.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { put, temporaryFolder } from '../../config/support.ts';
import { join } from 'node:path';
import { sampleSnapshot } from '../sample.ts';
import { decodeWriteRequest, unsnappy } from './decode.ts';
import { until } from './fake-clock.ts';

/** What is older than two days is not sent. */
const START = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;

/** A receiver that takes all, and what it took: times and numbers of samples of requests. */
async function receiver(status: () => number = () => 200) {
  const taken: { time: number; samples: number; host: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const series = decodeWriteRequest(unsnappy(Buffer.concat(chunks)));
      if (status() === 200) taken.push({ time: series[0]?.samples[0]?.time ?? 0, samples: series.length, host: series[0]?.labels.find(([name]) => name === 'host')?.[1] });
      response.writeHead(status()).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { taken, url: new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/v1/write`) };
}

async function writerTo(url: URL, more: Partial<RemoteWriterOptions> = {}): Promise<RemoteWriter> {
  const writer = await RemoteWriter.open({ url, folder: join(temporaryFolder(), 'state'), version: '1', externalLabels: { host: 'vault' }, ...more });
  onTestFinished(() => writer.close());
  return writer;
}

describe('a remote writer', () => {
  test('sends one snapshot an interval, whatever comes in between', async () => {
    const { url, taken } = await receiver();
    const writer = await writerTo(url);
    for (let second = 0; second < 300; second += 1) writer.update(sampleSnapshot({ time: START + second * 1000 + (second % 7) * 30, tick: second, processes: 3 }));
    await until(() => taken.length >= 5);
    await writer.close();
    // The first at once, then one a minute, at a second of its own.
    expect([5, 6, 7]).toContain(taken.length);
    const gaps = taken.slice(2).map(({ time }, index) => time - (taken[index + 1]?.time ?? 0));
    for (const gap of gaps) expect(Math.abs(gap - 60_000)).toBeLessThan(1200);
    expect(taken.every(({ host }) => host === 'vault')).toBe(true);
    expect(writer.state).toMatchObject({ queued: { requests: 0, bytes: 0 }, dropped: { requests: 0, samples: 0 }, lastError: undefined, trouble: undefined });
    expect(writer.state.sent.requests).toBe(taken.length);
  });

  test('waits for rates, and sends nothing after it was closed', async () => {
    const { url, taken } = await receiver();
    const writer = await writerTo(url);
    writer.update(new Snapshot(START, Number.NaN, [], []));
    writer.update(sampleSnapshot({ time: START + 1000, processes: 3 }));
    await until(() => taken.length === 1);
    expect(taken[0]?.time).toBe(START + 1000);
    await writer.close();
    writer.update(sampleSnapshot({ time: START + 999_000 }));
    expect(writer.state.queued.requests).toBe(0);
  });

  test('what could not be sent is sent by the next run', async () => {
    let status = 503;
    const { url, taken } = await receiver(() => status);
    const folder = join(temporaryFolder(), 'spool');
    const first = await writerTo(url, { folder });
    for (let minute = 0; minute < 5; minute += 1) first.update(sampleSnapshot({ time: START + minute * 60_000, processes: 3 }));
    await until(() => first.state.queued.requests === 5 && first.state.lastError !== undefined);
    await expect(writerTo(url, { folder })).rejects.toBeInstanceOf(SpoolTaken);
    await first.close();
    status = 200;
    await writerTo(url, { folder });
    await until(() => taken.length === 5);
    expect(taken.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4].map((minute) => START + minute * 60_000));
  });

  test('closes within 5 s though the receiver does not answer', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const folder = join(temporaryFolder(), 'spool');
    const writer = await writerTo(new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`), { folder });
    writer.update(sampleSnapshot({ time: START, processes: 3 }));
    await until(() => writer.state.queued.requests === 1);
    const before = performance.now();
    await writer.close();
    expect(performance.now() - before).toBeLessThan(4500);
  });

  test('a folder that cannot be used stops nothing', async () => {
    const { url, taken } = await receiver();
    const writer = await writerTo(url, { folder: put(join(temporaryFolder(), 'file'), '') });
    writer.update(sampleSnapshot({ time: START, processes: 3 }));
    await until(() => taken.length === 1);
    expect(writer.state.trouble).toContain('is not a folder');
  });

  test('tells of itself as metrics, and of several receivers beside each other', async () => {
    const { url, taken } = await receiver();
    const writer = await writerTo(url);
    writer.update(sampleSnapshot({ time: START, processes: 3 }));
    await until(() => taken.length === 1 && writer.state.sent.requests === 1);
    const other = await writerTo(new URL('http://other.example/'));
    const { samples } = parseText(renderMetrics(familiesOf(undefined, {}, [...writer.metrics(), ...other.metrics()]), TEXT));
    const sent = samples.filter(({ name }) => name === 'pyprocwatch_remote_write_sent_samples_total');
    expect(sent.map(({ labels, value }) => [labels['receiver'], value])).toEqual([[url.host, taken[0]?.samples], ['other.example', 0]]);
    expect(samples.filter(({ name, labels }) => name === 'pyprocwatch_remote_write_dropped_samples_total' && labels['receiver'] === url.host)).toHaveLength(6);
  });

  test('a name of a label that is none is said at once', async () => {
    await expect(writerTo(new URL('http://example.com/'), { externalLabels: { 'my host': 'x' } })).rejects.toThrow('"my host" is no name of a label');
    await expect(writerTo(new URL('http://example.com/'), { externalLabels: { __name__: 'x' } })).rejects.toThrow('is no name of a label');
  });
});
