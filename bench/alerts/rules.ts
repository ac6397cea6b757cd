/** So many rules of every sort that people write, for a machine of many processes. */
export function makeRules(count: number): string {
  const kinds: readonly ((index: number) => string)[] = [
    (index) => `process.rss{name="worker-${index % 40}"} > ${1 + (index % 7)}GiB for 5m`,
    (index) => `process.cpu{group="group-${index % 50}"} > 90% for 2m`,
    (index) => `sum by (group) (process.cpu{user="user-${index % 5}"}) > ${200 + index}%`,
    (index) => `avg_over_time(process.cpu{name="worker-${index % 40}"}[5m]) > 80%`,
    () => 'filesystem.usedPercent > 90% for 10m',
    () => 'host.memoryUsed / host.memoryTotal > 0.95 for 5m',
    (index) => `absent(process.up{name="server-${index}"}) for 1m`,
    (index) => `process.rss > ${20 + index}GiB`,
    (index) => `rate(process.cpuSeconds{name="worker-${index % 40}"}[1m]) > 0.9 in 3 of 5`,
    () => 'leak(process.rss) >= 80',
    (index) => `count(process.up{group="group-${index % 50}"}) < 2`,
    () => 'seconds_to_limit(filesystem.used) < 1d',
    (index) => `group.cpu{name="group-${index % 50}"} > 150%`,
    (index) => `max by (user) (process.openFiles) > ${5000 + index}`,
    (index) => `container.rss{name=~"service-${index % 9}.*"} > 4GiB`,
  ];
  return `rules:\n${Array.from({ length: count }, (_, index) => `- alert: Rule${index}\n  when: '${(kinds[index % kinds.length] ?? kinds[0])?.(index) ?? ''}'\n`).join('')}`;
}
