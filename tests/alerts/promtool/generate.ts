/** A seeded stream of choices (mulberry32). */
export class Choice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(part: number): boolean {
    return this.next() < part;
  }

  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

export interface Case {
  readonly seed: number;
  readonly interval: string;
  readonly evaluation: string;
  readonly series: readonly { readonly series: string; readonly values: string }[];
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  /** Times at which all alerts are looked at. */
  readonly times: readonly string[];
}

const JOBS = ['x', 'y'] as const;
const INSTANCES = ['1', '2', '3'] as const;
const DURATIONS = ['30s', '1m', '90s', '2m', '3m', '5m', '7m'] as const;
const LABELS = ['job', 'instance', 'dc'] as const;

function values(choice: Choice, counter: boolean): string {
  const words: string[] = [];
  let level = choice.below(6);
  for (let left = 3 + choice.below(9); left > 0; left -= 1) {
    const kind = choice.below(12);
    if (kind === 0) words.push(`_x${1 + choice.below(4)}`);
    else if (kind === 1) words.push('_');
    else if (kind === 2 && !counter) words.push('stale');
    else if (kind < 6) {
      const step = counter ? choice.below(4) : choice.below(5) - 2;
      const count = 1 + choice.below(5);
      words.push(`${level}${step < 0 ? '' : '+'}${step}x${count}`);
      level += step * count;
    } else if (kind < 9) words.push(`${level}x${1 + choice.below(4)}`);
    else {
      level = counter && !choice.chance(0.15) ? level + choice.below(5) : choice.below(8);
      words.push(String(level));
    }
  }
  return words.join(' ');
}

function selector(choice: Choice, names: readonly [string, ...string[]] = ['gauge', 'level', 'total']): string {
  const matchers: string[] = [];
  if (choice.chance(0.35)) matchers.push(`job${choice.of(['=', '!=', '=~', '!~'])}"${choice.of(['x', 'y', 'x|y', 'z', '.+', 'x.*', ''])}"`);
  if (choice.chance(0.25)) matchers.push(`instance${choice.of(['=', '!=', '=~'])}"${choice.of([...INSTANCES, '[12]', '1|3'])}"`);
  return `${choice.of(names)}${matchers.length === 0 ? '' : `{${matchers.join(',')}}`}`;
}

const offset = (choice: Choice): string => (choice.chance(0.12) ? ` offset ${choice.of(DURATIONS)}` : '');

function vector(choice: Choice, depth: number): string {
  const kind = depth <= 0 ? choice.below(2) : choice.below(13);
  const range = (names?: readonly [string, ...string[]]): string => `${selector(choice, names)}[${choice.of(DURATIONS)}]${offset(choice)}`;
  switch (kind) {
    case 0: case 1: return `${selector(choice)}${offset(choice)}`;
    case 2: return `${choice.of(['rate', 'increase', 'irate'])}(${range(['total'])})`;
    case 3: return `${choice.of(['avg_over_time', 'max_over_time', 'min_over_time', 'sum_over_time', 'count_over_time', 'last_over_time', 'present_over_time', 'changes', 'resets', 'delta', 'idelta', 'deriv', 'stddev_over_time'])}(${range()})`;
    case 4: return `quantile_over_time(${choice.of(['0', '0.25', '0.5', '0.9', '1'])}, ${range()})`;
    case 5: case 6: {
      const operator = choice.of(['sum', 'min', 'max', 'avg', 'count', 'group', 'stddev']);
      const grouping = choice.chance(0.7) ? ` ${choice.of(['by', 'without'])} (${choice.chance(0.15) ? '' : [choice.of(LABELS), ...(choice.chance(0.3) ? [choice.of(LABELS)] : [])].join(', ')}) ` : '';
      return `${operator}${grouping}(${vector(choice, depth - 1)})`;
    }
    // Which of equal ones it takes follows from Go's order of a map: only what does not depend on it.
    case 7: return `${choice.of(['sum', 'max', 'count'])}(${choice.of(['topk', 'bottomk'])}(${1 + choice.below(3)}, ${vector(choice, 0)}))`;
    case 8: return choice.chance(0.5) ? `${choice.of(['abs', 'ceil', 'floor', 'sgn'])}(${vector(choice, depth - 1)})` : `${choice.of(['clamp_min', 'clamp_max', 'round'])}(${vector(choice, depth - 1)}, 2)`;
    case 9: return `(${vector(choice, depth - 1)} ${choice.of(['+', '-', '*', '/', '%'])} ${choice.chance(0.5) ? String(1 + choice.below(4)) : `on (${choice.of(['job', 'job, instance', 'instance'])}) ${vector(choice, 0)}`})`;
    case 10: return `(${vector(choice, depth - 1)} ${choice.of(['and', 'or', 'unless'])} ${choice.chance(0.5) ? `${choice.of(['on', 'ignoring'])} (${choice.of(LABELS)}) ` : ''}${vector(choice, depth - 1)})`;
    case 11: return `${choice.of(['max_over_time', 'avg_over_time', 'count_over_time'])}((${vector(choice, 0)})[${choice.of(['3m', '5m'])}:${choice.of(['', '30s', '1m'])}])`;
    default: return choice.chance(0.5) ? `absent(${selector(choice)})` : `-${selector(choice)}`;
  }
}

