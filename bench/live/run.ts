import { parseArgs } from 'node:util';
import { measureFirstFrames } from './first-frame.ts';
import { measureLatency } from './latency.ts';
import { build, programs } from './peers.ts';
import { measureSoak } from './soak.ts';
import { measureSteady } from './steady.ts';

const USAGE = `Usage: node bench/live/run.ts [options]
  --counts 500,2000,5000   processes on the machine
  --seconds 30 --warm 20 --rounds 3
  --only name,name         pyprocwatch, htop, btop, top, glances
  --also name=file         another build of dist/pyprocwatch.mjs (may be given again)
  --together               all programs at once: quicker, the same noise for all
  --soak [--minutes 60 | --frames 20000]   memory over time, at 1 Hz or at full speed
  --latency                from a key to the frame that shows it, 30 keys a second
  --first-frame            CPU until the first full frame
`;

const { values } = parseArgs({
  options: {
    counts: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    warm: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    also: { type: 'string', multiple: true, default: [] },
    together: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    frames: { type: 'string' },
    latency: { type: 'boolean', default: false },
    'first-frame': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`not a positive number: ${text}`);
  return value;
}

const list = (text: string): string[] => text.split(',').filter((word) => word !== '');

const { present, missing } = programs(list(values.only));
for (const word of values.also) {
  const [name = '', file = ''] = word.split('=', 2);
  present.push(build(name, file));
}
for (const name of missing) process.stderr.write(`${name} is not installed: skipped\n`);
const counts = list(values.counts ?? (values.soak || values.latency || values['first-frame'] ? '2000' : '500,2000,5000')).map(number);

if (values.help) process.stdout.write(USAGE);
else if (values.soak) await measureSoak({ programs: present, count: counts[0] ?? 2000, minutes: number(values.minutes), frames: values.frames === undefined ? undefined : number(values.frames) });
else if (values.latency) await measureLatency({ programs: present, count: counts[0] ?? 2000, rounds: number(values.rounds), seconds: Math.min(20, number(values.seconds)), warm: number(values.warm) });
else if (values['first-frame']) await measureFirstFrames({ programs: present, count: counts[0] ?? 2000 });
else await measureSteady({ programs: present, missing, counts, seconds: number(values.seconds), warm: number(values.warm), rounds: number(values.rounds), together: values.together });
// Programs that were started may still hold a pipe of ours.
process.exit();
