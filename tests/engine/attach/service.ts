import { SnapshotServer } from '../../../src/engine/attach/server.ts';
import { errorMessage } from '../../../src/model/errors.ts';
import { World } from './world.ts';

/** A service in a process of its own, for tests that end it as nobody should: `service.ts PATH VERSION`. Says "serving" when it does, and why when it cannot. */
const [path = '', version = ''] = process.argv.slice(2);
process.title = 'pyprocwatch watch';
try {
  const source = { inspect: () => new Promise<never>(() => undefined), demand: () => undefined, recording: () => 'on' as const };
  const server = await SnapshotServer.open(path, source, { version, intervalMilliseconds: 100 });
  const world = new World(11);
  setInterval(() => server.publish(world.next()), 100);
  process.stdout.write('serving\n');
} catch (error) {
  process.stdout.write(`${errorMessage(error)}\n`);
}
