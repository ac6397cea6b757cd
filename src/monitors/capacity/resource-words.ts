import type { Resource } from '../../analysis/capacity/index.ts';

export const RESOURCE_WORDS: Readonly<Record<Resource, string>> = { cpuCores: 'CPU cores', memoryBytes: 'memory', connections: 'connections', networkBitsPerSecond: 'bandwidth, bit/s' };
