import { readOr } from './identity.ts';
import { emptyStatLine, parseStatLine } from './stat-line.ts';

const SMALLEST = 4096;
const LARGEST = 65_536;

/** The power of two nearest to bytes per page, within what Linux has: 4 to 64 KiB. */
export function pageSizeOf(bytes: number, pages: number): number {
  const exact = bytes / pages;
  return Number.isFinite(exact) && exact > 0 ? Math.min(LARGEST, Math.max(SMALLEST, 2 ** Math.round(Math.log2(exact)))) : SMALLEST;
}

function read(): number {
  const line = Buffer.from(readOr('/proc/self/stat'));
  const stat = emptyStatLine();
  return parseStatLine(line, line.length, stat) ? pageSizeOf(process.memoryUsage.rss(), stat.rssPages) : SMALLEST;
}

/** Bytes of a memory page. Node does not tell; its own memory is known in bytes and, from /proc, in pages. */
export const PAGE_BYTES = read();
