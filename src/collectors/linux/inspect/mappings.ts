import { errorCode } from '../../../model/errors.ts';
import { FrameBuilder } from '../../../model/frame.ts';
import { mapping } from '../../../model/kinds/process-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { Inspector } from '../../inspector.ts';
import { MappingTotals, type MappingTotal } from './mapping-totals.ts';
import { inspecting, isForbidden, isGone, MAX_ROWS, readPieces } from './read.ts';

function totalsOf(path: string): MappingTotal[] {
  const totals = new MappingTotals();
  for (const piece of readPieces(path)) totals.push(piece);
  return totals.finish();
}

/** With what is in RAM where that may be read; else the address space alone. */
function readTotals(base: string): { totals: MappingTotal[]; inRam: boolean } {
  try {
    return { totals: totalsOf(`${base}/smaps`), inRam: true };
  } catch (error) {
    const code = errorCode(error);
    if (!isForbidden(code) && !isGone(code)) throw error;
    return { totals: totalsOf(`${base}/maps`), inRam: false };
  }
}

/** The largest rows as they are; all others added up in one. */
export function keepLargest(totals: readonly MappingTotal[], most: number): MappingTotal[] {
  if (totals.length <= most) return [...totals];
  const sorted = totals.toSorted((one, other) => other.rssBytes - one.rssBytes || other.sizeBytes - one.sizeBytes);
  const others = sorted.slice(most);
  const sum: MappingTotal = { name: `(${others.length} more)`, mode: '', count: 0, sizeBytes: 0, rssBytes: 0, pssBytes: 0, privateDirtyBytes: 0, swapBytes: 0 };
  for (const total of others) {
    sum.count += total.count;
    sum.sizeBytes += total.sizeBytes;
    sum.rssBytes += total.rssBytes;
    sum.pssBytes += total.pssBytes;
    sum.privateDirtyBytes += total.privateDirtyBytes;
    sum.swapBytes += total.swapBytes;
  }
  return [...sorted.slice(0, most), sum];
}

/** Memory of a process by what it is mapped from: PROC/PID/smaps. */
export const mappings: Inspector = {
  kind: mapping.name,
  inspect: ({ roots, pid }) => {
    const { totals, inRam } = inspecting(pid, 'the memory', () => readTotals(`${roots.proc}/${pid}`));
    const builder = new FrameBuilder(mapping);
    for (const { name, mode, count, sizeBytes, rssBytes, pssBytes, privateDirtyBytes, swapBytes } of keepLargest(totals, MAX_ROWS)) {
      builder.add({
        ...(inRam ? { rssBytes, pssBytes, privateDirtyBytes, swapBytes } : {}),
        sizeBytes, count, mode: safeText(mode), name: safeText(name),
      });
    }
    return builder.build();
  },
};
