import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupOf, type GroupEvidence } from '../../src/analysis/grouping.ts';
import { anyText, expectQuick } from '../model/support.ts';

const group = (args: readonly string[], given: Partial<GroupEvidence> = {}): string =>
  groupOf({ name: 'comm', args, kernelThread: false, unit: undefined, executable: '', parent: undefined, ...given });

describe('what an interpreter runs', () => {
  test.each<[readonly string[], string]>([
    [['node', 'server.js'], 'node server.js'],
    [['/usr/bin/node', '--max-old-space-size=4096', '-r', 'x', '/srv/app/index.js'], 'node app/index.js'],
    [['node', '--require', 'tracer', '--inspect', 'dist/main.mjs', '--port', '80'], 'node dist/main.mjs'],
    [['node', '/usr/bin/npm', 'start'], 'node npm'],
    [['node', '-e', 'setInterval(() => {})'], 'node'],
    [['node'], 'node'],
    [['python', '-m', 'http.server', '8000'], 'python -m http.server'],
    [['python3', '-u', 'manage.py', 'runserver'], 'python3 manage.py'],
    [['python3.12', '-W', 'ignore', '-X', 'dev', '/srv/shop/manage.py'], 'python3.12 shop/manage.py'],
    [['/usr/bin/python3', '/usr/bin/supervisord', '-n'], 'python3 supervisord'],
    [['python3', '-c', 'import time; time.sleep(9)'], 'python3'],
    [['java', '-Xmx1g', '-cp', 'a:b', 'com.acme.Main'], 'java com.acme.Main'],
    [['/opt/jdk/bin/java', '-Dx=y', '-jar', '/opt/app/app.jar', '--port=80'], 'java app.jar'],
    [['java', '--module', 'm/com.acme.Main'], 'java com.acme.Main'],
    [['ruby', '-I', 'lib', 'bin/rails', 'server'], 'ruby rails'],
    [['perl', '-w', '/usr/sbin/munin-node'], 'perl munin-node'],
    [['php', '-d', 'memory_limit=1G', 'artisan', 'queue:work'], 'php artisan'],
    [['dotnet', 'exec', '/app/Shop.dll'], 'dotnet Shop.dll'],
    [['bash', '/srv/backup.sh'], 'bash backup.sh'],
    [['/bin/sh', '-e', './deploy/run.sh'], 'sh deploy/run.sh'],
    [['bash', '-c', 'while true; do date; done'], 'bash'],
    [['bash', '-x', '-o', 'pipefail', 'job.sh'], 'bash job.sh'],
    [['bash', '/dev/fd/63'], 'bash'],
  ])('%j is %s', (args, expected) => {
    expect(group(args)).toBe(expected);
  });
});

