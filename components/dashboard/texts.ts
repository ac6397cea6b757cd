import { wrapWords } from '../widgets/wrap.ts';
import { keyLabel } from './bindings.ts';
import type { Dashboard } from './dashboard.ts';

const SECTIONS = ['Move', 'Look', 'Find', 'Time', 'Act', 'Program'] as const;

/** What one wants to know at 3 in the morning, and the keys that answer it. */
export const QUESTIONS: readonly (readonly [question: string, keys: string])[] = [
  ['Who eats the CPU?', 'P'],
  ['Who eats the memory?', 'M'],
  ['Who eats the disk?', 'D'],
  ['Who holds port 8080?', 'o 8080 Enter'],
  ['Which container is it?', 'Enter (or c for all containers)'],
  ['What does it have open?', 'l'],
  ['Whom does it talk to?', 's'],
  ['What was it like an hour ago?', 'b -1h Enter (L: back to now)'],
  ['What rose in that spike?', 'B, arrows, Enter'],
  ['Which requests cost the CPU?', 'E'],
  ['Where do requests come from?', 'R'],
  ['Is anything unusual?', 'w'],
  ['What alerts, and why?', 'W Enter'],
  ['Kill all of this program, safely', 'g k Enter y'],
];

/** The help screen: every command with its keys, from the one table. */
export function helpPanel(dashboard: Dashboard): void {
  const { paint } = dashboard;
  const entry = (head: string, text: string): string => `${paint('accent', head.padEnd(24))} ${text}`;
  const lines = [
    'PyProcWatch shows what every process costs, and what the cost was spent on.',
    'Enter opens what the cursor is on, Esc goes back, : finds a command by its name.',
    '',
    paint('title', 'At 3 in the morning'),
    ...QUESTIONS.map(([question, keys]) => entry(keys, question)),
    ...SECTIONS.flatMap((section) => [
      '',
      paint('title', section),
      ...dashboard.options.bindings.commands.filter((command) => command.section === section)
        .map((command) => entry(dashboard.keysOf(command).map(keyLabel).join(' '), command.title)),
    ]),
    '',
    paint('title', 'Filters'),
    ...FILTER_HELP.map(([example, meaning]) => `${paint('accent', example.padEnd(34))} ${meaning}`),
  ];
  dashboard.panel = { type: 'text', title: 'Help', offset: 0, lines: () => lines };
  dashboard.changed();
}

const FILTER_HELP: readonly (readonly [string, string])[] = [
  ['cpu > 50', 'more than half a core'],
  ['rss > 1G and user = www', 'and, or, not, brackets'],
  ['command ~ "worker|cron"', 'text holds a pattern; !~ holds it not'],
  ['name = node*', 'the whole text; * stands for anything'],
  ['port = 3000', 'who listens or is connected there'],
  ['state = D', 'waits for a disk; also running, zombie, stopped'],
  ['start < 5m', 'younger than five minutes'],
  ['p95 > 200ms and route ~ "/api"', 'endpoints (E) that are slow'],
  ['postgres 8080', 'words: all of them somewhere in the row'],
];

export function noticesPanel(dashboard: Dashboard): void {
  dashboard.panel = {
    type: 'text',
    title: 'What cannot be seen',
    offset: 0,
    lines: (width) => {
      const notices = [...dashboard.options.notices, ...(dashboard.snapshot?.notices ?? []).map((notice) => notice.message)];
      return notices.length === 0 ? ['Nothing is hidden: all that was asked for could be read.'] : notices.flatMap((notice) => wrapWords(notice, width - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`));
    },
  };
  dashboard.changed();
}
