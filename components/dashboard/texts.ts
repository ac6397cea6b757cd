import type { Dashboard } from './dashboard.ts';

const SECTIONS = ['Move', 'Look', 'Find', 'Act', 'Program'] as const;

/** The help screen: every command with its keys, from the one table. */
export function helpPanel(dashboard: Dashboard): void {
  const lines = SECTIONS.flatMap((section) => [
    { head: section, text: '' },
    ...dashboard.options.bindings.commands.filter((command) => command.section === section).map((command) => ({ head: dashboard.keysOf(command).join('  '), text: command.title })),
    { head: '', text: '' },
  ]);
  dashboard.panel = {
    type: 'text',
    title: 'Help',
    offset: 0,
    lines: () => [
      'PyProcWatch shows what every process costs, and what the cost was spent on.',
      'Enter opens what the cursor is on, Esc goes back, : finds a command by its name.',
      '',
      ...lines.map(({ head, text }) => (text === '' ? dashboard.paint('title', head) : `${dashboard.paint('accent', head.padEnd(22))} ${text}`)),
      dashboard.paint('title', 'Filters'),
      ...FILTER_HELP.map(([example, meaning]) => `${dashboard.paint('accent', example.padEnd(34))} ${meaning}`),
    ],
  };
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
  ['postgres 8080', 'words: all of them somewhere in the row'],
];

export function noticesPanel(dashboard: Dashboard): void {
  dashboard.panel = {
    type: 'text',
    title: 'What cannot be seen',
    offset: 0,
    lines: () => {
      const notices = [...dashboard.options.notices, ...(dashboard.snapshot?.notices ?? []).map((notice) => notice.message)];
      return notices.length === 0 ? ['Nothing is hidden: all that was asked for could be read.'] : notices.map((notice) => `- ${notice}`);
    },
  };
  dashboard.changed();
}
