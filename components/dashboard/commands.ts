import type { Command } from './bindings.ts';
import type { Dashboard } from './dashboard.ts';
import { drill } from './drill.ts';
import * as act from './actions.ts';
import { acknowledgeAlert, openAlertSubject, silenceAlert } from './alerts.ts';
import { growUsers, nextResource, openCapacity, partMenu, planAhead, scrollPlan } from './capacity.ts';
import { closeBrush, moveEdge, openBrush, submitBrush, swapEdges, zoom } from './brush.ts';
import * as ask from './prompts.ts';
import * as choose from './menus.ts';
import { lookAhead, lookFurther, nextFigure, openForecast, openHostForecast } from './forecasts.ts';
import { helpPanel, noticesPanel } from './texts.ts';
import { whatIfMenu } from './what-if.ts';

const table = (run: (table: NonNullable<Dashboard['table']>) => void) => (dashboard: Dashboard): void => {
  if (dashboard.table !== undefined) run(dashboard.table);
};

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** So far ahead, whatever is told. */
function daysAhead(dashboard: Dashboard, days: number): void {
  if (dashboard.page.type === 'capacity') planAhead(dashboard, days);
  else lookAhead(dashboard, days * DAY);
}

/** Everything a user can do. Key handling, the palette, the help screen, the hints at the bottom and docs/keys.md follow from this one table. */
export const COMMANDS: readonly Command[] = [
  { id: 'help', keys: ['?', 'F1', 'h'], vim: ['?', 'F1'], section: 'Program', title: 'Help: every key', hint: 'Help', where: 'always', run: helpPanel },
  { id: 'columns', keys: ['F2'], section: 'Look', title: 'Choose columns', hint: 'Columns', where: 'table', run: choose.columnsMenu },
  { id: 'search', keys: ['/', 'F3'], section: 'Find', title: 'Search: move to the next row that holds a text', hint: 'Search', where: 'table', run: ask.search },
  { id: 'filter', keys: ['F4', '\\'], section: 'Find', title: 'Filter rows: cpu > 5 and user = www', hint: 'Filter', where: 'table', run: ask.filter },
  { id: 'tree', keys: ['t', 'F5'], section: 'Look', title: 'Tree of parents and children', hint: 'Tree', where: 'processes', run: act.toggleTree },
  { id: 'sort', keys: ['F6'], section: 'Look', title: 'Sort by a column', hint: 'Sort', where: 'table', run: choose.sortMenu },
  { id: 'niceLess', keys: ['F7'], section: 'Act', title: 'Favour it more: niceness - 1 (below 0 needs root)', hint: 'Nice-', where: 'actionable', run: (dashboard) => act.reniceBy(dashboard, -1) },
  { id: 'niceMore', keys: ['F8'], section: 'Act', title: 'Favour it less: niceness + 1', hint: 'Nice+', where: 'actionable', run: (dashboard) => act.reniceBy(dashboard, 1) },
  { id: 'signal', keys: ['k', 'F9'], vim: ['K', 'F9'], section: 'Act', title: 'Send a signal: end, pause, reload', hint: 'Kill', where: 'actionable', run: choose.signalMenu },
  { id: 'quit', keys: ['q', 'F10', 'ctrl+c'], section: 'Program', title: 'Quit', hint: 'Quit', where: 'always', run: (dashboard) => dashboard.options.quit() },

  { id: 'open', keys: ['enter'], section: 'Look', title: 'Open: what it costs, has open, talks to', hint: 'Open', where: 'table', run: drill },
  { id: 'back', keys: ['escape'], section: 'Look', title: 'Back; at the first screen clears filter and tags, then comes back to the present', where: 'always', run: (dashboard) => dashboard.back() },
  { id: 'processes', keys: ['p'], section: 'Look', title: 'View: processes', where: 'always', run: (dashboard) => act.showKind(dashboard, 'process') },
  { id: 'groups', keys: ['g'], vim: ['z'], section: 'Look', title: 'View: groups (all processes of one program together)', hint: 'Groups', where: 'always', run: (dashboard) => act.showKind(dashboard, 'group') },
  { id: 'containers', keys: ['c'], section: 'Look', title: 'View: containers, pods and systemd units', hint: 'Containers', where: 'always', run: (dashboard) => act.showKind(dashboard, 'container') },
  { id: 'endpoints', keys: ['E'], section: 'Look', title: 'View: endpoints: what each request costs', hint: 'Endpoints', where: 'always', run: (dashboard) => act.showKind(dashboard, 'endpoint') },
  { id: 'regions', keys: ['R'], section: 'Look', title: 'View: regions: where requests come from', hint: 'Regions', where: 'always', run: (dashboard) => act.showKind(dashboard, 'region') },
  { id: 'sessions', keys: ['V'], section: 'Look', title: 'View: sessions: what each visitor costs', hint: 'Sessions', where: 'always', run: (dashboard) => act.showKind(dashboard, 'session') },
  { id: 'backends', keys: ['G'], vim: ['X'], section: 'Look', title: 'View: backends: gateways and the processes that serve requests', hint: 'Backends', where: 'always', run: (dashboard) => act.showKind(dashboard, 'backend') },
  { id: 'map', keys: ['m'], section: 'Look', title: 'Regions: show or hide the map of the world', hint: 'Map', where: 'regions', run: act.toggleMap },
  { id: 'views', keys: ['v'], section: 'Look', title: 'All views: CPUs, disks, interfaces, file systems, sensors ...', hint: 'Views', where: 'always', run: choose.viewsMenu },
  { id: 'findings', keys: ['w'], section: 'Look', title: 'View: what is wrong: anomalies, leaks, limits that are near', where: 'always', run: (dashboard) => act.showKind(dashboard, 'finding') },
  { id: 'alerts', keys: ['W'], section: 'Look', title: 'View: alerts of "pyprocwatch watch": what fires, for whom, and why', hint: 'Alerts', where: 'always', run: (dashboard) => act.showKind(dashboard, 'alert') },
  { id: 'acknowledge', keys: ['x'], section: 'Act', title: 'Alert: it is seen to, do not tell it again', hint: 'Acknowledge', where: 'alerts', run: acknowledgeAlert },
  { id: 'silence', keys: ['m'], section: 'Act', title: 'Alert: do not tell it for a while (0 ends that)', hint: 'Silence', where: 'alerts', run: silenceAlert },
  { id: 'subject', keys: ['o'], vim: ['O'], section: 'Look', title: 'Alert: open what it is about', hint: 'Subject', where: 'alerts', run: openAlertSubject },
  { id: 'files', keys: ['l'], vim: ['o'], section: 'Look', title: 'Open files of the process', where: 'actionable', run: (dashboard) => act.openTab(dashboard, 'file') },
  { id: 'sockets', keys: ['s'], section: 'Look', title: 'Sockets of the process', where: 'actionable', run: (dashboard) => act.openTab(dashboard, 'socket') },
  { id: 'environment', keys: ['e'], section: 'Look', title: 'Environment of the process (values masked)', where: 'actionable', run: (dashboard) => act.openTab(dashboard, 'variable') },
  { id: 'nextTab', keys: ['tab', 'right'], section: 'Look', title: 'Next tab', hint: 'Next tab', where: 'detail', run: (dashboard) => act.moveTab(dashboard, 1) },
  { id: 'previousTab', keys: ['shift+tab', 'left'], section: 'Look', title: 'Previous tab', where: 'detail', run: (dashboard) => act.moveTab(dashboard, -1) },
  { id: 'reveal', keys: ['x'], section: 'Look', title: 'Show or mask the values of the environment', hint: 'Reveal', where: 'process', run: act.toggleReveal },

  { id: 'byCpu', keys: ['P'], section: 'Look', title: 'Sort by CPU', where: 'table', run: (dashboard) => act.sortBy(dashboard, 'cpuPercent', 'cpuSeconds') },
  { id: 'byMemory', keys: ['M'], section: 'Look', title: 'Sort by memory', where: 'table', run: (dashboard) => act.sortBy(dashboard, 'rssBytes', 'memoryPerSessionBytes', 'memoryPerRequestBytes') },
  { id: 'byTime', keys: ['T'], section: 'Look', title: 'Sort by CPU time; of requests by response time', where: 'table', run: (dashboard) => act.sortBy(dashboard, 'cpuSeconds', 'p95Seconds', 'durationSeconds') },
  { id: 'byDisk', keys: ['D'], section: 'Look', title: 'Sort by disk writes; again: by reads', where: 'table', run: act.sortByDisk },
  { id: 'nextSort', keys: ['>', '.'], section: 'Look', title: 'Sort by the next column', where: 'table', run: (dashboard) => act.nextSort(dashboard, 1) },
  { id: 'previousSort', keys: ['<', ','], section: 'Look', title: 'Sort by the column before', where: 'table', run: (dashboard) => act.nextSort(dashboard, -1) },
  { id: 'invert', keys: ['I'], section: 'Look', title: 'Invert the order', where: 'table', run: act.invert },
  { id: 'subtree', keys: ['S'], section: 'Look', title: 'Tree: totals of each subtree instead of own values', where: 'processes', run: act.toggleTotals },
  { id: 'kernel', keys: ['K'], vim: ['ctrl+k'], section: 'Look', title: 'Hide or show kernel threads', where: 'processes', run: act.toggleKernel },
  { id: 'follow', keys: ['F'], section: 'Look', title: 'Follow the process under the cursor', where: 'table', run: act.follow },
  { id: 'pause', keys: ['Z'], section: 'Look', title: 'Pause and go on', where: 'always', run: act.togglePause },

  { id: 'port', keys: ['o'], vim: ['O'], section: 'Find', title: 'Who holds a port: listens or is connected there', where: 'processes', run: ask.port },
  { id: 'user', keys: ['u'], section: 'Find', title: 'Only the processes of one user', where: 'processes', run: choose.userMenu },
  { id: 'nextFound', keys: ['n'], section: 'Find', title: 'Next row found', where: 'table', run: (dashboard) => ask.again(dashboard, 1) },
  { id: 'previousFound', keys: ['N'], section: 'Find', title: 'Row found before', where: 'table', run: (dashboard) => ask.again(dashboard, -1) },
  { id: 'saved', keys: ['|'], section: 'Find', title: 'Filters saved in the configuration', where: 'table', run: choose.savedFiltersMenu },

  { id: 'earlier', keys: ['['], section: 'Time', title: 'Into the past: a tick back', hint: 'Earlier', where: 'history', run: (dashboard) => dashboard.past.step(-1) },
  { id: 'later', keys: [']'], section: 'Time', title: 'A tick on', hint: 'Later', where: 'past', run: (dashboard) => dashboard.past.step(1) },
  { id: 'minuteEarlier', keys: ['{'], section: 'Time', title: 'A minute back', where: 'history', run: (dashboard) => dashboard.past.skip(-MINUTE) },
  { id: 'minuteLater', keys: ['}'], section: 'Time', title: 'A minute on', where: 'past', run: (dashboard) => dashboard.past.skip(MINUTE) },
  { id: 'goTo', keys: ['b', '@'], section: 'Time', title: 'Go to a time: 03:12, yesterday 3am, -2h, now', hint: 'Go to', where: 'history', run: ask.goTo },
  { id: 'play', keys: ['y'], section: 'Time', title: 'Play what was recorded, or stand', hint: 'Play', where: 'past', run: (dashboard) => dashboard.past.play() },
  { id: 'faster', keys: [')'], section: 'Time', title: 'Play faster', hint: 'Faster', where: 'past', run: (dashboard) => dashboard.past.faster(1) },
  { id: 'slower', keys: ['('], section: 'Time', title: 'Play slower', where: 'past', run: (dashboard) => dashboard.past.faster(-1) },
  { id: 'previousFinding', keys: ['A'], section: 'Time', title: 'Back to where something unusual began', hint: 'Unusual', where: 'history', run: (dashboard) => dashboard.past.jump(-1) },
  { id: 'nextFinding', keys: ['a'], section: 'Time', title: 'On to where something unusual began', where: 'history', run: (dashboard) => dashboard.past.jump(1) },
  { id: 'present', keys: ['L'], section: 'Time', title: 'Live: back to the present', hint: 'Live', where: 'past', run: (dashboard) => dashboard.past.present() },
  { id: 'brush', keys: ['B'], section: 'Time', title: 'Choose a stretch of time (or drag over a chart): what rose in it', hint: 'What rose', where: 'history', run: openBrush },
  { id: 'edgeEarlier', keys: ['left'], vim: ['left', 'h'], section: 'Time', title: 'Stretch of time: move this edge back', hint: 'Edge', where: 'brush', run: (dashboard) => moveEdge(dashboard, 'own', -1) },
  { id: 'edgeLater', keys: ['right'], vim: ['right', 'l'], section: 'Time', title: 'Stretch of time: move this edge on', hint: 'Edge', where: 'brush', run: (dashboard) => moveEdge(dashboard, 'own', 1) },
  { id: 'otherEarlier', keys: ['shift+left'], vim: ['shift+left', 'H'], section: 'Time', title: 'Stretch of time: move the other edge back', where: 'brush', run: (dashboard) => moveEdge(dashboard, 'other', -1) },
  { id: 'otherLater', keys: ['shift+right'], vim: ['shift+right', 'L'], section: 'Time', title: 'Stretch of time: move the other edge on', where: 'brush', run: (dashboard) => moveEdge(dashboard, 'other', 1) },
  { id: 'otherEdge', keys: ['tab'], section: 'Time', title: 'Stretch of time: take the other edge', hint: 'Other edge', where: 'brush', run: swapEdges },
  { id: 'moreTime', keys: ['-'], section: 'Time', title: 'Stretch of time: show more of it', hint: 'More', where: 'brush', run: (dashboard) => zoom(dashboard, 2) },
  { id: 'lessTime', keys: ['+', '='], section: 'Time', title: 'Stretch of time: show less of it', hint: 'Less', where: 'brush', run: (dashboard) => zoom(dashboard, 0.5) },
  { id: 'rises', keys: ['enter'], section: 'Time', title: 'Stretch of time: show what rose in it', hint: 'What rose', where: 'brush', run: submitBrush },
  { id: 'leaveBrush', keys: ['escape'], section: 'Time', title: 'Stretch of time: choose none', hint: 'Cancel', where: 'brush', run: closeBrush },

  { id: 'forecast', keys: ['f'], section: 'Time', title: 'Forecast: what the figure that sorts will be, and how sure that is', hint: 'Forecast', where: 'figures', run: openForecast },
  { id: 'hostForecast', keys: ['H'], section: 'Time', title: 'Forecast of the whole machine', where: 'always', run: openHostForecast },
  { id: 'nextFigure', keys: ['right', 'tab'], vim: ['right', 'tab', 'l'], section: 'Time', title: 'Forecast: another figure of the same', hint: 'Other figure', where: 'forecast', run: (dashboard) => nextFigure(dashboard, 1) },
  { id: 'previousFigure', keys: ['left', 'shift+tab'], vim: ['left', 'shift+tab', 'h'], section: 'Time', title: 'Forecast: the figure before', where: 'forecast', run: (dashboard) => nextFigure(dashboard, -1) },
  { id: 'oneDay', keys: ['1'], section: 'Time', title: 'Forecast, capacity: 1 day ahead', hint: 'day', where: 'ahead', run: (dashboard) => daysAhead(dashboard, 1) },
  { id: 'sevenDays', keys: ['7'], section: 'Time', title: 'Forecast, capacity: 7 days ahead', hint: 'days', where: 'ahead', run: (dashboard) => daysAhead(dashboard, 7) },
  { id: 'thirtyDays', keys: ['3'], section: 'Time', title: 'Forecast, capacity: 30 days ahead', hint: '30 days', where: 'ahead', run: (dashboard) => daysAhead(dashboard, 30) },
  { id: 'further', keys: ['+', '='], section: 'Time', title: 'Forecast: further ahead', hint: 'Further', where: 'forecast', run: (dashboard) => lookFurther(dashboard, 1) },
  { id: 'lessFar', keys: ['-'], section: 'Time', title: 'Forecast: less far ahead', hint: 'Less far', where: 'forecast', run: (dashboard) => lookFurther(dashboard, -1) },

  { id: 'capacity', keys: ['C'], section: 'Time', title: 'Capacity: what the next days need, on what, for how much', hint: 'Capacity', where: 'always', run: openCapacity },
  { id: 'whatIf', keys: ['w'], section: 'Time', title: 'Capacity: what if: more users, a campaign, a new region, a cheaper route', hint: 'What if', where: 'capacity', run: whatIfMenu },
  { id: 'moreUsers', keys: ['+', '='], section: 'Time', title: 'Capacity: what if there were a tenth more users', hint: 'More users', where: 'capacity', run: (dashboard) => growUsers(dashboard, 1) },
  { id: 'fewerUsers', keys: ['-'], section: 'Time', title: 'Capacity: what if there were a tenth fewer users', where: 'capacity', run: (dashboard) => growUsers(dashboard, -1) },
  { id: 'nextResource', keys: ['right', 'tab'], vim: ['right', 'tab', 'l'], section: 'Time', title: 'Capacity: draw another resource', hint: 'Other resource', where: 'capacity', run: (dashboard) => nextResource(dashboard, 1) },
  { id: 'previousResource', keys: ['left', 'shift+tab'], vim: ['left', 'shift+tab', 'h'], section: 'Time', title: 'Capacity: draw the resource before', where: 'capacity', run: (dashboard) => nextResource(dashboard, -1) },
  { id: 'planDown', keys: ['down', 'pagedown'], vim: ['down', 'j', 'pagedown'], section: 'Time', title: 'Capacity: the lines further down', hint: 'Lines', where: 'capacity', run: (dashboard) => scrollPlan(dashboard, 3) },
  { id: 'planUp', keys: ['up', 'pageup'], vim: ['up', 'k', 'pageup'], section: 'Time', title: 'Capacity: the lines further up', where: 'capacity', run: (dashboard) => scrollPlan(dashboard, -3) },
  { id: 'part', keys: ['o'], vim: ['O'], section: 'Time', title: 'Capacity: of what: all, an endpoint, a region, a cohort', hint: 'Of what', where: 'capacity', run: partMenu },

  { id: 'tag', keys: ['space'], section: 'Act', title: 'Tag a row; actions are for all tagged ones', hint: 'Tag', where: 'table', run: table((own) => own.toggleTag()) },
  { id: 'untag', keys: ['U'], section: 'Act', title: 'Untag all', where: 'table', run: table((own) => own.clearTags()) },
  { id: 'renice', keys: ['r'], section: 'Act', title: 'Set the niceness', where: 'actionable', run: ask.renice },
  { id: 'ionice', keys: ['i'], section: 'Act', title: 'Set the disk priority (ionice)', where: 'actionable', run: choose.ioClassMenu },

  { id: 'up', keys: ['up', 'ctrl+p'], vim: ['k', 'up'], section: 'Move', title: 'Up', where: 'table', run: table((own) => own.move(-1)) },
  { id: 'down', keys: ['down', 'ctrl+n'], vim: ['j', 'down'], section: 'Move', title: 'Down', where: 'table', run: table((own) => own.move(1)) },
  { id: 'pageUp', keys: ['pageup', 'ctrl+b'], vim: ['ctrl+u', 'pageup', 'ctrl+b'], section: 'Move', title: 'A page up', where: 'table', run: table((own) => own.page(-1)) },
  { id: 'pageDown', keys: ['pagedown', 'ctrl+f'], vim: ['ctrl+d', 'pagedown', 'ctrl+f'], section: 'Move', title: 'A page down', where: 'table', run: table((own) => own.page(1)) },
  { id: 'top', keys: ['home'], vim: ['g', 'home'], section: 'Move', title: 'To the first row', where: 'table', run: table((own) => own.move(-own.count)) },
  { id: 'bottom', keys: ['end'], vim: ['G', 'end'], section: 'Move', title: 'To the last row', where: 'table', run: table((own) => own.move(own.count)) },
  { id: 'right', keys: ['right'], vim: ['right', 'l'], section: 'Move', title: 'Tree: unfold; else scroll the command line right', where: 'table', run: (dashboard) => act.sideways(dashboard, 1) },
  { id: 'left', keys: ['left'], vim: ['left', 'h'], section: 'Move', title: 'Tree: fold; else scroll the command line left', where: 'table', run: (dashboard) => act.sideways(dashboard, -1) },
  { id: 'unfold', keys: ['+', '='], section: 'Move', title: 'Unfold a branch of the tree', where: 'processes', run: table((own) => own.fold('unfold')) },
  { id: 'fold', keys: ['-'], section: 'Move', title: 'Fold a branch of the tree; it shows the totals below it', where: 'processes', run: table((own) => own.fold('fold')) },

  { id: 'palette', keys: [':'], section: 'Program', title: 'Palette: find a command by its name', where: 'always', run: choose.palette },
  { id: 'notices', keys: ['!'], section: 'Program', title: 'What cannot be seen, and why', where: 'always', run: noticesPanel },
  { id: 'theme', keys: ['ctrl+t'], section: 'Program', title: 'Choose a theme', where: 'always', run: choose.themeMenu },
  { id: 'interval', keys: ['d'], section: 'Program', title: 'Seconds between two samples', where: 'always', run: ask.interval },
  { id: 'suspend', keys: ['ctrl+z'], section: 'Program', title: 'Go back to the shell; fg returns', where: 'always', run: (dashboard) => dashboard.options.suspend() },
  { id: 'redraw', keys: ['ctrl+l'], section: 'Program', title: 'Draw the whole screen anew', where: 'always', run: (dashboard) => dashboard.options.redraw() },
];
