import { describe, expect, test } from 'vitest';
import { FilterError, parseFilter } from '../../../src/analysis/filter/filter.ts';
import { CATALOG } from '../../../src/model/catalog.ts';
import { socket } from '../../../src/model/kinds/process-parts.ts';
import { process } from '../../../src/model/kinds/process.ts';
import { frameOf, processes } from '../../model/support.ts';

const NOW = 10_000;
const GIB = 1024 ** 3;
const frame = processes(
  { pid: 1, user: 'root', state: 2, cpuPercent: 0, rssBytes: 5 * 1024 ** 2, startTime: 100, name: 'init', command: '/sbin/init' },
  { pid: 20, user: 'www', state: 1, cpuPercent: 55.5, rssBytes: 2 * GIB, startTime: 9_900, ports: '80,443', listenPorts: '443', name: 'nginx', command: 'nginx: worker process' },
  { pid: 300, user: 'WWW', state: 4, cpuPercent: 5, startTime: 9_999, ports: '8080', name: 'node', command: 'node /srv/app.js --port 8080' },
  { pid: 4000, user: 'db', state: 3, rssBytes: GIB, startTime: 5_000, name: 'postgres', command: 'postgres: checkpointer' },
);
const passing = (filter: string): number[] => {
  const passes = parseFilter(process, filter).test(frame, NOW);
  return [0, 1, 2, 3].filter(passes).map((row) => frame.number('pid', row));
};

describe('a filter lets pass', () => {
  test.each<[string, number[]]>([
    ['', [1, 20, 300, 4000]], ['   ', [1, 20, 300, 4000]],
    ['cpu > 5', [20]], ['cpu >= 5', [20, 300]], ['cpu<5', [1]], ['cpu <= 5', [1, 300]], ['cpu = 5', [300]], ['cpu == 55.5%', [20]], ['cpu% > 50', [20]],
    ['CPU > 5', [20]], ['cpuPercent > 5', [20]],
    ['rss >= 2GiB', [20]], ['rss < 500M', [1]], ['rss > 1G', [20]], ['rss>=1073741824', [20, 4000]],
    ['pid = 300', [300]], ['pid != 300', [1, 20, 4000]],
    ['start < 5m', [20, 300]], ['start > 1h', [1, 4000]], ['start < 2s', [300]], ['start >= 90s', [1, 20, 4000]],
    ['state = sleeping', [1]], ['state = running', [20]], ['state = Z', [300]], ['status=zombie', [300]], ['state = disk', [4000]], ['state = s', [1]], ['state != S', [20, 300, 4000]],
    ['user = www', [20, 300]], ['user != www', [1, 4000]], ['user = "www"', [20, 300]], ['user = w*', [20, 300]], ['user=*', [1, 20, 300, 4000]], ['user = w*x', []], ['user = *b', [4000]],
    ['command = *app.js*', [300]], ['command = n*o*c*', [20]], ['command = ngin', []], ['name = no*de', [300]], ['name = nod*ode', []],
    ['command ~ worker', [20]], ['command ~ WORKER', [20]], ['command ~ "^node"', [300]], ['command ~ \'(init|checkpointer)$\'', [1, 4000]], ['command !~ n', []], ['command !~ node', [1, 20, 4000]],
    ['port = 80', [20]], ['port = 443', [20]], ['port = 8080', [300]], ['port != 80', [1, 300, 4000]], ['ports = 80*', [20, 300]], ['listen = 443', [20]], ['listen = 80', []], ['port = 0', []],
    ['nginx', [20]], ['NODE', [300]], ['4000', [4000]], ['400', []], ['"worker process"', [20]], ['www nginx', [20]], ['app.js 8080', [300]], ['/sbin', [1]],
    ['"cpu"', []], ['cpu', []],
  ])('%s', (filter, pids) => {
    expect(passing(filter)).toEqual(pids);
  });
});

describe('grammar', () => {
  test.each<[string, number[]]>([
    ['user = www and cpu > 10', [20]], ['user = www && cpu > 10', [20]], ['user = www cpu > 10', [20]], ['USER = www AND cpu > 10', [20]],
    ['user = root or user = db', [1, 4000]], ['user = root || user = db', [1, 4000]],
    // `and` binds tighter than `or`, `not` tightest.
    ['user = root or user = www and cpu > 10', [1, 20]], ['user = www and cpu > 10 or user = root', [1, 20]], ['(user = root or user = www) and cpu > 1', [20, 300]],
    ['not user = www', [1, 4000]], ['!user = www', [1, 4000]], ['not not user = www', [20, 300]], ['not user = www or cpu > 50', [1, 20, 4000]], ['not (user = www or cpu > 50)', [1, 4000]],
    ['not (state = sleeping or rss < 100M)', [20, 300, 4000]], ['((cpu > 50))', [20]], ['(nginx) or (init)', [1, 20]],
    ['"and"', []], ['command ~ "or"', [20, 300]],
  ])('%s', (filter, pids) => {
    expect(passing(filter)).toEqual(pids);
  });
});

