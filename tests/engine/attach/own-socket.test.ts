import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OwnSocket, ServicePresent } from '../../../src/engine/attach/own-socket.ts';
import { socketName } from '../../../src/engine/attach/socket-path.ts';
import { UserError } from '../../../src/model/errors.ts';
import { isRoot, temporaryFolder } from '../../config/support.ts';
import { attach, attached, killed, serve, service, socketIn } from './support.ts';
import { World } from './world.ts';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const refusal = async (opened: Promise<unknown>): Promise<string> => {
  const error: unknown = await opened.then(() => 'opened', (failure: unknown) => failure);
  return error instanceof UserError ? error.line : String(error);
};

describe('the socket of a service', () => {
  test('is private, as is its folder, whatever the umask; nothing of it is left', async () => {
    const path = socketIn();
    const before = process.umask(0);
    onTestFinished(() => {
      process.umask(before);
    });
    const server = await serve(path);
    expect([mode(path), mode(dirname(path))]).toEqual(['600', '700']);
    expect(readdirSync(dirname(path)).sort()).toEqual(['watch.sock', 'watch.sock.holder', 'watch.sock.lock']);
    await server.close();
    expect(existsSync(path)).toBe(false);
    await serve(path);
  });

  test('a folder that others may enter is closed to them', async () => {
    const path = socketIn();
    mkdirSync(dirname(path), { mode: 0o755 });
    chmodSync(dirname(path), 0o755);
    await serve(path);
    expect(mode(dirname(path))).toBe('700');
  });

  test('a second server is refused by the name of the first, in this process and in another, and harms it in nothing', async () => {
    const path = socketIn();
    const server = await serve(path);
    await expect(OwnSocket.listen(path)).rejects.toThrow(ServicePresent);
    expect(await refusal(OwnSocket.listen(path))).toMatch(new RegExp(`^${path}: screens are served by process ${process.pid} \\(.*, since .*\\); end that one$`));
    await (await service(path)).says(new RegExp(`^screens are served by process ${process.pid} `));
    const screen = await attached(path);
    server.publish(new World(1).next());
    await screen.hears(1);
  });

  test('what a killed server left is replaced', async () => {
    const path = socketIn();
    const first = await service(path);
    await first.says(/^serving$/m);
    await killed(first);
    expect(existsSync(path)).toBe(true);
    expect(await attach(path)).toBeUndefined();
    const server = await serve(path);
    server.publish(new World(2).next());
    await (await attached(path)).hears(1);
  });

  test('of many that start at once, one serves', async () => {
    const path = socketIn();
    const opened = await Promise.allSettled(Array.from({ length: 8 }, () => OwnSocket.listen(path)));
    const open = opened.filter((result) => result.status === 'fulfilled');
    expect(open.length).toBe(1);
    await open[0]?.value.close();
  });

  test('a socket that another put in its place is not removed with it', async () => {
    const path = socketIn();
    const server = await serve(path);
    const other = createServer().listen(`${path}.other`);
    onTestFinished(() => {
      other.close();
    });
    await new Promise((resolve) => other.once('listening', resolve));
    renameSync(`${path}.other`, path);
    await server.close();
    expect(existsSync(path)).toBe(true);
  });

  test('something else of its name is left alone', async () => {
    const path = socketIn();
    mkdirSync(dirname(path));
    writeFileSync(path, 'precious');
    expect(await refusal(OwnSocket.listen(path))).toBe(`${path}: its socket cannot be opened: something of this name is no socket; remove it`);
    expect(statSync(path).size).toBe(8);
    // The lock was given back.
    expect(await refusal(OwnSocket.listen(path))).toMatch(/no socket/);
  });

  test.skipIf(isRoot)('a folder that is not ours is refused', async () => {
    expect(await refusal(OwnSocket.listen('/usr/watch.sock'))).toMatch(/^\/usr\/watch\.sock: its socket cannot be opened: \/usr belongs to another user/);
  });

  test('a folder that cannot be made is refused', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal(OwnSocket.listen(join(folder, 'file', 'watch.sock')))).toMatch(/its socket cannot be opened: .*\/file is not a folder; choose another with --history$/);
  });

  test.runIf(process.platform === 'linux')('a path longer than a socket may have is served and found all the same, in its place', async () => {
    const path = join(temporaryFolder(), 'long'.repeat(20), 'deep'.repeat(20), 'watch.sock');
    expect(Buffer.byteLength(path)).toBeGreaterThan(160);
    const server = await serve(path);
    expect(mode(path)).toBe('600');
    server.publish(new World(3).next());
    const screen = await attached(path);
    await screen.hears(1);
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  test('a long path in a folder that cannot be opened is refused with what to do', () => {
    expect(() => socketName(`/none/${'x'.repeat(120)}/watch.sock`)).toThrow('this path is longer than the 107 bytes of a socket\'s name');
  });
});
