import { expect, test } from 'vitest';
import { alignOf, counter, gauge, property, text } from '../../src/model/fields.ts';
import { defineKind, findField, isNumber, isText } from '../../src/model/kind.ts';

const engine = defineKind('engine', {
  plural: 'engines',
  help: 'One engine.',
  key: ['name'],
  fields: {
    name: text('Name.', { header: 'NAME', width: 10 }),
    load: gauge('percent', 'Load.', { header: 'LOAD', width: 6, aliases: ['busy'] }),
    state: property('level', 'State.', { header: 'S', width: 1, choices: ['off', 'on'] }),
    note: text('Note.', { header: 'NOTE', width: 10 }),
    runs: counter('count', 'Runs.', { header: 'RUNS', width: 6 }),
  },
  columns: ['load', 'name'],
});

test('numbers and texts stand apart, each in declared order', () => {
  expect(engine.numbers).toEqual(['load', 'state', 'runs']);
  expect(engine.texts).toEqual(['name', 'note']);
});

test('what is not declared has a default: sorted by its key, without links', () => {
  expect(engine).toMatchObject({ name: 'engine', sort: { field: 'name', descending: false }, links: [] });
  expect(engine.ties).toBeUndefined();
});

test('a kind without a key is refused at once', () => {
  expect(() => defineKind('thing', { plural: 'things', help: '', key: [], fields: {}, columns: [] })).toThrow('kind thing: declare at least one key field');
});

test.each([['load', 'load'], ['LOAD', 'load'], ['busy', 'load'], ['BUSY', 'load'], ['Name', 'name']])('a field is found as %s', (wanted, name) => {
  expect(findField(engine, wanted)).toEqual({ name, field: engine.fields[name === 'load' ? 'load' : 'name'] });
});

test.each(['', 'lo', 'constructor', '__proto__', 'toString'])('there is no field "%s"', (wanted) => {
  expect(findField(engine, wanted)).toBeUndefined();
});

test('numbers stand right; texts and labels left', () => {
  expect([engine.fields.load, engine.fields.runs, engine.fields.state, engine.fields.name].map(alignOf)).toEqual(['right', 'right', 'left', 'left']);
});

test('a field knows its type and role', () => {
  expect([engine.fields.load, engine.fields.name].map(isNumber)).toEqual([true, false]);
  expect([engine.fields.load, engine.fields.name].map(isText)).toEqual([false, true]);
  expect([engine.fields.load.role, engine.fields.runs.role, engine.fields.state.role]).toEqual(['gauge', 'counter', 'property']);
});
