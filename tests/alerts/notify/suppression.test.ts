import { describe, expect, test } from 'vitest';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import type { Inhibition } from '../../../src/alerts/notify/settings.ts';
import { suppressions } from '../../../src/alerts/notify/suppression.ts';
import { SEVERITIES, type Severity } from '../../../src/alerts/notification.ts';
import type { Silence } from '../../../src/alerts/state.ts';
import { expectQuick } from '../../model/support.ts';
import { HOUR } from '../support.ts';

const NOW = Date.UTC(2026, 2, 4, 12);
const firing = (fingerprint: string, labels: Readonly<Record<string, string>>): { fingerprint: string; labels: LabelSet; severity: Severity } =>
  ({ fingerprint, labels: LabelSet.of(Object.entries({ alertname: fingerprint.toUpperCase(), ...labels })), severity: SEVERITIES.find((each) => each === labels['severity']) ?? 'warning' });
const silence = (matchers: Silence['matchers'], more: Partial<Silence> = {}): Silence => ({ id: 's', matchers, startsAt: NOW - HOUR, endsAt: NOW + HOUR, author: 'ann', comment: '', acknowledges: undefined, ...more });
const ALERTS = [firing('a', { name: 'web-1', zone: 'x' }), firing('b', { name: 'web-2' }), firing('c', { name: 'db' })];
const of = (silences: readonly Silence[], time = NOW): string[] => [...suppressions(ALERTS, silences, { inhibit: [], quiet: [] }, time)].map(([print, { kind }]) => `${print} ${kind}`);

describe('a silence', () => {
  test.each([
    [[{ label: 'name', operator: '=', value: 'db' }], ['c']], [[{ label: 'name', operator: '=~', value: 'web-.*' }], ['a', 'b']], [[{ label: 'name', operator: '=~', value: 'web' }], []], [[{ label: 'name', operator: '!~', value: 'web-.*' }], ['c']], [[{ label: 'zone', operator: '!=', value: '' }], ['a']], [[{ label: 'zone', operator: '=', value: '' }], ['b', 'c']],
    [[{ label: 'name', operator: '=~', value: 'web-.*' }, { label: 'zone', operator: '=', value: 'x' }], ['a']], [[{ label: 'alertname', operator: '=', value: 'B' }], ['b']], [[], []],
  ] as const)('%j keeps %j from being told', (matchers, wanted) => expect(of([silence(matchers)])).toEqual(wanted.map((each) => `${each} silenced`)));

  test('counts from its beginning to its end', () => {
    const all = [{ label: 'name', operator: '=~', value: '.+' }] as const;
    expect(of([silence(all)], NOW - HOUR - 1)).toEqual([]);
    expect(of([silence(all)], NOW - HOUR)).toHaveLength(3);
    expect(of([silence(all)], NOW + HOUR - 1)).toHaveLength(3);
    expect(of([silence(all)], NOW + HOUR)).toEqual([]);
  });

  test('with what is no pattern silences nothing, and harms nobody', () => {
    for (const operator of ['=~', '!~'] as const) expect(of([silence([{ label: 'name', operator, value: '(' }]), silence([{ label: 'name', operator: '=', value: 'db' }])])).toEqual(['c silenced']);
  });

  test('says who did it, and until when', () => {
    const [first] = suppressions(ALERTS, [silence([{ label: 'name', operator: '=', value: 'db' }], { comment: 'moving house' })], { inhibit: [], quiet: [] }, NOW).values();
    expect(first).toMatchObject({ kind: 'silenced', silence: 's', detail: expect.stringMatching(/^until \d{4}-\d\d-\d\d \d\d:\d\d by ann: moving house$/) });
  });
});

test('an acknowledgement is of one alert', () => {
  expect(of([silence([], { acknowledges: 'b' })])).toEqual(['b acknowledged']);
  expect(of([silence([], { acknowledges: 'none' })])).toEqual([]);
});

describe('inhibition', () => {
  const matcher = (label: string, value: string) => ({ label, operator: '=', value }) as const;
  const critical: Inhibition = { source: [matcher('severity', 'critical')], target: [matcher('severity', 'warning')], equal: ['name'] };
  const inhibited = (inhibit: readonly Inhibition[], ...alerts: ReturnType<typeof firing>[]): string[] => [...suppressions(alerts, [], { inhibit, quiet: [] }, NOW)].map(([print, { kind, detail }]) => `${print} ${kind} ${detail}`);

  test('something worse of the same', () => {
    const [bad, mild, other] = [firing('a', { severity: 'critical', name: 'web' }), firing('b', { severity: 'warning', name: 'web' }), firing('c', { severity: 'warning', name: 'db' })];
    expect(inhibited([critical], bad, mild, other)).toEqual(['b inhibited while A fires']);
    expect(inhibited([critical], mild, other)).toEqual([]);
    expect(inhibited([{ ...critical, equal: [] }], bad, mild, other)).toEqual(['b inhibited while A fires', 'c inhibited while A fires']);
  });

  test('labels that neither has are equal, as in Alertmanager', () => {
    expect(inhibited([critical], firing('a', { severity: 'critical' }), firing('b', { severity: 'warning' }))).toEqual(['b inhibited while A fires']);
  });

  test('nothing keeps itself down, nor do two each other', () => {
    const same: Inhibition = { source: [matcher('name', 'web')], target: [matcher('name', 'web')], equal: [] };
    expect(inhibited([same], firing('a', { name: 'web' }), firing('b', { name: 'web' }))).toEqual([]);
  });

  test('what is no pattern inhibits nothing', () => {
    expect(inhibited([{ source: [{ label: 'name', operator: '=~', value: '(' }], target: [matcher('name', 'web')], equal: [] }], firing('a', { name: 'db' }), firing('b', { name: 'web' }))).toEqual([]);
  });
});

test('quiet hours come last: what is silenced is said to be', () => {
  const quiet = [{ severities: ['warning' as const], fromMinute: 0, toMinute: 24 * 60, days: [0, 1, 2, 3, 4, 5, 6], timeZone: 'UTC' }];
  const found = suppressions(ALERTS, [silence([{ label: 'name', operator: '=', value: 'db' }])], { inhibit: [], quiet }, NOW);
  expect([...found].map(([print, { kind }]) => `${print} ${kind}`)).toEqual(['a quiet', 'b quiet', 'c silenced']);
});

test('a thousand alerts and a hundred silences are quick', () => {
  const many = Array.from({ length: 1000 }, (_, index) => firing(`p${index}`, { name: `n${index}` }));
  const silences = Array.from({ length: 100 }, (_, index) => silence([{ label: 'name', operator: '=~', value: `x${index}.*y` }]));
  expectQuick(() => expect(suppressions(many, silences, { inhibit: [], quiet: [] }, NOW).size).toBe(0));
});
