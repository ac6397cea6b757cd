import { ReadStream, WriteStream } from 'node:tty';
import type { AlertDesk } from '../../components/dashboard/alerts.ts';
import { COMMANDS } from '../../components/dashboard/commands.ts';
import { openDashboard } from '../../components/open-dashboard.tsx';
import { openPreferences, stateFolder } from '../../storage/preferences.ts';
import type { HistoryReader } from '../../storage/history/reader.ts';
import { parseFilter } from '../analysis/filter/filter.ts';
import { suggest } from '../analysis/nearest.ts';
import { staySmall } from '../engine/stay-small.ts';
import type { RecentHistory } from '../engine/recent-history.ts';
import { Forecaster } from '../monitors/forecasting/forecaster.ts';
import { TimeTravel } from '../engine/time-travel.ts';
import { EXIT, type ExitCode, UserError } from '../model/errors.ts';
import type { Timeline } from '../model/timeline.ts';
import { ProcessMonitor } from '../monitors/process-monitor.ts';
import { attached, records } from './attached.ts';
import type { ReplayArguments, TopArguments } from './commands/top.ts';
import { type Settings, trafficOptions } from './settings.ts';

const DAY_MILLISECONDS = 86_400_000;
const TOP = 'pyprocwatch top';

/** Opens the live screen, or that of the past; resolves with the exit code when it is left. */
export async function runDashboard(args: TopArguments, settings: Settings, replay?: Pick<ReplayArguments, 'at' | 'speed'>): Promise<ExitCode> {
  const { config } = settings;
  // What ps and other tops show: the flags it started itself with say nothing to anybody.
  process.title = 'pyprocwatch';
  staySmall();
  checkKeys(settings);
  // A filter that cannot be read is said before the screen is taken.
  parseFilter(settings.kind, args.filter ?? '');
  const { stdin: input, stdout: output } = process;
  if (!(input instanceof ReadStream) || !(output instanceof WriteStream)) {
    throw new UserError('this is no terminal', { mend: 'use --once', exitCode: EXIT.usage });
  }
  const timeline = new TimeTravel(replay === undefined ? await present(args, settings) : undefined, () => openHistory(settings), () => Date.now());
  if (replay !== undefined) {
    // Said before the screen is taken, if there is nothing to show.
    await timeline.seek(replay.at);
    // Nobody records now: what was last there is nearest to what is asked for.
    const gap = timeline.position()?.gap;
    if (gap !== undefined && Number.isNaN(gap.to)) await timeline.seek(gap.from);
    if (replay.speed > 0) await timeline.play(replay.speed);
  }
  const preferences = await openPreferences({ folder: stateFolder(process.env) });
  const forecaster = new Forecaster({ folder: settings.historyFolder, holidays: config.forecast.holidays });
  try {
    await openDashboard({
      timeline,
      preferences,
      kind: settings.kind,
      choices: (kind) => {
        const kept = preferences.get();
        const first = kind === settings.kind;
        return {
          columns: (first && args.columns !== undefined ? settings.columns : undefined) ?? kept.columns?.[kind.name] ?? config.view.columns[kind.name] ?? kind.columns,
          sort: (first && args.sort !== undefined ? settings.sort : undefined) ?? kept.sort?.[kind.name] ?? config.view.sort[kind.name] ?? kind.sort,
          tree: args.tree ?? kept.tree ?? config.view.tree,
        };
      },
      now: () => Date.now(),
      alerts: alertDesk(settings),
      forecasts: forecaster,
      env: process.env,
      theme: args.theme ?? preferences.get().theme ?? config.view.theme,
      thresholds: config.thresholds,
      savedFilters: config.filters,
      ownUser: settings.ownUser,
      intervalSeconds: settings.intervalSeconds,
      readonly: replay !== undefined || settings.readonly,
      readonlyReason: replay === undefined ? settings.readonlyReason : 'this is the past: nothing can be acted on',
      filter: args.filter ?? '',
      keymap: config.view.keymap,
      keys: config.view.keys,
      mouse: args.mouse ?? config.view.mouse,
      input,
      output,
    });
    return EXIT.ok;
  } finally {
    forecaster.close();
    await timeline.close();
    await preferences.flush();
  }
}

/** What a running service samples, or this program itself. */
async function present(args: TopArguments, settings: Settings): Promise<Timeline> {
  return await attached(args, settings, (remembered) => live(args, settings, remembered)) ?? live(args, settings);
}

/** What happens now; kept for later, unless secrets are shown or it is not wanted. */
function live(args: TopArguments, settings: Settings, remembered?: RecentHistory): Timeline {
  const { config } = settings;
  const record = records(args, settings);
  return new ProcessMonitor({
    source: args.source ?? config.source,
    roots: settings.roots,
    redact: settings.redact,
    intervalSeconds: settings.intervalSeconds,
    history: record ? { folder: settings.historyFolder, tiers: settings.tiers, intervalMilliseconds: config.history.interval * 1000, compactAfterMilliseconds: DAY_MILLISECONDS, command: TOP } : undefined,
    traffic: trafficOptions(settings, record, TOP),
  }).start(remembered);
}

/** Loaded when an alert is first asked for. */
function alertDesk({ historyFolder, ownUser }: Settings): AlertDesk {
  const desk = async () => {
    const { StoredAlertDesk } = await import('../monitors/alert-desk.ts');
    return new StoredAlertDesk(historyFolder, ownUser, () => Date.now());
  };
  return {
    explain: async (fingerprint) => (await desk()).explain(fingerprint),
    acknowledge: async (fingerprint) => (await desk()).acknowledge(fingerprint),
    silence: async (fingerprint, milliseconds) => (await desk()).silence(fingerprint, milliseconds),
  };
}

/** Loaded when the past is first asked for. */
async function openHistory({ historyFolder }: Settings): Promise<HistoryReader> {
  const { HistoryReader } = await import('../../storage/history/reader.ts');
  return HistoryReader.open(historyFolder);
}

/** Keys bound to a command that there is not. */
function checkKeys({ config, loaded }: Settings): void {
  const known = COMMANDS.map(({ id }) => id);
  for (const id of Object.keys(config.view.keys)) {
    if (known.includes(id)) continue;
    const place = loaded.placeOf(['view', 'keys', id]);
    throw new UserError(`there is no command "${id}"`, {
      where: place === undefined ? 'view.keys' : `${place.path}:${place.line}:${place.column}`,
      mend: suggest(id, known),
      exitCode: EXIT.configuration,
    });
  }
}
