import type { ChannelCounts } from '../../storage/alerts/deliveries.ts';
import { buildInfo, type SelfMetric } from '../exporters/self-metric.ts';
import type { AlertService } from './alert-service.ts';

/** What the service tells of itself. `counts`: messages by channel, where they are stored. */
export function serviceMetrics(version: string, { round, channels }: Pick<AlertService, 'round' | 'channels'>, counts: ReadonlyMap<string, ChannelCounts>): SelfMetric[] {
  const prefix = 'pyprocwatch';
  const { rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    buildInfo(version),
    { name: `${prefix}_self_resident_memory_bytes`, help: 'Resident memory of this program.', type: 'gauge', value: rss },
    { name: `${prefix}_self_cpu_seconds_total`, help: 'CPU time that this program used.', type: 'counter', value: (user + system) / 1e6 },
    { name: `${prefix}_rules`, help: 'Rules that are evaluated.', type: 'gauge', value: round.rules },
    { name: `${prefix}_rules_failing`, help: 'Rules that could not be evaluated last.', type: 'gauge', value: round.faults },
    { name: `${prefix}_evaluation_seconds`, help: 'Time that the last evaluation of all rules took.', type: 'gauge', value: round.milliseconds / 1000 },
    { name: `${prefix}_alert_state_stored`, help: '1 while the state of alerts can be stored.', type: 'gauge', value: round.stored ? 1 : 0 },
    ...channels.flatMap(({ channel, state, failures, inFlight, inMemory }): SelfMetric[] => {
      const labels = { channel };
      const stored = counts.get(channel);
      return [
        { name: `${prefix}_channel_up`, help: '1 while the channel works.', type: 'gauge', value: state === 'ok' ? 1 : 0, labels },
        { name: `${prefix}_channel_failures`, help: 'Attempts that failed since one worked.', type: 'gauge', value: failures, labels },
        { name: `${prefix}_messages_in_flight`, help: 'Messages that are being delivered.', type: 'gauge', value: inFlight, labels },
        { name: `${prefix}_messages_queued`, help: 'Messages that wait.', type: 'gauge', value: (stored?.queued ?? 0) + inMemory, labels },
        { name: `${prefix}_messages_delivered_total`, help: 'Messages that were delivered.', type: 'counter', value: stored?.delivered ?? Number.NaN, labels },
        { name: `${prefix}_messages_dead_total`, help: 'Messages that were given up.', type: 'counter', value: stored?.dead ?? Number.NaN, labels },
      ];
    }),
  ];
}