describe('an unknown value', () => {
  test('is neither greater, less nor equal', () => {
    expect([passing('pss > 0'), passing('pss <= 0'), passing('pss = 0')]).toEqual([[], [], []]);
  });
});

test.each<[string, string[]]>([
  ['cpu > 5', []], ['pss > 1M', ['smaps']], ['port = 80', ['sockets']], ['fds > 5 or read > 1M', ['files', 'io']], ['not (swap > 0)', ['smaps']], ['nginx', []],
])('%s asks for %j', (filter, groups) => {
  expect([...parseFilter(process, filter).demands]).toEqual(groups);
});

describe('what is wrong, where, and how to mend it', () => {
  test.each<[string, number, string, string | RegExp]>([
    ['cpuu > 5', 0, 'processes have no "cpuu"', 'did you mean "cpu"?'],
    ['pid = 1 and usr = x', 12, 'processes have no "usr"', 'did you mean "user"?'],
    ['zzzzzzzzz = 1', 0, 'processes have no "zzzzzzzzz"', /columns/],
    ['constructor = 1', 0, 'processes have no "constructor"', /./],
    ['cpu > lots', 6, '"lots" is not a value of cpuPercent', 'write 5 or 80%'],
    ['rss > 5 apples and', 18, 'something is missing here', /FIELD = VALUE/],
    ['rss > big', 6, '"big" is not a value of rssBytes', 'write 500M or 2GiB'],
    ['start < soon', 8, '"soon" is not a value of startTime', 'write an age: 90s, 5m or 2h'],
    ['cpu ~ 5', 6, '~ asks for text, but cpuPercent is a number', 'use = != > >= < <='],
    ['user > www', 7, '> asks for a number, but user is text', 'use = != ~ !~'],
    ['state = flying', 8, 'state is never "flying"', /R S D Z/],
    ['state = constructor', 8, 'state is never "constructor"', /R S D Z/],
    ['state = __proto__', 8, 'state is never "__proto__"', /R S D Z/],
    ['user =', 6, 'a value is missing after =', /quotes/],
    ['user = and', 7, 'a value is missing after =', /quotes/],
    ['= 5', 0, 'something is missing here', /FIELD = VALUE/],
    ['(cpu > 5', 0, 'a bracket is not closed', 'add ) at the end'],
    ['cpu > 5)', 7, 'this bracket closes nothing', 'remove it'],
    ['()', 1, 'something is missing here', /FIELD = VALUE/],
    ['user = "www', 7, 'a quote is not closed', 'add " at the end'],
    ["user = 'www", 7, 'a quote is not closed', "add ' at the end"],
    ['not', 3, 'something is missing here', /FIELD = VALUE/],
    ['cpu > 5 or', 10, 'something is missing here', /FIELD = VALUE/],
    ['or cpu > 5', 0, 'something is missing here', /FIELD = VALUE/],
    ['"cpu" > 5', 6, 'a field is missing before >', /without quotes/],
    ['cpu > 5 > 3', 8, 'a field is missing before >', /./],
    ['x'.repeat(4097), 4096, 'a filter has at most 4096 characters', 'shorten it'],
    [`${'('.repeat(201)}a`, 200, 'brackets and nots go deeper than 200', 'write it with fewer'],
    ['command ~ "("', 10, 'is not a pattern', /regular expression/],
    ['command ~ "(?=a)"', 10, 'is not a pattern', /regular expression/],
  ])('%s', (filter, position, what, mend) => {
    let found: unknown;
    try {
      parseFilter(process, filter);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(FilterError);
    if (!(found instanceof FilterError)) return;
    expect(found.message).toContain(what);
    expect(found.position).toBe(position);
    expect(found.mend).toMatch(mend);
    expect(found).toMatchObject({ where: `filter, character ${position + 1}`, exitCode: 64 });
  });
});

test('labels of another kind, as they are called there', () => {
  const sockets = frameOf(socket, [{ inode: 1, state: 10, localPort: 443 }, { inode: 2, state: 1, localPort: 9 }]);
  const passes = parseFilter(socket, 'state = listen and port = 443').test(sockets, 0);
  expect([0, 1].map(passes)).toEqual([true, false]);
});

test('every field of every kind can be asked for, by each of its names', () => {
  for (const kind of CATALOG) {
    for (const [name, field] of Object.entries(kind.fields)) {
      const value = field.type === 'number' && field.choices !== undefined ? `"${field.choices[1] ?? ''}"` : '1';
      for (const word of [name, ...(field.aliases ?? [])]) expect(() => parseFilter(kind, `${word} = ${value}`)).not.toThrow();
    }
  }
});