describe('workers are one with their master', () => {
  test.each<[readonly string[], string]>([
    [['nginx: master process /usr/sbin/nginx -g daemon off;'], 'nginx'],
    [['nginx: worker process'], 'nginx'],
    [['postgres: 16/main: checkpointer '], 'postgres'],
    [['postgres: app shop 10.0.0.5(5432) idle'], 'postgres'],
    [['/usr/lib/postgresql/16/bin/postgres', '-D', '/var/lib/postgresql'], 'postgres'],
    [['gunicorn: worker [shop]'], 'gunicorn'],
    [['php-fpm: pool www'], 'php-fpm'],
    [['php-fpm8.2: master process (/etc/php.conf)'], 'php-fpm8.2'],
    [['sshd: root@pts/0'], 'sshd'],
  ])('%j is %s', (args, expected) => {
    expect(group(args)).toBe(expected);
  });

  test('a process that multiprocessing spawned belongs to the script that did', () => {
    const parent = { group: 'python3 train.py', name: 'python3', executable: '/usr/bin/python3' };
    expect(group(['python3', '-c', 'from multiprocessing.spawn import spawn_main; spawn_main()', '--multiprocessing-fork'], { executable: '/usr/bin/python3', parent })).toBe('python3 train.py');
    expect(group(['python3', '-c', 'from multiprocessing.resource_tracker import main;main(5)'], { executable: '/usr/bin/python3', parent })).toBe('python3 train.py');
    expect(group(['python3', '-c', 'from multiprocessing.spawn import spawn_main'], { executable: '/usr/bin/python3', parent: { ...parent, executable: '/bin/bash', name: 'bash' } })).toBe('python3');
  });

  const chrome = { executable: '/opt/google/chrome/chrome', parent: { group: 'chrome', name: 'chrome', executable: '/opt/google/chrome/chrome' } };

  test('a renderer belongs to its browser', () => {
    expect(group(['/opt/google/chrome/chrome'], { executable: chrome.executable })).toBe('chrome');
    expect(group(['/opt/google/chrome/chrome', '--type=renderer', '--lang=en'], chrome)).toBe('chrome');
  });

  test('a renderer that wrote its arguments into one title belongs to its browser, too', () => {
    expect(group(['/opt/google/chrome/chrome --type=renderer --crashpad-handler-pid=9 --user-data-dir=/home/a/b --lang=en'], chrome)).toBe('chrome');
    expect(group(['/opt/google/chrome/chrome --type=utility --dir=/home/a/b x'], { executable: chrome.executable })).toBe('chrome');
  });

  test('a pre-forked worker belongs to its master, a shell in a shell does not', () => {
    expect(group(['unicorn', 'worker', '-c', 'x'], { name: 'unicorn', parent: { group: 'unicorn_rails', name: 'unicorn', executable: '' } })).toBe('unicorn_rails');
    expect(group(['bash', '-i'], { name: 'bash', parent: { group: 'bash job.sh', name: 'bash', executable: '' } })).toBe('bash');
  });
});

describe('what is no interpreter', () => {
  test.each<[readonly string[], string]>([
    [['/usr/sbin/cron', '-f'], 'cron'], [['-bash'], 'bash'], [['npm start'], 'npm start'], [['sleep', '100'], 'sleep'], [[], 'comm'], [[''], 'comm'], [['/'], 'comm'], [['/opt/My App/app'], 'app'],
  ])('%j is %s', (args, expected) => {
    expect(group(args)).toBe(expected);
  });

  test('kernel threads are one group', () => {
    expect(group([], { name: 'kworker/0:1', kernelThread: true })).toBe('kernel');
  });

  test('a container or unit comes before all else but the kernel', () => {
    expect(group(['node', 'server.js'], { unit: 'shop.service' })).toBe('shop.service');
    expect(group(['nginx: worker process'], { unit: '0123456789ab' })).toBe('0123456789ab');
    expect(group([], { unit: 'shop.service', kernelThread: true })).toBe('kernel');
  });
});

test('any arguments give a group, at once', () => {
  const argument = fc.oneof(anyText(20), fc.constantFrom('node', 'python3', 'java', 'bash', '-m', '-jar', '-c', '-', '--', '/', 'a: ', '--type=', '-r', ''));
  const parent = fc.option(fc.record({ group: fc.constantFrom('node x.js', 'comm'), name: fc.constantFrom('node', 'comm'), executable: fc.constantFrom('', '/usr/bin/node') }), { nil: undefined });
  fc.assert(fc.property(fc.array(argument, { maxLength: 6 }), parent, fc.constantFrom('', '/usr/bin/node'), (args, of, executable) => {
    expect(group(args, { parent: of, executable })).not.toBe('');
  }), { numRuns: 2000 });
  for (const chunk of ['a', 'a: ', '--type=', '/', '-', 'multiprocessing', '-c']) {
    expectQuick(() => group(['node', chunk.repeat(100_000)]));
    expectQuick(() => group([chunk.repeat(100_000)]));
    expectQuick(() => group(Array.from({ length: 50_000 }, () => chunk), { parent: { group: 'comm', name: 'comm', executable: '' } }));
  }
});
