import { type Frame, FrameBuilder } from '../../model/frame.ts';
import { finding, FINDING_TYPES } from '../../model/kinds/finding.ts';
import { safeText } from '../../model/safe-text.ts';

/** Something unusual that goes on, with its evidence. Times in milliseconds since the epoch. */
export interface Found {
  readonly type: Exclude<(typeof FINDING_TYPES)[number], '?'>;
  /** 0..1. */
  readonly sure: number;
  readonly subjectKind: string;
  readonly subject: string;
  /** `pid@startTime` of a process, else the name. */
  readonly subjectKey: string;
  /** Name of the field, in the kind's declaration. */
  readonly figure: string;
  readonly since: number;
  readonly seen: number;
  readonly expected: number;
  /** NaN where there is no limit, or it is far. */
  readonly limitAt: number;
  readonly words: string;
}

/** As a frame: shown, stored and replayed like all others. */
export function findingFrame(all: readonly Found[]): Frame {
  const builder = new FrameBuilder(finding);
  for (const found of all) {
    builder.add({
      id: safeText(`${found.type} ${found.subjectKind} ${found.subjectKey} ${found.figure}`),
      type: FINDING_TYPES.indexOf(found.type),
      score: found.sure * 100,
      subjectKind: safeText(found.subjectKind),
      subject: safeText(found.subject),
      subjectKey: safeText(found.subjectKey),
      figure: safeText(found.figure),
      since: found.since / 1000,
      seen: found.seen,
      expected: found.expected,
      limitAt: found.limitAt / 1000,
      words: safeText(found.words),
    });
  }
  return builder.build();
}

/** One of the watches: told of each sample, it knows what it has found. */
export interface Finder {
  readonly found: () => readonly Found[];
}
