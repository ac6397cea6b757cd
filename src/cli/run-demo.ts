import { setTimeout as sleep } from 'node:timers/promises';
import { sortedRows } from '../analysis/order.ts';
import { EXIT, type ExitCode, UserError } from '../model/errors.ts';
import { snapshotToJson } from '../model/json.ts';
import { endpoint } from '../model/kinds/endpoint.ts';
import { ProcessMonitor } from '../monitors/process-monitor.ts';
import type { DemoArguments } from './commands/demo.ts';
import type { CommandOutput } from './commands/output.ts';
import { NO_ARGUMENTS } from './commands/top-defaults.ts';
import { EndpointsDemo } from './demo/endpoints.ts';
import { tableText } from './output/text.ts';
import { type Settings, settingsFrom, trafficOptions } from './settings.ts';

const SEED = 7;

/** `pyprocwatch demo endpoints`: a screen on a made-up shop, or what it shows after a while. */
export async function runDemo(args: DemoArguments, io: CommandOutput): Promise<ExitCode> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!isTerminal && args.seconds === undefined) throw new UserError('this is no terminal', { mend: 'use --seconds 30 for what the screen would show then', exitCode: EXIT.usage });
  await using demo = await EndpointsDemo.start(args.rate, SEED);
  const settings = settingsOf(await settingsFrom({ ...NO_ARGUMENTS, view: endpoint.name }), demo);
  if (args.seconds !== undefined) return await shown(settings, args.seconds, args.json, io);
  const { runDashboard } = await import('./run-dashboard.ts');
  return await runDashboard({ ...NO_ARGUMENTS, standalone: true }, settings);
}

/** The user's own, but of the demo's log, and kept in its folder. */
function settingsOf(settings: Settings, demo: EndpointsDemo): Settings {
  const { config } = settings;
  return { ...settings, config: { ...config, endpoints: { ...config.endpoints, ...demo.settings, otlp: { ...config.endpoints.otlp, enabled: false }, middleware: false } }, historyFolder: demo.folder };
}

async function shown(settings: Settings, seconds: number, json: boolean, io: CommandOutput): Promise<ExitCode> {
  const timeline = new ProcessMonitor({ roots: settings.roots, redact: settings.redact, traffic: trafficOptions(settings, true, 'pyprocwatch demo') }).start();
  try {
    await sleep(seconds * 1000);
    const snapshot = timeline.latest();
    const frame = snapshot?.frame(endpoint);
    if (snapshot === undefined || frame === undefined) throw new UserError('nothing was seen in that time', { mend: 'give it more: --seconds 20', exitCode: EXIT.unavailable });
    const rows = sortedRows(frame, endpoint.sort, () => true);
    io.out(json ? `${JSON.stringify(snapshotToJson(snapshot, frame, [...rows]), undefined, 2)}\n` : tableText(frame, [...rows].map((row) => ({ row, prefix: '' })), endpoint.columns, snapshot.time / 1000));
    return EXIT.ok;
  } finally {
    await timeline.close();
  }
}
