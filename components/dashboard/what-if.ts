import { region } from '../../src/model/kinds/audience.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import type { PlanWish } from '../../src/monitors/capacity/plan-wish.ts';
import { factorGiven } from '../../src/monitors/capacity/scenario-wish.ts';
import { AS_IT_IS, checkWish, namesOf, planPageOf, understood, wishFor } from './capacity.ts';
import type { Dashboard } from './dashboard.ts';

/** One thing that may be otherwise: what is asked, an example, and what comes of the answer. */
interface WhatIf {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Kind whose names are chosen from first; the answer is about that. */
  readonly of?: string;
  readonly ask: string;
  readonly example: string;
  /** An answer of nothing is one: it takes back what was given before. */
  readonly takesBack?: true;
  readonly change: (before: PlanWish, text: string) => Partial<PlanWish>;
}

const WHAT_IFS: readonly WhatIf[] = [
  { id: 'users', label: 'more users', hint: '1.2', ask: 'Users times', example: '1.2', change: (_, text) => ({ growth: factorGiven('users', text) }) },
  { id: 'grow', label: 'a busier route', hint: '/pay=1.5', of: endpoint.name, ask: 'Its requests times', example: '1.5', change: ({ grow }, text) => ({ grow: [...grow, text] }) },
  { id: 'cheaper', label: 'a cheaper route', hint: '/search=30%', of: endpoint.name, ask: 'Cheaper by', example: '30%', change: ({ cheaper }, text) => ({ cheaper: [...cheaper, text] }) },
  { id: 'campaign', label: 'a campaign', hint: 'for a while', ask: 'Campaign', example: '2026-12-04T18:00/4h=x1.8', change: ({ campaigns }, text) => ({ campaigns: [...campaigns, text] }) },
  { id: 'region', label: 'a new region', hint: 'DE=x0.5+6h', of: region.name, ask: 'As many as there, and when its day begins', example: 'x0.5+6h', change: ({ newRegions }, text) => ({ newRegions: [...newRegions ?? [], text] }) },
  { id: 'margin', label: 'a safety margin', hint: '10%', ask: 'Margin', example: '10%', change: (_, text) => ({ margin: text }) },
  { id: 'instance', label: 'another instance', hint: 'm7i.large', ask: 'Instance type', example: 'm7i.large', takesBack: true, change: (_, text) => ({ instance: text === '' ? undefined : text }) },
];

/** w: what if something were otherwise. */
export function whatIfMenu(dashboard: Dashboard): void {
  dashboard.menu('What if', () => [...WHAT_IFS.map(({ id, label, hint }) => ({ id, label, hint })), { id: '', label: 'as it is', hint: 'none of it' }], (id) => {
    const chosen = WHAT_IFS.find((one) => one.id === id);
    if (chosen === undefined) wishFor(dashboard, { ...AS_IT_IS, days: planPageOf(dashboard)?.wish.days ?? AS_IT_IS.days, of: planPageOf(dashboard)?.wish.of });
    else if (chosen.of === undefined) askWhatIf(dashboard, chosen, '');
    else chooseOf(dashboard, chosen, chosen.of);
  });
}

function chooseOf(dashboard: Dashboard, chosen: WhatIf, kind: string): void {
  const names = namesOf(dashboard, kind);
  if (names.length === 0) askWhatIf(dashboard, chosen, '');
  else dashboard.menu(chosen.label, () => names.map((name) => ({ id: name, label: name })), (name) => askWhatIf(dashboard, chosen, `${name}=`), { note: 'type to find' });
}

/** `start`: the name that it is about, with its =; it is written by hand where none was to be chosen from. */
function askWhatIf(dashboard: Dashboard, { ask: label, example, hint, of, takesBack, change }: WhatIf, start: string): void {
  const written = of !== undefined && start === '';
  dashboard.ask({
    label: start === '' ? label : `${start.slice(0, -1)}: ${label.toLowerCase()}`, hint: written ? `for example ${hint}` : `for example ${example}`, text: '',
    // Words are wrong until they are whole: that is said when they are sent off.
    change: () => '',
    submit: (text) => {
      const before = planPageOf(dashboard)?.wish;
      if (before === undefined || (text.trim() === '' && takesBack === undefined)) return;
      const asked = understood(() => {
        const changed = change(before, `${start}${text.trim()}`);
        checkWish({ ...before, ...changed }, dashboard.now());
        return changed;
      });
      if (typeof asked === 'string') dashboard.say(asked, true);
      else wishFor(dashboard, asked);
    },
    cancel: () => undefined,
  });
}
