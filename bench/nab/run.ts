import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_THRESHOLD } from '../../src/analysis/anomaly/gate.ts';
import { markdown, report, round } from '../live/report.ts';
import { PUBLIC_HALF, readFiles, readLabels, scoresOf, writeScores } from './files.ts';
import { bootstrap, crossValidateDetector, crossValidateOutput } from './resampling.ts';
import { normalised, PROFILES, Scorer, type Scores } from './scorer.ts';

const USAGE = `Usage: node bench/nab/run.ts [options]
  --benchmark DIR      folder with data/ and labels/ (default: the public half of NAB in ../shared)
  --results DIR        keep the scored files there
  --cross-validate     also: what files held back would give
`;
const FROZEN = 0.5;
const CANDIDATES = [0.65, 0.67, 0.69, 0.71, 0.73, 0.75, 0.77, 0.79, 0.81];

const { values: options } = parseArgs({
  options: {
    benchmark: { type: 'string', default: PUBLIC_HALF },
    results: { type: 'string' },
    'cross-validate': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function measure(scratch: string): Promise<void> {
  const labels = readLabels(options.benchmark);
  const files = await readFiles(options.benchmark, labels);
  const results = options.results ?? join(scratch, 'results');
  mkdirSync(results, { recursive: true });
  const scorer = new Scorer(options.benchmark, results, scratch);
  const frozen = PROFILES.map(() => FROZEN);

  /** Scores of each file alone; they add up. */
  const judge = (threshold: number): Scores[] => {
    for (const file of files) writeScores(results, file, scoresOf(file, { threshold }));
    return files.map(({ name }) => scorer.score({ [name]: labels[name] ?? [] }, frozen));
  };

  const byThreshold = options['cross-validate'] ? CANDIDATES.map((threshold) => judge(threshold)) : [];
  const each = judge(DEFAULT_THRESHOLD);
  const best = scorer.score(labels);
  const cost = files.map((file) => {
    const start = process.cpuUsage();
    scoresOf(file);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / file.rows.length;
  });
  const rows = files.reduce((sum, file) => sum + file.rows.length, 0);
  const microseconds = cost.reduce((sum, value, index) => sum + value * (files[index]?.rows.length ?? 0), 0) / rows;

  const held = options['cross-validate'] ? { output: crossValidateOutput(scorer, labels), detector: crossValidateDetector(byThreshold) } : undefined;
  const profiles = PROFILES.map(({ title }, profile) => {
    const { low, high } = bootstrap(each, profile);
    const windowsHit = each.reduce((sum, scores) => sum + (scores[profile]?.windowsHit ?? 0), 0);
    const falseAlerts = each.reduce((sum, scores) => sum + (scores[profile]?.fp ?? 0), 0);
    return {
      profile: title, frozen: round(normalised(each, profile), 2), low: round(low, 1), high: round(high, 1), windowsHit, falseAlerts,
      optimised: round(normalised([best], profile), 2), optimisedAt: round(best[profile]?.threshold ?? Number.NaN, 4),
      ...(held === undefined ? {} : { heldOutOutput: round(held.output[profile] ?? Number.NaN, 2), heldOutDetector: round(held.detector[profile] ?? Number.NaN, 2) }),
    };
  });
  const perFile = files.map(({ name, rows: { length } }, index) => {
    const [standard, lowFalse, lowMissed] = each[index] ?? [];
    return {
      name, rows: length, windows: labels[name]?.length ?? 0, windowsHit: standard?.windowsHit ?? 0, falseAlerts: standard?.fp ?? 0,
      standard: round(standard?.score ?? Number.NaN, 3), lowFalse: round(lowFalse?.score ?? Number.NaN, 3), lowMissed: round(lowMissed?.score ?? Number.NaN, 3),
      microseconds: round(cost[index] ?? Number.NaN, 2),
    };
  });
  const windows = best[0]?.windows ?? 0;
  const table = [
    `${files.length} files, ${rows} rows, ${windows} windows; ${round(microseconds, 2)} us of CPU a row. The frozen threshold is a score of ${FROZEN} (detector ${DEFAULT_THRESHOLD}); the interval is the middle 90 % of 2000 file bootstraps.`,
    markdown(
      ['profile', 'frozen', 'interval', 'windows hit', 'false alerts', 'threshold that suits these files', 'at', ...(held === undefined ? [] : ['cross-validated: score threshold', 'detector threshold'])],
      profiles.map((one) => [one.profile, one.frozen, `${one.low} - ${one.high}`, `${one.windowsHit}/${windows}`, one.falseAlerts, one.optimised, one.optimisedAt,
        ...(held === undefined ? [] : [one.heldOutOutput ?? '', one.heldOutDetector ?? ''])]),
    ),
    ...(byThreshold.length === 0 ? [] : [markdown(['detector threshold', ...PROFILES.map(({ title }) => title)],
      CANDIDATES.map((threshold, index) => [threshold, ...PROFILES.map((_, profile) => round(normalised(byThreshold[index] ?? [], profile), 2))]))]),
    markdown(['file', 'rows', 'windows hit', 'false alerts', 'standard', 'low FP', 'low FN', 'us a row'],
      perFile.map((one) => [one.name, one.rows, `${one.windowsHit}/${one.windows}`, one.falseAlerts, one.standard, one.lowFalse, one.lowMissed, one.microseconds])),
  ].join('\n\n');
  report('nab', 'Anomaly detection: NAB', table, { microsecondsPerRow: round(microseconds, 3), frozenScore: FROZEN, detectorThreshold: DEFAULT_THRESHOLD, profiles, files: perFile });
}

if (options.help) process.stdout.write(USAGE);
else {
  const scratch = mkdtempSync(join(tmpdir(), 'nab-'));
  try {
    await measure(scratch);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
