import { renice as setNice } from '../../src/actions/priority.ts';
import { FilterError } from '../../src/analysis/filter/filter.ts';
import { isNumber, isText, type Kind } from '../../src/model/kind.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { parseTime } from '../../src/analysis/time-words.ts';
import { parseValue } from '../../src/model/units.ts';
import { refused, report } from './actions.ts';
import type { Dashboard } from './dashboard.ts';
import { agoWords, momentWords } from './moments.ts';
import { tablePageOf } from './pages.ts';

const LEAST_INTERVAL = 0.1;
const MOST_INTERVAL = 3600;
const MOST_KEPT = 20;

export function filter(dashboard: Dashboard): void {
  const before = tablePageOf(dashboard.page)?.filterText ?? '';
  const lately = dashboard.options.preferences.get().filters ?? [];
  dashboard.ask({
    label: 'Filter',
    hint: filterHint(dashboard.table?.kind),
    text: before,
    change: (text) => dashboard.setFilter(text),
    submit: (text) => {
      dashboard.setFilter(text);
      if (text.trim() !== '') dashboard.options.preferences.update({ filters: [text, ...lately.filter((other) => other !== text)].slice(0, MOST_KEPT) });
    },
    cancel: () => dashboard.setFilter(before),
    history: lately,
  });
}

/** Examples for processes; of other kinds one, and what their fields are called. */
function filterHint(kind: Kind | undefined): string {
  if (kind === undefined || kind.name === processKind.name) return 'cpu > 5 and user = www · rss > 1G · state = D · port = 8080 · command ~ node · words · ↑ earlier ones';
  const fields = kind.columns.flatMap((name) => {
    const field = kind.fields[name];
    return field === undefined ? [] : [{ field, word: field.aliases?.[0] ?? name }];
  });
  const figure = fields.find(({ field }) => isNumber(field) && field.choices === undefined && field.unit !== 'id')?.word;
  const text = fields.findLast(({ field }) => isText(field))?.word;
  const example = [...(figure === undefined ? [] : [`${figure} > 5`]), ...(text === undefined ? [] : [`${text} ~ word`])].join(' and ');
  return `${example} · words · ↑ earlier ones · fields: ${fields.map(({ word }) => word).join(', ')}`;
}

export function search(dashboard: Dashboard): void {
  dashboard.ask({
    label: 'Search',
    hint: 'a word or a pattern · Enter stays here, then n and N for the next',
    text: '',
    change: (text) => find(dashboard, text, 1, true),
    submit: (text) => {
      dashboard.lastSearch = text;
    },
    cancel: () => undefined,
  });
}

function find(dashboard: Dashboard, text: string, direction: 1 | -1, includingCurrent: boolean): string {
  try {
    return dashboard.table?.search(text, direction, includingCurrent) === false ? `no row holds "${text}"` : '';
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
}

/** n and N. */
export function again(dashboard: Dashboard, direction: 1 | -1): void {
  if (dashboard.lastSearch === '') {
    search(dashboard);
    return;
  }
  const wrong = find(dashboard, dashboard.lastSearch, direction, false);
  if (wrong !== '') dashboard.say(wrong, true);
}

const PORT_COLUMNS = ['pid', 'user', 'listenPorts', 'ports', 'state', 'cpuPercent', 'rssBytes', 'command'];

/** Who holds a port: a page of its own, with the columns that show it. */
export function port(dashboard: Dashboard): void {
  const valid = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
  dashboard.ask({
    label: 'Who holds port',
    hint: '1 to 65535 · Enter shows who listens or is connected there',
    text: '',
    change: (text) => (text === '' || valid(text) ? '' : 'a port is a number from 1 to 65535'),
    submit: (text) => {
      if (!valid(text)) return;
      const page = dashboard.makeTablePage(processKind, undefined, `port ${Number(text)}`);
      page.table.choices.columns = PORT_COLUMNS;
      dashboard.open(page);
      dashboard.setFilter(`port = ${Number(text)}`);
    },
    cancel: () => undefined,
  });
}

export function renice(dashboard: Dashboard): void {
  if (refused(dashboard)) return;
  const targets = dashboard.targets();
  const valid = (text: string): boolean => /^-?\d{1,2}$/.test(text) && Number(text) >= -20 && Number(text) <= 19;
  dashboard.ask({
    label: `Niceness of ${targets.length === 1 ? `${targets[0]?.pid} ${targets[0]?.name}` : `${targets.length} processes`}`,
    hint: '-20 (favoured most) to 19 (least)',
    text: '',
    change: (text) => (text === '' || text === '-' || valid(text) ? '' : 'a niceness is a number from -20 to 19'),
    submit: (text) => {
      if (valid(text) && !refused(dashboard)) report(dashboard, `niceness ${Number(text)} for`, setNice(targets, Number(text)));
    },
    cancel: () => undefined,
  });
}

export function interval(dashboard: Dashboard): void {
  const read = (text: string): number | undefined => {
    const seconds = parseValue('seconds', text);
    return seconds !== undefined && seconds >= LEAST_INTERVAL && seconds <= MOST_INTERVAL ? seconds : undefined;
  };
  dashboard.ask({
    label: 'Seconds between samples',
    hint: '0.1 to 3600; also 500ms, 2s, 1m',
    text: String(dashboard.intervalSeconds),
    change: (text) => (text === '' || read(text) !== undefined ? '' : 'a time from 0.1 s to 1 h'),
    submit: (text) => {
      const seconds = read(text);
      if (seconds !== undefined) dashboard.setInterval(seconds);
    },
    cancel: () => undefined,
  });
}

/** A time as people say it; while it is typed, the moment that it means stands beside. */
export function goTo(dashboard: Dashboard): void {
  const read = (text: string): number | undefined => (text.trim() === '' ? undefined : parseTime(text, dashboard.now()));
  dashboard.ask({
    label: 'Go to',
    hint: (text) => {
      const time = read(text);
      if (time === undefined) return '03:12 · yesterday 3am · -2h · 2026-03-01 03:12 · now';
      return time > dashboard.now() ? 'that is yet to come' : `${momentWords(time)}, ${agoWords(time, dashboard.now())}`;
    },
    text: '',
    // Words are wrong until they are whole: that is said when they are sent off.
    change: () => '',
    submit: (text) => {
      const time = read(text);
      if (time !== undefined) dashboard.past.seek(time);
      else if (text.trim() !== '') dashboard.say(`"${text.trim()}" is no time that is understood here: 03:12, yesterday 3am, -2h, now`, true);
    },
    cancel: () => undefined,
  });
}