function condition(choice: Choice): string {
  const comparison = choice.of(['>', '>=', '<', '<=', '==', '!=']);
  const limit = choice.of(['0', '1', '2', '2.5', '3', '4', '0.5']);
  switch (choice.below(8)) {
    case 0: return `${vector(choice, 2)} ${comparison} ${limit} ${choice.of(['and', 'unless', 'or'])} ${choice.chance(0.5) ? 'on (job) ' : ''}${vector(choice, 1)} ${choice.of(['>', '<'])} ${choice.of(['0', '1', '3'])}`;
    case 1: return `absent(${selector(choice)})`;
    case 2: return `${limit} ${comparison} ${vector(choice, 1)}`;
    case 3: return `${vector(choice, 1)} ${comparison} ${choice.chance(0.5) ? 'on (job, instance)' : 'ignoring (dc)'} ${vector(choice, 1)}`;
    case 4: return `${vector(choice, 1)} ${comparison} bool ${limit} == 1`;
    default: return `${vector(choice, 2)} ${comparison} ${limit}`;
  }
}

/** Rules, series and times that follow from a seed. */
export function makeCase(seed: number): Case {
  const choice = new Choice(seed);
  const series = ['gauge', 'level', 'total'].flatMap((name) => JOBS.flatMap((job) => INSTANCES.filter(() => choice.chance(0.6)).map((instance) => ({
    series: `${name}{job="${job}",instance="${instance}"${choice.chance(0.2) ? ',dc="e"' : ''}}`, values: values(choice, name === 'total'),
  }))));
  const rules = Array.from({ length: 1 + choice.below(4) }, (_, index) => (choice.chance(0.15)
    ? { record: `recorded_${index}`, expr: vector(choice, 2) }
    : {
      alert: `Alert${index}`, expr: choice.chance(0.15) ? `recorded_0 > ${choice.below(4)}` : condition(choice),
      ...(choice.chance(0.7) ? { for: choice.of(['0s', '1m', '2m', '3m', '5m']) } : {}),
      ...(choice.chance(0.3) ? { keep_firing_for: choice.of(['1m', '3m', '6m']) } : {}),
      ...(choice.chance(0.3) ? { labels: { severity: choice.of(['page', 'warn']), ...(choice.chance(0.3) ? { job: 'fixed' } : {}) } } : {}),
    }));
  const minutes = 12 + choice.below(12);
  return { seed, interval: choice.of(['30s', '1m', '2m']), evaluation: choice.of(['1m', '1m', '30s', '2m']), series, rules, times: Array.from({ length: minutes }, (_, minute) => `${minute}m`) };
}
