import { errorMessage, UserError } from '../../src/model/errors.ts';
import { Superseded } from '../../src/monitors/forecasting/forecaster.ts';
import type { Dashboard } from './dashboard.ts';

/** What a page asked for, which takes its time. */
export interface Inquiry<Told> {
  told: Told | undefined;
  /** Why it could not be told; '' where it could. */
  refused: string;
  /** Counts questions: only the last one's answer is shown. */
  asked: number;
  pending: boolean;
  /** Of which moment it was asked for, ms since the epoch. */
  until: number;
}

export const newInquiry = (): { readonly told: undefined; readonly refused: ''; readonly asked: 0; readonly pending: false; readonly until: number } => ({ told: undefined, refused: '', asked: 0, pending: false, until: Number.NaN });

/** What was told is that old, or of another time, ms: it is asked for anew. */
const OLD_MILLISECONDS = 10 * 60_000;

/** A time that was gone to counts as now. */
export const timeOf = ({ past, options }: Dashboard): number => past.position?.time ?? options.now();

export const isOld = (dashboard: Dashboard, { pending, until }: Inquiry<unknown>): boolean => !pending && !(Math.abs(timeOf(dashboard) - until) < OLD_MILLISECONDS);

/** Asks, by what was recorded up to now. What was told before stays till the answer is there. */
export function inquire<Told>(dashboard: Dashboard, page: Inquiry<Told>, work: (until: number) => Promise<Told>): void {
  page.asked += 1;
  page.until = timeOf(dashboard);
  page.refused = '';
  page.pending = true;
  void answer(dashboard, page, work);
  dashboard.changed();
}

async function answer<Told>(dashboard: Dashboard, page: Inquiry<Told>, work: (until: number) => Promise<Told>): Promise<void> {
  const { asked, until } = page;
  let told: Told | undefined;
  let refused = '';
  try {
    told = await work(until);
  } catch (error) {
    if (error instanceof Superseded) {
      // Where it is still to be seen it is asked for again.
      if (page.asked === asked) {
        page.pending = false;
        page.until = Number.NaN;
      }
      return;
    }
    refused = error instanceof UserError ? error.line : errorMessage(error);
  }
  // Meanwhile something else may have been asked for.
  if (page.asked !== asked) return;
  page.pending = false;
  page.told = told;
  page.refused = refused;
  dashboard.changed();
}
