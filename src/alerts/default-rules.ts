/**
 * The rules that count where the user has none, and what `rules init` writes. They are quiet on a healthy machine.
 * A disk fills while a backup is written to it, so it must be rather full as well. A service counts as gone when it had been up
 * for six hours: backups end after one or two, and so do containers that are deployed anew and programs of people who log out.
 * A unit counts as restarting when it is there most of the time: jobs of timers are not.
 */
export const DEFAULT_RULES = `# Rules of PyProcWatch. "pyprocwatch rules check" says what is wrong with them, "rules explain" what they mean,
# "rules backtest --last 7d" what they would have said.
# when: what must hold, of which series, for how long. Other settings of a rule: clear, keep_firing_for, nodata,
# severity, summary, description, labels, annotations, to, repeat. Prometheus' groups are taken as they are.
rules:
- alert: DiskFull
  when: filesystem.usedPercent > 97% for 5m
  clear: < 95%
  severity: critical
  summary: 'File system {{ $labels.mount }} is {{ printf "%.1f" $value }} % full'

- alert: DiskFilling
  when: seconds_to_limit(filesystem.used) < 1d and filesystem.usedPercent > 80% for 10m
  severity: warning
  summary: 'File system {{ $labels.mount }} will be full in {{ $value | humanizeDuration }}'

- alert: MemoryPressure
  when: host.memoryAvailable / host.memoryTotal < 0.05 and host.memoryPressure > 10% for 5m
  severity: critical
  summary: 'Less than 5 % of memory is left, and programs wait for it'

- alert: MemoryLimit
  when: cgroup.anonymous / cgroup.memoryLimit > 0.95 for 5m
  severity: warning
  summary: '{{ $labels.name }} is at {{ $value | humanizePercentage }} of its memory limit'

- alert: MemoryLeak
  when: leak(process.anonymous) >= 80 for 10m
  severity: warning
  summary: '{{ $labels.name }} ({{ $labels.pid }}) leaks memory'

- alert: OpenFilesRunOut
  when: process.openFiles / process.openFilesLimit > 0.9 for 5m
  severity: warning
  summary: '{{ $labels.name }} ({{ $labels.pid }}) has {{ $value | humanizePercentage }} of the files open that it may'

- alert: OutOfMemoryKill
  when: increase(cgroup.outOfMemoryKills[10m]) > 0
  severity: critical
  summary: 'A process of {{ $labels.name }} was killed for want of memory'

- alert: ServiceGone
  when: time() - max_over_time(container.startTime{cgroup=~"/system[.]slice/.+", name=~".+[.]service"}[30m]) > 21600 unless on (name) container.up for 2m
  severity: warning
  summary: '{{ $labels.name }} had been up for six hours and is gone'

- alert: RestartLoop
  when: changes(container.startTime{runtime=~"systemd|docker|containerd|kubernetes|podman|cri-o", name!~".*[.]slice"}[10m]) >= 3 and on (name) count_over_time(container.up[10m]) > on () group_left () 0.5 * count_over_time(host.up[10m])
  severity: warning
  summary: '{{ $labels.name }} was started {{ $value }} times within 10 minutes'
`;
