import { isNumber, type Kind } from '../../src/model/kind.ts';
import { cgroup } from '../../src/model/kinds/cgroup.ts';
import { container } from '../../src/model/kinds/container.ts';
import { group } from '../../src/model/kinds/group.ts';
import { host } from '../../src/model/kinds/host.ts';
import { cpu, disk, filesystem, networkInterface, sensor } from '../../src/model/kinds/host-parts.ts';
import { process } from '../../src/model/kinds/process.ts';
import { user } from '../../src/model/kinds/user.ts';
import type { Layout } from './codec/layout.ts';
import type { Identity } from './identity-reader.ts';

/** A kind of which hourly totals are kept, from the samples of `from`: its own, or those of the processes in it. */
export interface RolledKind {
  readonly kind: Kind;
  readonly from: Kind;
  /** The entity that a row counts for; '' for none. */
  readonly entity: (identity: Identity, layout: Layout) => string;
  /** Fields of `from` that are totalled. */
  readonly fields: readonly string[];
  /** Name of the field that counts rows, where members are counted. */
  readonly counted: string | undefined;
}

const byText = (name: string) => (identity: Identity, layout: Layout): string => identity.texts[layout.texts.indexOf(name)] ?? '';

const byKey = (kind: Kind) => (identity: Identity, layout: Layout): string => kind.key.map((name) => {
  const at = layout.keyNumbers.indexOf(name);
  return at >= 0 ? String(identity.numbers[at] ?? '') : byText(name)(identity, layout);
}).join(' ');

const gauges = (kind: Kind): string[] => kind.numbers.filter((name) => {
  const field = kind.fields[name];
  return field !== undefined && isNumber(field) && field.role === 'gauge';
});

const processes: Kind = process;

const members = (kind: Kind, by: string): RolledKind => ({
  kind,
  from: process,
  entity: byText(by),
  fields: kind.numbers.filter((name) => {
    const field = processes.fields[name];
    return field !== undefined && isNumber(field) && field.role === 'gauge' && field.rollup === 'sum';
  }),
  counted: 'processes',
});

const itself = (kind: Kind): RolledKind => ({ kind, from: kind, entity: byKey(kind), fields: gauges(kind), counted: undefined });

export const ROLLED_KINDS: readonly RolledKind[] = [
  ...[host, cpu, disk, networkInterface, filesystem, sensor, cgroup].map(itself),
  members(group, 'group'),
  members(user, 'user'),
  members(container, 'container'),
];

export const rolledKind = (name: string): RolledKind | undefined => ROLLED_KINDS.find(({ kind }) => kind.name === name);
