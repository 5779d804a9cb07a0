import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { PortExamination, type Finding } from '../../src/contract/port-examination.ts';
import { startVirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { runCli, type Ended } from './command-line.ts';

const canMakeTerminals = spawnSync('script', ['--version']).status === 0;
const isRoot = process.getuid?.() === 0;

function findingsOf({ events }: Ended): Finding[] {
  return PortExamination.parse(events.at(-1)?.['result']).findings;
}

/** A serial port without hardware, open in another program: a pseudo-terminal whose shell is `sleep`. */
async function heldTerminal(): Promise<{ path: string }> {
  const keeper = spawn('script', ['-qfc', 'tty; exec sleep 1000', '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void keeper.kill('SIGKILL'));
  const [greeting] = (await once(keeper.stdout, 'data')) as [Buffer];
  await expect.poll(() => childOf(keeper.pid)).toBe('sleep'); // until then it is the shell
  return { path: /\/dev\/\S+/.exec(greeting.toString())?.[0] ?? '' };
}

/** The name of the one process that this one has started. */
function childOf(pid: number | undefined): string {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return readFileSync(`/proc/${children}/comm`, 'utf8').trim();
}

describe.skipIf(!canMakeTerminals)('a port of this computer', () => {
  test('that another program has open: its name, its process, and the board is left alone', async () => {
    const { path } = await heldTerminal();
    const ended = await runCli(['doctor', '--port', path, '--json']);
    expect(ended.exitCode).toBe(1);
    const holder = findingsOf(ended).find(({ check }) => check === 'holder');
    expect(holder).toMatchObject({ state: 'to-do', error: 'port-busy' });
    expect(holder?.title).toBe(`script and sleep have ${path} open`);
    const pids = /^kill ([\d ]+)$/.exec(holder?.command ?? '')?.[1]?.split(' ') ?? [];
    const names = pids.map((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
    expect(names).toEqual(['script', 'sleep']);
    expect(findingsOf(ended).find(({ check }) => check === 'board')).toMatchObject({
      state: 'unknown',
      title: 'The board was not asked',
    });
  });

  test.skipIf(!isRoot)(
    'that belongs to a group: the group, and the command that joins it',
    async () => {
      const { path } = await heldTerminal();
      const group = spawnSync('stat', ['-c', '%G', '/var/mail']).stdout.toString().trim();
      chownSync(path, 0, statSync('/var/mail').gid);
      chmodSync(path, 0o660);
      const found = findingsOf(await runAsNobody(['doctor', '--port', path, '--json']));
      expect(found.find(({ check }) => check === 'permission')).toMatchObject({
        state: 'to-do',
        title: `You may not open ${path}`,
        text: expect.stringMatching(
          `^Add your user to the group ${group}, then log out and in again\\. Or let the udev rule .*: sudo cp `,
        ) as string,
        command: `sudo usermod -aG ${group} $USER`,
        error: 'port-denied',
      });
    },
  );
});

/** The user who owns nothing and is in no group. */
async function runAsNobody(args: readonly string[]): Promise<Ended> {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'nobody']).stdout.toString()),
  );
  const folder = mkdtempSync(join(tmpdir(), 'nobody-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chownSync(folder, uid ?? 0, gid ?? 0);
  const child = spawn(
    process.execPath,
    [resolve(import.meta.dirname, '../../src/hosts/cli/main.ts'), ...args, '--data-dir', folder],
    { cwd: folder, uid: uid ?? 0, gid: gid ?? 0, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Ended['events'][number]);
  return { exitCode, stdout, stderr: '', events };
}

test('a command whose port is missing points to the doctor', async () => {
  const { stderr } = await runCli(['read-mac', '--port', '/dev/ttyNONE9']);
  expect(stderr).toContain('The cause: esp32-provisioner doctor --port <port>\n');
});

describe('a board behind a serial server', () => {
  test('that answers is named with chip and MAC, and there is nothing to do', async () => {
    const device = await startVirtualEsp32({ mac: 'A0B1C2D3E4F5' });
    onTestFinished(() => device.close());
    const { exitCode, stdout } = await runCli(['doctor', '--port', device.url]);
    expect(stdout).toMatch(
      /✔ OK +The bootloader answers\n +ESP32-S3 .*, MAC A0:B1:C2:D3:E4:F5\.\n/,
    );
    expect(exitCode).toBe(0);
  });

  test('whose program runs and that is not reset is called that', async () => {
    const device = await startVirtualEsp32({ mac: 'A0B1C2D3E4F5' });
    onTestFinished(() => device.close());
    const ended = await runCli(['doctor', '--port', device.url, '--before', 'no-reset', '--json']);
    expect(findingsOf(ended)).toMatchObject([{ check: 'board', error: 'device-running' }]);
    expect(ended.exitCode).toBe(1);
  });

  test('that never says a word is called silent', async () => {
    const url = await talker(() => undefined);
    const ended = await runCli(['doctor', '--port', url, '--before', 'no-reset', '--json']);
    expect(findingsOf(ended)).toMatchObject([
      {
        check: 'board',
        state: 'to-do',
        title: 'Nothing answers on this port',
        error: 'device-silent',
      },
    ]);
  });

  test('that nobody serves is unreachable', async () => {
    const url = 'rfc2217://127.0.0.1:1'; // tcpmux, which nobody has any more
    const ended = await runCli(['doctor', '--port', url, '--json']);
    expect(findingsOf(ended)).toMatchObject([{ check: 'board', error: 'port-unreachable' }]);
  });
});

/** A raw serial server; `speak` is what the board behind it does. */
async function talker(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).resume();
    speak(socket);
  });
  await new Promise<void>((resolved) => server.listen(0, '127.0.0.1', resolved));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `socket://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a name that is no port at all is told as such, not as a port that is not there', async () => {
  const { exitCode, stderr } = await runCli(['doctor', '--port', 'foo://x']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    'foo://x is no address; write rfc2217://host:port or socket://host:port.',
  );
});
