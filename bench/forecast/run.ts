import { parseArgs } from 'node:util';
import { report } from '../live/report.ts';
import { M4_HALF, TRAFFIC_HALF } from './files.ts';
import { benchM4 } from './m4.ts';
import { benchMany } from './many.ts';
import { benchOdd } from './odd.ts';
import { benchStocks } from './stocks.ts';
import { benchTraffic } from './traffic.ts';

const USAGE = `Usage: node bench/forecast/run.ts [--m4] [--traffic] [--stocks] [--odd] [--many] [options]   (none of them: all)
  --m4-data DIR        train.csv and test.csv in M4's wide format (default: the public half in ../shared)
  --traffic-data DIR   series as timestamp,value (default: the public half in ../shared)
  --nab                traffic: the series of ../shared's NAB by the hour too
  --machines           traffic: virtual machines of ../shared by the hour too
  --every N            m4: each Nth series only
  --count N            many: so many series (default: 200)
  --effort fast|full   (default: full)
  --dry-run            print, keep nothing
`;

const { values: options } = parseArgs({
  options: {
    m4: { type: 'boolean', default: false }, traffic: { type: 'boolean', default: false }, stocks: { type: 'boolean', default: false }, odd: { type: 'boolean', default: false }, many: { type: 'boolean', default: false },
    'm4-data': { type: 'string', default: M4_HALF }, 'traffic-data': { type: 'string', default: TRAFFIC_HALF }, nab: { type: 'boolean', default: false }, machines: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' }, count: { type: 'string', default: '200' }, effort: { type: 'string', default: 'full' }, 'dry-run': { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});

type Part = { readonly text: string; readonly data: Readonly<Record<string, unknown>> } | undefined;

function run(): void {
  const effort = options.effort === 'fast' ? 'fast' : 'full';
  const all = !options.m4 && !options.traffic && !options.stocks && !options.odd && !options.many;
  const parts: readonly (readonly [name: string, wanted: boolean, part: () => Part])[] = [
    ['m4', options.m4, () => benchM4(options['m4-data'], Math.max(1, Number(options.every)), effort)],
    ['traffic', options.traffic, () => benchTraffic(options['traffic-data'], { nab: options.nab, machines: options.machines }, effort)],
    ['stocks', options.stocks, () => benchStocks(effort)],
    ['odd', options.odd, () => benchOdd()],
    ['many', options.many, () => benchMany(Math.max(1, Number(options.count)))],
  ];
  const texts: string[] = [];
  const data: Record<string, unknown> = {};
  for (const [name, wanted, part] of parts) {
    if (!all && !wanted) continue;
    const found = part();
    if (found === undefined) process.stderr.write(`${name}: skipped, its data or scorer is not in ../shared; give --${name}-data DIR\n`);
    else {
      texts.push(found.text);
      data[name] = found.data;
    }
  }
  if (texts.length === 0) process.exitCode = 1;
  else if (options['dry-run']) process.stdout.write(`${texts.join('\n\n')}\n`);
  else report('forecast', 'Forecasts', texts.join('\n\n'), data);
}

if (options.help) process.stdout.write(USAGE);
else run();
