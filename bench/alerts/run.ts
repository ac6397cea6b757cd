import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `Usage: node bench/alerts/run.ts [options]
  evaluation of 50 and 200 rules on 500 and 2000 processes, without the program around it; or
  --watch                  pyprocwatch watch with rules beside record, and how soon a webhook is told (root)
  --processes 2000 --rules 200 --seconds 120
  --trials 60              processes that are started, for each of two intervals
  --program FILE           another build of dist/pyprocwatch.mjs
`;

const { values } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false }, processes: { type: 'string', default: '2000' }, rules: { type: 'string', default: '200' }, seconds: { type: 'string', default: '120' },
    trials: { type: 'string', default: '60' }, program: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`not a positive number: ${text}`);
  return value;
}

if (values.help) process.stdout.write(USAGE);
else if (values.watch) {
  const { measureWatchCost } = await import('./watch-cost.ts');
  await measureWatchCost({ processes: number(values.processes), rules: number(values.rules), seconds: number(values.seconds), trials: number(values.trials), program: values.program === undefined ? undefined : resolve(values.program) });
} else {
  const { measureEvaluation } = await import('./evaluation.ts');
  measureEvaluation();
}
// Programs that were started may still hold a pipe of ours.
process.exit();
