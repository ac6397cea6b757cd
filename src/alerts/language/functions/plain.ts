import { LabelSet } from '../label-set.ts';
import { type Call, type FunctionDefinition, mapped, ofValues, samplesOf, scalarOf } from './definition.ts';

const EMPTY = LabelSet.EMPTY;

/** Half up, to a multiple. */
function rounded(value: number, to: number): number {
  const inverse = 1 / to;
  return Math.floor(value * inverse + 0.5) / inverse;
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

const ofTime = (help: string, work: (date: Date) => number): FunctionDefinition => ({
  args: ['vector'], optional: 1, returns: 'vector', help,
  call: ({ args, time }) => mapped(args[0] === undefined ? [{ labels: EMPTY, value: time / 1000 }] : samplesOf(args[0]), ({ value }) => work(new Date(Math.floor(value) * 1000))),
});

const sorted = (help: string, descending: boolean): FunctionDefinition => ({
  args: ['vector'], returns: 'vector', help,
  call: ({ args }) => ({ type: 'vector', samples: samplesOf(args[0]).toSorted((left, right) => (descending ? right.value - left.value : left.value - right.value)) }),
});

export const PLAIN = {
  abs: ofValues('Without its sign.', Math.abs),
  ceil: ofValues('Rounded up.', Math.ceil),
  floor: ofValues('Rounded down.', Math.floor),
  exp: ofValues('e to its power.', Math.exp),
  ln: ofValues('Natural logarithm.', Math.log),
  log2: ofValues('Logarithm to the base 2.', Math.log2),
  log10: ofValues('Logarithm to the base 10.', Math.log10),
  sqrt: ofValues('Square root.', Math.sqrt),
  sgn: ofValues('-1, 0 or 1 by its sign.', Math.sign),
  round: {
    args: ['vector', 'scalar'], optional: 1, returns: 'vector', help: 'Rounded, to a multiple if one is given.',
    call: ({ args }: Call) => mapped(samplesOf(args[0]), ({ value }) => rounded(value, args[1] === undefined ? 1 : scalarOf(args[1]))),
  },
  clamp: {
    args: ['vector', 'scalar', 'scalar'], returns: 'vector', help: 'Kept between two bounds.',
    call: ({ args }: Call) => {
      const [low, high] = [scalarOf(args[1]), scalarOf(args[2])];
      return high < low ? { type: 'vector', samples: [] } : mapped(samplesOf(args[0]), ({ value }) => clamp(value, low, high));
    },
  },
  clamp_min: { args: ['vector', 'scalar'], returns: 'vector', help: 'At least so much.', call: ({ args }: Call) => mapped(samplesOf(args[0]), ({ value }) => Math.max(scalarOf(args[1]), value)) },
  clamp_max: { args: ['vector', 'scalar'], returns: 'vector', help: 'At most so much.', call: ({ args }: Call) => mapped(samplesOf(args[0]), ({ value }) => Math.min(scalarOf(args[1]), value)) },
  sort: sorted('By value, least first.', false),
  sort_desc: sorted('By value, greatest first.', true),
  time: { args: [], returns: 'scalar', help: 'Seconds since the epoch.', call: ({ time }: Call) => ({ type: 'scalar', value: time / 1000 }) },
  minute: ofTime('Minute of the hour (UTC).', (date) => date.getUTCMinutes()),
  hour: ofTime('Hour of the day (UTC).', (date) => date.getUTCHours()),
  day_of_week: ofTime('Day of the week, 0 is Sunday (UTC).', (date) => date.getUTCDay()),
  day_of_month: ofTime('Day of the month (UTC).', (date) => date.getUTCDate()),
  days_in_month: ofTime('Days of the month (UTC).', (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  day_of_year: ofTime('Day of the year (UTC).', (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000) + 1),
  month: ofTime('Month, 1 to 12 (UTC).', (date) => date.getUTCMonth() + 1),
  year: ofTime('Year (UTC).', (date) => date.getUTCFullYear()),
} as const satisfies Record<string, FunctionDefinition>;
