import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RouteNames } from '../../../src/analysis/requests/route-names.ts';
import { compileFormat, detectFormat, LineReader, readLog } from '../../../src/collectors/access-logs/index.ts';

const LOG = fileURLToPath(new URL('../../../../shared/data/logs/elastic-apache_logs.gz', import.meta.url));

test.skipIf(!existsSync(LOG))('10,000 lines of real traffic (skipped where the shared data is not there)', async () => {
  const chunks: Buffer[] = [];
  await readLog(LOG, (chunk) => chunks.push(Buffer.from(chunk)));
  const whole = Buffer.concat(chunks);
  expect(detectFormat(whole.toString('latin1').split('\n').slice(0, 50))?.format.name).toBe('combined');
  const routes = new RouteNames();
  const statuses = new Map<number, number>();
  const reader = new LineReader(compileFormat('combined').parser(), (line) => {
    statuses.set(line.status, (statuses.get(line.status) ?? 0) + 1);
    routes.idOf(line.bytes, line.start('method'), line.end('method'), line.start('path'), line.end('path'), line.status);
    routes.takeMoves();
  });
  reader.feed(whole);
  reader.finish();
  // Counted with awk: '{n=split($0,q,"\""); split(q[3],f," "); print f[1]}' | sort | uniq -c
  expect(reader.bad.total).toBe(0);
  expect(reader.lines).toBe(10_000);
  expect(Object.fromEntries(statuses)).toMatchObject({ 200: 9126, 304: 445, 404: 213, 301: 164 });
  expect(routes.size).toBeLessThan(700);
});
