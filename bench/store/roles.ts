import type { Random } from '../leaks/random.ts';

/** What a process is for; it says how it uses the machine. */
export type Role = 'kernel' | 'sleeper' | 'timer' | 'service' | 'burst' | 'leak' | 'short';

interface Share {
  readonly role: Role;
  /** Part of all processes of the host. */
  readonly part: number;
  /** Mean life in hours; Infinity for as long as the host runs. */
  readonly lifeHours: number;
}

/**
 * A server: a third kernel threads, a fifth waiting for a client that never comes, a fifth that look at something each few
 * seconds, a sixth with the load of the day, and some that compile, back up, leak or end after minutes.
 */
export const SHARES: readonly [Share, ...Share[]] = [
  { role: 'kernel', part: 0.3, lifeHours: 24 },
  { role: 'sleeper', part: 0.22, lifeHours: Infinity },
  { role: 'timer', part: 0.22, lifeHours: Infinity },
  { role: 'service', part: 0.17, lifeHours: 240 },
  { role: 'burst', part: 0.05, lifeHours: 72 },
  { role: 'leak', part: 0.02, lifeHours: 120 },
  { role: 'short', part: 0.02, lifeHours: 0.25 },
];

/** What a process of a role is like, drawn once. */
export interface Habits {
  /** How often it wakes, and CPU milliseconds each time. */
  readonly wakesPerSecond: number;
  readonly wakeMilliseconds: number;
  /** Of a service: CPU at full load, in percent of a core. */
  readonly busyPercent: number;
  /** Mean seconds between bursts, and in one. */
  readonly idleSeconds: number;
  readonly burstSeconds: number;
  readonly faultsPerMillisecond: number;
  /** Pages written for each second of CPU, and read. */
  readonly pagesWritten: number;
  readonly pagesRead: number;
  /** Connections at full load. */
  readonly connections: number;
  readonly leakedPagesPerHour: number;
  readonly ownPages: number;
  readonly sharedPages: number;
  readonly threads: number;
  readonly files: number;
}

const IDLE: Habits = {
  wakesPerSecond: 0, wakeMilliseconds: 0, busyPercent: 0, idleSeconds: Infinity, burstSeconds: 0, faultsPerMillisecond: 0, pagesWritten: 0, pagesRead: 0,
  connections: 0, leakedPagesPerHour: 0, ownPages: 0, sharedPages: 0, threads: 1, files: 0,
};

const own = (random: Random): Pick<Habits, 'ownPages' | 'sharedPages' | 'threads' | 'files'> =>
  ({ ownPages: Math.round(random.scale(100, 30_000)), sharedPages: Math.round(random.scale(300, 8000)), threads: 1 + random.poisson(random.scale(0.2, 20)), files: 3 + random.poisson(random.scale(2, 60)) });

/** Draws what one process of that role is like. */
export function habitsOf(role: Role, random: Random): Habits {
  switch (role) {
    case 'kernel':
      return { ...IDLE, wakesPerSecond: random.next() < 0.4 ? random.scale(0.001, 5) : 0, wakeMilliseconds: random.scale(0.005, 0.1) };
    case 'sleeper':
      return { ...IDLE, ...own(random), wakesPerSecond: random.next() < 0.3 ? 1 / 3600 : 0, wakeMilliseconds: 3, faultsPerMillisecond: 1 };
    case 'timer':
      return { ...IDLE, ...own(random), wakesPerSecond: random.scale(0.01, 20), wakeMilliseconds: random.scale(0.03, 3), faultsPerMillisecond: random.next() < 0.3 ? random.scale(0.01, 2) : 0, pagesWritten: random.next() < 0.3 ? random.scale(1, 500) : 0 };
    case 'service':
      return {
        ...IDLE, ...own(random), busyPercent: random.scale(0.05, 40), faultsPerMillisecond: random.scale(0.01, 5), pagesWritten: random.next() < 0.5 ? random.scale(5, 3000) : 0,
        pagesRead: random.next() < 0.2 ? random.scale(1, 1000) : 0, connections: random.next() < 0.5 ? random.scale(1, 80) : 0,
      };
    case 'burst':
      return { ...IDLE, ...own(random), busyPercent: random.scale(10, 200), idleSeconds: random.scale(600, 20_000), burstSeconds: random.scale(20, 900), faultsPerMillisecond: random.scale(0.1, 20), pagesWritten: random.scale(10, 5000), pagesRead: random.scale(10, 5000) };
    case 'leak':
      return { ...IDLE, ...own(random), busyPercent: random.scale(0.1, 5), faultsPerMillisecond: random.scale(0.05, 1), leakedPagesPerHour: random.scale(20, 3000) };
    case 'short':
      return { ...IDLE, ...own(random), busyPercent: random.next() < 0.4 ? random.scale(1, 100) : 0, wakesPerSecond: 0.2, wakeMilliseconds: 2, faultsPerMillisecond: 5, pagesRead: random.scale(1, 300) };
  }
}
