import type { Texts } from '../../../model/frame.ts';
import type { Identity } from './identity.ts';

/** One live process as the table remembers it; every object has the same shape, so that the loop over them stays fast. */
export class ProcessEntry {
  readonly pid: number;
  readonly folder: string;
  /** Kept handle of its stat file, or of schedstat while it is quiet; -1 when there is none to spare. */
  handle: number;
  /**
   * A task that sleeps is watched by schedstat, which costs a third of stat and tells whether it has run: if not,
   * nothing else about it has changed by its own doing.
   */
  quiet = false;
  runMark = -1;
  /** Readings in a row in which it did nothing; in which it did something. */
  still = 0;
  awake = 0;
  /** So many still readings make it quiet; doubled each time it proves to be awake. */
  patience = 3;
  /** Row of the last frame. */
  row = -1;
  /** Its stat file was read in this tick. */
  fresh = true;
  /** Monotonic milliseconds of the last full reading. */
  statAt = -1;
  /** Monotonic milliseconds of the last tick that found that it has run. */
  ranAt = 0;
  /** Monotonic milliseconds of the last reading, -1 before the first. */
  readAt = -1;
  startTicks = -1;
  cpuTicks = 0;
  minorFaults = 0;
  majorFaults = 0;
  parentPid = 0;
  flags = 0;
  /** Used CPU or waited for a disk since the last reading: likely to have done I/O. */
  active = true;
  nameHash = 0;
  rawName = '';
  identity: Identity | undefined;
  identityAt = -1;
  /** Monotonic milliseconds at which its identity is read again. */
  identityDue = 0;
  texts: Texts = [];

  // Facts read on demand; NaN is not known.
  ioAt = -1;
  readBytes = 0;
  writeBytes = 0;
  readRate = Number.NaN;
  writeRate = Number.NaN;
  ioDenied = false;
  smapsAt = -1;
  smapsDenied = false;
  pssBytes = Number.NaN;
  swapBytes = Number.NaN;
  filesAt = -1;
  openFiles = Number.NaN;
  limitsAt = -1;
  openFilesLimit = Number.NaN;
  anonymousBytes = Number.NaN;
  portsAt = -1;

  constructor(pid: number, folder: string, handle: number) {
    this.pid = pid;
    this.folder = folder;
    this.handle = handle;
  }
}
