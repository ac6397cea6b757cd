import type { CommandModule } from 'yargs';
import { anomaliesCommand } from '../detect/anomalies.ts';
import { leaksCommand } from '../detect/leaks.ts';
import type { CommandOutput } from './output.ts';

/** `pyprocwatch detect anomalies|leaks`: the same detectors as on the screen, on recorded data. */
export const detectCommand = (io: CommandOutput): CommandModule => ({
  command: 'detect',
  describe: 'Find anomalies or leaks in recorded data',
  builder: (yargs) => yargs
    .command(anomaliesCommand(io))
    .command(leaksCommand(io))
    .demandCommand(1, 1, 'choose one of anomalies, leaks', 'choose one of anomalies, leaks'),
  handler: () => undefined,
});
