/** One row of the table of limits, already in words. */
export interface LimitRow {
  readonly scope: 'process' | 'cgroup';
  readonly name: string;
  readonly used: string;
  /** The limit in force; `unlimited`; '' when it is not known. */
  readonly soft: string;
  readonly hard: string;
  /** 100 is all of it; NaN when it is not known. */
  readonly usedPercent: number;
  readonly note: string;
}
