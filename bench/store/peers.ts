import { accessSync, constants, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { atEnd } from '../live/closers.ts';
import { median } from '../live/measure.ts';
import { markdown, report, round, type Cell } from '../live/report.ts';
import { Random } from '../leaks/random.ts';
import { buildStore, DAY } from './build.ts';
import { metricName, type PeerSeries, peerSeries } from './peer-data.ts';
import type { Plan } from './generate.ts';
import { askStore } from './queries.ts';
import { ask, folderBytes, runTool, type Server, settled, startServer } from './servers.ts';
import { MINUTES_TIER } from '../../storage/history/tiers.ts';

export interface Peers {
  readonly plan: Plan;
  readonly days: number;
  readonly tell: (text: string) => void;
}

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly samples: number;
  readonly ingestCpu: number;
  readonly moment: Cost;
  readonly series: Cost;
  readonly percentiles: Cost;
}

/** Lines of one request. */
const BATCH = 400;
const ROUNDS = 20;

const installed = (name: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Our store, VictoriaMetrics and Prometheus with the same data: bytes a sample, CPU of taking them in, and of three questions. */
export async function measurePeers({ plan, days, tell }: Peers): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-peers-'));
  const clean = atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const measured = [await measureOurs(join(folder, 'ours'), plan, days, tell)];
  const series = peerSeries(plan, days);
  const samples = series.reduce((sum, { times }) => sum + times.length, 0);
  tell(`${series.length} series, ${samples} samples`);
  const asked: Asked = { from: plan.from, to: plan.from + days * DAY, pid: longest(series, plan) };
  if (installed('victoria-metrics')) measured.push(await measureVictoria(join(folder, 'victoria'), series, samples, asked));
  else tell('victoria-metrics is not installed: skipped');
  if (installed('prometheus') && installed('promtool')) measured.push(await measurePrometheus(join(folder, 'prometheus'), series, samples, asked));
  else tell('prometheus is not installed: skipped');
  clean();
  const cost = ({ cpu, wall }: Cost): Cell[] => [round(cpu, 1), round(wall, 1)];
  const rows = measured.map((each): Cell[] => [
    each.name, round(each.bytes / 1e6, 2), round(each.bytes / each.samples, 3), round((each.ingestCpu / each.samples) * 1e6, 0), ...cost(each.moment), ...cost(each.series), ...cost(each.percentiles),
  ]);
  const head = ['store', 'MB on disk', 'bytes a sample', 'ingest CPU ns a sample', 'a moment, CPU ms', 'wall', 'a series of a day, CPU ms', 'wall', 'p99, CPU ms', 'wall'];
  const note = 'Ours: minutes, hourly totals, identities and texts, as it stands after retention and vacuum; of its moments and series the reader works in this process, the others answer over HTTP. '
    + 'p99: ours of all fields of all groups at once, with sketches that merge; theirs of one metric, the quantile over the processes of each one\'s quantile over time.';
  report('store-peers', `The history store beside its peers: ${plan.processes} processes, ${plan.metrics.length} metrics, ${plan.intervalSeconds} s, ${days} days, seed ${plan.seed}`, `${markdown(head, rows)}\n\n${note}`, { plan, days, measured });
}

async function measureOurs(folder: string, plan: Plan, days: number, tell: (text: string) => void): Promise<Measured> {
  mkdirSync(folder);
  const built = await buildStore({ folder, plan, days, onlyMinutes: true, tell });
  const { warm, series, scan } = await askStore({ folder, from: built.from, to: built.to, processes: plan.processes, tier: MINUTES_TIER, moments: 200, seed: plan.seed });
  const cost = ({ cpu, wall }: typeof warm): Cost => ({ cpu: cpu.median, wall: wall.median });
  return {
    name: 'pyprocwatch', bytes: built.minutesFileBytes, samples: built.ticks * plan.processes * plan.metrics.length, ingestCpu: (built.recordCpu + built.tendCpu) * built.ticks,
    moment: cost(warm), series: cost(series), percentiles: cost(scan),
  };
}

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly pid: string;
}

/** A process that was there all the time and worked. */
function longest(series: readonly PeerSeries[], { metrics }: Plan): string {
  const [first] = metrics;
  const candidates = series.filter(({ metric, values }) => first !== undefined && metric === metricName(first) && values.some((value) => value > 0));
  return candidates.toSorted((left, right) => right.times.length - left.times.length)[0]?.labels['pid'] ?? '';
}

