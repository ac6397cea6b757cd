import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import { goFloat } from '../../../src/alerts/language/go-float.ts';
import { Template, TemplateError } from '../../../src/alerts/rules/template.ts';
import { temporaryFolder, thrownBy } from '../../config/support.ts';
import { hasPromtool } from '../promtool/compare.ts';

const LABELS = { name: 'my web-app', number: '12345', empty: '' };
const render = (text: string, value = 0): string => Template.parse(text).render({ labels: LabelSet.of(Object.entries(LABELS)), value });

describe('what is written', () => {
  test.each([
    ['plain text', 'plain text'], ['', ''], ['{{ $labels.name }} is {{$value}}', 'my web-app is 1.5'], ['{{ .Labels.name }} {{ .Value }}', 'my web-app 1.5'], ['[{{ $labels.none }}]', '[]'],
    ['{{ $value | printf "%.2f" }}', '1.50'], ['{{ printf "%.1f of %s" $value $labels.name }}', '1.5 of my web-app'], ['{{ "a|b}}" }}', 'a|b}}'], ['{{ `c:\\d` }}', 'c:\\d'], ['{{ "tab\\there" }}', 'tab\there'],
    ['{{ $labels.name | toUpper | printf "%q" }}', '"MY WEB-APP"'], ['{{ title $labels.name }}', 'My Web-App'], ['{{ "ÄRGER" | toLower }}', 'ärger'], ['{{ 3 }}', '3'],
    ['a  {{- $value }}  b\n {{- 2 -}}  c', 'a1.5  b2c'],
  ])('%s', (text, wanted) => expect(render(text, 1.5)).toBe(wanted));

  test('a label that is no number is none', () => {
    expect(render('{{ $labels.number | humanize }}')).toBe('12.35k');
    expect(render('{{ $labels.name | humanize }}')).toBe('NaN');
    expect(render('{{ $labels.none | humanizePercentage }}')).toBe('NaN%');
  });

  test.each([
    ['a {{ $value', '"{{" is not closed', 2, /write }}/], ['{{ }}', 'there is nothing between {{ and }}', 0, /\$value/], ['{{ $value | }}', 'there is nothing between {{ and }}', 0, /\$value/],
    ['x{{ $valu }}', '"$valu" is not understood in a template', 1, /use \$value, \$labels\.NAME or one of humanize/], ['{{ $labels }}', '"$labels" is not understood in a template', 0, /use/], ['{{ if $value }}', '"if" is not understood in a template', 0, /use/],
    ['{{ humanize }}', 'humanize takes 1 values, not 0', 0, /12.35k/], ['{{ humanize 1 2 }}', 'humanize takes 1 values, not 2', 0, /12.35k/], ['{{ $value 1 }}', '"$value" is not understood in a template', 0, /use/],
    ['{{ "a }}', /is not understood$/, 0, /close the quotes/], ['{{ "\\d" }}', /means nothing/, 0, /backslash/], ['{{ printf "%y" 1 }}', /"%y" means nothing in printf/, 0, /%\.2f/], ['{{ constructor 1 }}', '"constructor" is not understood in a template', 0, /use/],
  ] as const)('%s is a mistake', (text, what, at, mend) => {
    const error = thrownBy(() => Template.parse(text));
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ message: typeof what === 'string' ? what : expect.stringMatching(what), at, mend: expect.stringMatching(mend) });
  });
});

/** Value: humanize, humanize1024, humanizeDuration, humanizePercentage, printf "%.2f|%g|%e|%5.1f|%.3g". Taken down from promtool 2.42. */
const KNOWN: readonly (readonly [number, string, string, string, string, string])[] = [
  [0, '0', '0', '0s', '0%', '0.00|0|0.000000e+00|  0.0|0'],
  [1e6, '1M', '976.6ki', '11d 13h 46m 40s', '1e+08%', '1000000.00|1e+06|1.000000e+06|1000000.0|1e+06'],
  [2 ** 31, '2.147G', '2Gi', '24855d 3h 14m 8s', '2.147e+11%', '2147483648.00|2.147483648e+09|2.147484e+09|2147483648.0|2.15e+09'],
  [0.000_012_34, '12.34u', '1.234e-05', '12.34us', '0.001234%', '0.00|1.234e-05|1.234000e-05|  0.0|1.23e-05'],
  [999.96, '1000', '1000', '16m 39s', '1e+05%', '999.96|999.96|9.999600e+02|1000.0|1e+03'],
  [-12_345.678, '-12.35k', '-12.06ki', '-3h 25m 45s', '-1.235e+06%', '-12345.68|-12345.678|-1.234568e+04|-12345.7|-1.23e+04'],
  [Infinity, '+Inf', '+Inf', '+Inf', '+Inf%', '+Inf|+Inf|+Inf| +Inf|+Inf'],
  [93_784.5, '93.78k', '91.59ki', '1d 2h 3m 4s', '9.378e+06%', '93784.50|93784.5|9.378450e+04|93784.5|9.38e+04'],
];

