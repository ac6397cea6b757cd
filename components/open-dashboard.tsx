import { performance } from 'node:perf_hooks';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import { App } from './App.tsx';
import { Bindings } from './dashboard/bindings.ts';
import { COMMANDS } from './dashboard/commands.ts';
import { Dashboard, type DashboardOptions } from './dashboard/dashboard.ts';
import { Input } from './dashboard/input.ts';
import { Screen } from './terminal/screen.ts';
import { HolderContext } from './widgets/Lines.tsx';
import { TerminalSession } from './terminal/session.ts';

type Given = Omit<DashboardOptions, 'invalidate' | 'quit' | 'suspend' | 'redraw' | 'notices' | 'bindings'>;

export interface OpenOptions extends Given {
  readonly keymap: 'default' | 'vim';
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly mouse: boolean;
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly preferences: DashboardOptions['preferences'] & { readonly notices: readonly string[] };
}

/** Takes the terminal and shows the dashboard until it is left. The terminal is given back on every way out. */
export function openDashboard(options: OpenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const { output } = options;
    const screen = new Screen(output);
    const session = new TerminalSession({ input: options.input, output, mouse: options.mouse, handle: (event) => input.handle(event) });
    const bindings = new Bindings(COMMANDS, options.keymap, options.keys);
    const dashboard: Dashboard = new Dashboard({
      ...options,
      bindings,
      notices: options.preferences.notices,
      invalidate: () => {
        screen.setGap(dashboard.table);
      },
      quit: () => leave(),
      suspend: () => session.suspend(() => screen.reset()),
      redraw: () => screen.reset(),
    });
    const input = new Input(dashboard, bindings, screen, () => performance.now());

    dashboard.start();
    session.take();
    // Keys come by the session, so Ink gets a silent stream; `debug` makes it write whole frames, which the screen compares.
    const ink = render(<HolderContext.Provider value={screen.held}><App dashboard={dashboard} /></HolderContext.Provider>, {
      stdout: screen, stdin: silentInput(), debug: true, interactive: true, patchConsole: false, exitOnCtrlC: false,
    });
    const onResize = (): void => screen.reset();
    const onSignal = (): void => leave();
    const onFailure = (error: unknown): void => {
      close();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    output.on('resize', onResize);
    process.on('SIGTERM', onSignal);
    process.on('SIGHUP', onSignal);
    process.on('SIGINT', onSignal);
    process.on('uncaughtException', onFailure);
    process.on('unhandledRejection', onFailure);

    function close(): void {
      output.off('resize', onResize);
      process.off('SIGTERM', onSignal);
      process.off('SIGHUP', onSignal);
      process.off('SIGINT', onSignal);
      process.off('uncaughtException', onFailure);
      process.off('unhandledRejection', onFailure);
      screen.mute(true);
      ink.unmount();
      session.release();
    }
    function leave(): void {
      close();
      resolve();
    }
  });
}

function silentInput(): NodeJS.ReadableStream {
  return Object.assign(new PassThrough(), { isTTY: true as const });
}
