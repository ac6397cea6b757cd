import type { Coverage } from '../coverage.ts';
import { lengthOf, type Period, SECOND } from '../period.ts';
import { comparison, type UsageReport } from '../report.ts';
import type { Source } from '../parts.ts';

const DAY_SECONDS = 86_400;

/** Local time to the minute. */
export const localMinute = (time: number): string => new Date(time).toLocaleString('sv').slice(0, 16);

/** When something was, as short as the period allows: the time of day within a day, else with its date. */
export const whenWords = (time: number, period: Period): string => {
  if (Number.isNaN(time)) return '-';
  const text = new Date(time).toLocaleString('sv');
  return lengthOf(period) <= DAY_SECONDS * SECOND ? text.slice(11, 19) : text.slice(5, 16);
};

const unit = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A length of time in the two largest units: `2 days 3 hours`, `25 minutes`. */
export function lengthWords(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: [number, string][] = [[Math.floor(whole / DAY_SECONDS), 'day'], [Math.floor((whole % DAY_SECONDS) / 3600), 'hour'], [Math.floor((whole % 3600) / 60), 'minute'], [whole % 60, 'second']];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 seconds';
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, word]) => unit(count, word)).join(' ');
}

/** `99.4 %`, never rounded to all or nothing. */
export function shareWords(percent: number): string {
  if (percent >= 99.95) return 'all';
  if (percent <= 0) return 'nothing';
  return percent < 0.1 ? 'less than 0.1 %' : `${Math.min(99.9, percent).toFixed(1)} %`;
}

export const GROUPINGS: Readonly<Record<string, string>> = { group: 'program', user: 'user', container: 'container', cpu: 'CPU', interface: 'network interface', filesystem: 'file system' };

/** What one entity of the report is called. */
export const entityWord = ({ rolled }: Pick<UsageReport, 'rolled'>): string => GROUPINGS[rolled.kind.name] ?? rolled.kind.name;

/** Whether it is about one entity as such (the host), rather than about the largest of many. */
export const isOfOne = ({ entities, rolled }: UsageReport): boolean => entities === 1 && rolled.counted === undefined;

export const titleOf = (report: UsageReport): string => (isOfOne(report) ? `Usage of ${entityWord(report)} ${report.rows[0]?.name ?? ''}`.trimEnd() : `Usage by ${entityWord(report)}`);

export const periodLine = ({ from, to }: Period): string => `${localMinute(from)} to ${localMinute(to)} (${lengthWords(Math.round((to - from) / SECOND))})`;

const SOURCES: Readonly<Record<Source, (seconds: number) => string>> = {
  hours: (seconds) => `hourly totals (${lengthWords(seconds)})`,
  minutes: (seconds) => `means of a minute (${lengthWords(seconds)})`,
  samples: (seconds) => `single samples (${lengthWords(seconds)})`,
};

function gapWords({ gaps, gapCount }: Coverage): string {
  const longest = gaps.reduce<Period | undefined>((best, gap) => (best === undefined || lengthOf(gap) > lengthOf(best) ? gap : best), undefined);
  if (longest === undefined) return '';
  const words = `${lengthWords(lengthOf(longest) / SECOND)} from ${localMinute(longest.from)}`;
  return gapCount === 1 ? `; nothing for ${words}` : `; ${gapCount} gaps, the longest ${words}`;
}

/** How much of the period was recorded, and what the figures rest on. */
export function coverageLines({ coverage }: UsageReport): string[] {
  const order: readonly Source[] = ['hours', 'minutes', 'samples'];
  const rests = order.filter((source) => coverage.restsOn[source] >= 1).map((source) => SOURCES[source](coverage.restsOn[source]));
  return [
    `Recorded: ${shareWords(coverage.recordedPercent)} of that time${gapWords(coverage)}.`,
    ...(rests.length === 0 ? [] : [`Made from: ${rests.join(', ')}.`]),
  ];
}

/** What changes are measured against. */
export function comparisonLine(report: UsageReport): string {
  const { before } = report;
  const words = `the ${lengthWords((before.to - before.from) / SECOND)} before`;
  const state = comparison(report);
  if (state === 'none') return `Compared with: nothing, since nothing was recorded in ${words}.`;
  return `Compared with: ${words}${state === 'all' ? '' : `, of which only ${shareWords(before.coverage.recordedPercent)} was recorded; changes are by recorded time`}.`;
}

export function goneLine({ gone }: UsageReport): string | undefined {
  if (gone.count === 0) return undefined;
  const more = gone.count - gone.names.length;
  return `No longer there: ${gone.names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