describe('numbers for people, as Prometheus has them', () => {
  test.each(KNOWN)('%d', (value, ...wanted) => {
    expect(['humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage'].map((name) => render(`{{ ${name} $value }}`, value))).toEqual(wanted.slice(0, 4));
    expect(render('{{ printf "%.2f|%g|%e|%5.1f|%.3g" $value $value $value $value $value }}', value)).toBe(wanted[4]);
  });

  test('times', () => {
    expect(render('{{ 1435065584.128 | humanizeTimestamp }}')).toBe('2015-06-23 13:19:44.128 +0000 UTC');
    expect(render('{{ 1435065584.5 | humanizeTimestamp }}')).toBe('2015-06-23 13:19:44.5 +0000 UTC');
    expect(render('{{ 1435065584 | humanizeTimestamp }}')).toBe('2015-06-23 13:19:44 +0000 UTC');
    expect(render('{{ $value | humanizeTimestamp }}', 1e300)).toBe('1e+300');
  });

  test('printf pads, signs and cuts', () => {
    expect(render('{{ printf "[%8.2f] [%-8.2f] [%+.1f] [%08.2f] [%5s] [%-5s] [%d] [%%] [%x]" 3.14159 3.14159 2 3.14159 "ab" "ab" 42 255 }}')).toBe('[    3.14] [3.14    ] [+2.0] [00003.14] [   ab] [ab   ] [42] [%] [ff]');
    expect(render('{{ printf "%.500f" 1 }}')).toHaveLength(102);
    expect(render('{{ printf "%s and %s" "one" }}')).toBe('one and %!s(MISSING)');
  });
});

describe.skipIf(!hasPromtool)('beside promtool (Debian: prometheus)', () => {
  const VALUES = [0, 1, -1, 0.5, 1e-9, 0.0999996, 0.99996, 1.0005, 9.9995, 59.9996, 60, 999.95, 1000, 1023.99, 1024, 3599.5, 3600, 86_399.9, 86_400, 123_456.789, 999_999, 1e6, 12_345_678, 1e15, 1.5e21, 1e25, -0.001, -86_401, 0.1 + 0.2, 1 / 3, 2 / 3e5];
  const TEXTS = ['{{ $value }}', '{{ $value | humanize }}', '{{ humanize1024 $value }}', '{{ humanizePercentage $value }}', '{{ printf "%.3f %g %.4g %e %8.1f" $value $value $value $value $value }}', '{{ $labels.name | title | toUpper }}{{ $labels.none }}'];

  test('annotations and labels are the same', () => {
    const folder = temporaryFolder();
    const rules = join(folder, 'rules.yaml');
    const file = join(folder, 'test.yaml');
    // Go's own arithmetic overflows in durations of ages.
    const texts = (value: number): string[] => [...TEXTS, ...(Math.abs(value) < 1e15 ? ['{{ humanizeDuration $value }}'] : [])];
    const annotations = (value: number): Record<string, string> => Object.fromEntries(texts(value).map((text, index) => [`a${index}`, text]));
    writeFileSync(rules, stringify({ groups: [{ name: 'g', rules: VALUES.map((value, index) => ({ alert: `A${index}`, expr: `x{n="${index}"} > -1e300`, labels: { v: '{{ $value }}' }, annotations: annotations(value) })) }] }));
    writeFileSync(file, stringify({
      rule_files: [rules],
      tests: [{
        input_series: VALUES.map((value, index) => ({ series: `x{n="${index}",name="my web-app"}`, values: String(value) })),
        alert_rule_test: VALUES.map((value, index) => ({
          eval_time: '0s', alertname: `A${index}`,
          exp_alerts: [{ exp_labels: { n: String(index), name: 'my web-app', v: goFloat(value) }, exp_annotations: Object.fromEntries(Object.entries(annotations(value)).map(([name, text]) => [name, render(text, value)])) }],
        })),
      }],
    }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