async function measureVictoria(folder: string, series: readonly PeerSeries[], samples: number, asked: Asked): Promise<Measured> {
  const server = await startServer('victoria-metrics', (address) => [`-storageDataPath=${folder}`, `-httpListenAddr=${address}`, '-retentionPeriod=100y', '-loggerLevel=ERROR'], '/health');
  const before = server.cpu();
  for (let at = 0; at < series.length; at += BATCH) {
    const body = series.slice(at, at + BATCH).map(({ metric, labels, times, values }) => JSON.stringify({ metric: { __name__: metric, ...labels }, values, timestamps: times })).join('\n');
    await ask(`${server.url}/api/v1/import`, { method: 'POST', body });
  }
  await ask(`${server.url}/internal/force_flush`);
  await ask(`${server.url}/internal/force_merge`);
  // It answers at once and merges on.
  await settled(server);
  const ingestCpu = server.cpu() - before;
  const answers = await askServer(server, asked);
  await server.close();
  return { name: 'VictoriaMetrics', bytes: folderBytes(folder), samples, ingestCpu, ...answers };
}

async function measurePrometheus(folder: string, series: readonly PeerSeries[], samples: number, asked: Asked): Promise<Measured> {
  mkdirSync(folder);
  const text = `${folder}.txt`;
  await writeOpenMetrics(text, series);
  const ingestCpu = await runTool('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', text, folder]);
  rmSync(text);
  const config = `${folder}.yml`;
  writeFileSync(config, '');
  const server = await startServer('prometheus', (address) => [`--storage.tsdb.path=${folder}`, '--storage.tsdb.retention.time=100y', `--web.listen-address=${address}`, `--config.file=${config}`, '--log.level=error'], '/-/ready');
  const answers = await askServer(server, asked);
  await server.close();
  return { name: 'Prometheus', bytes: folderBytes(folder), samples, ingestCpu, ...answers };
}

/** OpenMetrics text: the series of one metric together, times in seconds. */
async function writeOpenMetrics(file: string, series: readonly PeerSeries[]): Promise<void> {
  const stream = createWriteStream(file);
  let metric = '';
  for (const each of series) {
    const labels = Object.entries(each.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',');
    let lines = each.metric === metric ? '' : `# TYPE ${each.metric} gauge\n`;
    metric = each.metric;
    each.times.forEach((time, index) => {
      lines += `${metric}{${labels}} ${each.values[index] ?? 0} ${time / 1000}\n`;
    });
    if (!stream.write(lines)) await once(stream, 'drain');
  }
  stream.end('# EOF\n');
  await once(stream, 'close');
}

async function askServer(server: Server, { from, to, pid }: Asked): Promise<Pick<Measured, 'moment' | 'series' | 'percentiles'>> {
  const random = new Random(1);
  const timed = async (rounds: number, path: () => string): Promise<Cost> => {
    const [cpu, wall]: [number[], number[]] = [[], []];
    for (let index = 0; index < rounds; index += 1) {
      const [before, began] = [server.cpu(), performance.now()];
      // VictoriaMetrics would answer the same question from its cache.
      const answer = await ask(`${server.url}${path()}&nocache=1`);
      wall.push(performance.now() - began);
      cpu.push(server.cpu() - before);
      if (!answer.includes('"value')) throw new Error(`nothing is known: ${answer.slice(0, 200)}`);
    }
    return { cpu: median(cpu), wall: median(wall) };
  };
  const query = (text: string): string => encodeURIComponent(text);
  const metric = metricName('cpuPercent');
  const days = Math.round((to - from) / DAY);
  return {
    moment: await timed(ROUNDS, () => `/api/v1/query?query=${query('{__name__=~"pyprocwatch_.+"}')}&time=${Math.floor(random.between(from + 600_000, to) / 1000)}`),
    series: await timed(ROUNDS, () => `/api/v1/query_range?query=${query(`${metric}{pid="${pid}"}`)}&start=${to / 1000 - 86_400}&end=${to / 1000}&step=60`),
    percentiles: await timed(3, () => `/api/v1/query?query=${query(`quantile(0.99, quantile_over_time(0.99, ${metric}[${days}d]))`)}&time=${to / 1000}`),
  };
}
