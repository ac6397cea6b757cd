import { z } from 'zod';
import { FACTS } from '../../config/facts.ts';
import { parseDuration } from '../language/duration.ts';
import { LABEL } from '../language/label-name.ts';
import { SEVERITIES } from '../notification.ts';
import { NO_DATA } from './rule.ts';

const text = z.string().min(1).max(20_000).register(FACTS, { expects: 'text' });
const durationText = z.string().refine((value) => parseDuration(value) !== undefined).register(FACTS, { expects: 'a duration such as 30s, 5m or 1h30m' });
const pairs = z.record(z.string().regex(LABEL).register(FACTS, { expects: 'a name of letters, digits and _' }), z.union([z.string(), z.number(), z.boolean()]).register(FACTS, { expects: 'text' }));
const names = z.union([text, z.array(text).max(100)]).register(FACTS, { expects: 'a name, or a list of names' });

/** What may stand in a rule. */
export const ruleShape = z.strictObject({
  alert: text.optional().describe('Its name.'),
  record: text.optional().describe('Name of the series that it gives, instead of an alert.'),
  expr: text.optional().describe('What must hold, as Prometheus writes it.'),
  when: text.optional().describe('What must hold, with how long: process.rss{name="node"} > 2GiB for 5m.'),
  for: durationText.optional().describe('How long it must hold.'),
  keep_firing_for: durationText.optional().describe('How long it goes on when it holds no more.'),
  clear: text.optional().describe('Once it fires, it goes on until this holds: < 1.8GiB.'),
  nodata: z.enum(NO_DATA).optional().describe('When the series of a firing alert are gone: ok (resolve), keep (go on), alert (fire for what was there and is gone).'),
  severity: z.enum(SEVERITIES).optional().describe('Label severity.'),
  summary: text.optional().describe('Annotation summary.'),
  description: text.optional().describe('Annotation description.'),
  labels: pairs.optional().describe('Labels that are added; values may be templates.'),
  annotations: pairs.optional().describe('Texts for people; values may be templates.'),
  to: names.optional().describe('Channels.'),
  repeat: durationText.optional().describe('Told again this often while it fires.'),
});

const groupShape = z.strictObject({ name: text, interval: durationText.optional(), limit: z.int().min(0).optional(), rules: z.array(ruleShape).max(10_000).default([]) });

/** A file of rules as it is written: Prometheus' groups, and our own short list. */
export const RULE_FILE = z.strictObject({ groups: z.array(groupShape).max(1000).optional(), rules: z.array(ruleShape).max(10_000).optional() });

export type RuleShape = z.output<typeof ruleShape>;
