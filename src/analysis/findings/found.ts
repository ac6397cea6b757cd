import { type Frame, FrameBuilder } from '../../model/frame.ts';
import { finding, FINDING_TYPES } from '../../model/kinds/finding.ts';
import { safeText } from '../../model/safe-text.ts';

/** When a limit is reached, with its 90 % interval. */
export interface LimitTime {
  readonly at: number;
  readonly from: number;
  readonly until: number;
}

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
  /** When its limit is reached; undefined where there is none, or it is far. */
  readonly limit: LimitTime | undefined;
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
      limitAt: (found.limit?.at ?? Number.NaN) / 1000,
      limitFrom: (found.limit?.from ?? Number.NaN) / 1000,
      limitUntil: (found.limit?.until ?? Number.NaN) / 1000,
      words: safeText(found.words),
    });
  }
  return builder.build();
}

/** One of the watches: told of each sample, it knows what it has found. */
export interface Finder {
  readonly found: () => readonly Found[];
}
