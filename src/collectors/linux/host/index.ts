import type { HostCollector } from '../../collector.ts';
import { cgroups } from './cgroups.ts';
import { diskstats } from './diskstats.ts';
import { filesystems } from './filesystems.ts';
import { hwmon } from './hwmon.ts';
import { loadavg } from './loadavg.ts';
import { meminfo } from './meminfo.ts';
import { netdev } from './netdev.ts';
import { pressure } from './pressure.ts';
import { stat } from './stat.ts';
import { uptime } from './uptime.ts';

/** All that is known of a Linux host. A new collector is one file here and one line below. */
export const HOST_COLLECTORS: readonly HostCollector[] = [
  stat,
  loadavg,
  meminfo,
  pressure,
  diskstats,
  netdev,
  hwmon,
  uptime,
  filesystems,
  cgroups,
];
