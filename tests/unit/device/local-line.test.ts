import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openPort } from '../../../src/device/open-port.ts';
import { canMakeTerminals, PseudoTerminal } from './pseudo-terminal.ts';

const { signal } = new AbortController();
const options = { baudRate: 115_200, signal };

let terminal: PseudoTerminal | undefined;

afterEach(() => {
  terminal?.unplug();
  terminal = undefined;
});

async function plugIn(): Promise<PseudoTerminal> {
  terminal = await PseudoTerminal.make();
  return terminal;
}

describe.skipIf(!canMakeTerminals)('a port of this computer', () => {
  test('carries bytes both ways, and has no lines to set', async () => {
    const port = await plugIn();
    await using line = await openPort(port.path, options);
    const heard = Promise.withResolvers<string>();
    line.onData((bytes) => heard.resolve(Buffer.from(bytes).toString('latin1')));
    await line.setLines({ dtr: true, rts: false });
    await line.setBaudRate(921_600);
    await line.write(Buffer.from('question \xc0\xff.', 'latin1'));
    expect(await port.hears('.')).toContain('question \xc0\xff.');
    port.say('answer');
    expect(await heard.promise).toBe('answer');
  });

  test('is lost when it is unplugged', async () => {
    const port = await plugIn();
    await using line = await openPort(port.path, options);
    port.unplug();
    await once(line.lost, 'abort');
    expect(line.lost.reason).toMatchObject({ code: 'port-lost' });
    await expect(line.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'port-lost' });
  });

  test('is lost, not broken, where a call finds out first', async () => {
    const port = await plugIn();
    await using line = await openPort(port.path, options);
    port.unplug();
    const untilItFails = async () => {
      for (;;) await line.setBaudRate(115_200);
    };
    await expect(untilItFails()).rejects.toMatchObject({ code: 'port-lost' });
  });

  test('is one port by whatever name', async () => {
    const port = await plugIn();
    const folder = await mkdtemp(join(tmpdir(), 'port-'));
    const alias = join(folder, 'by-id');
    await symlink(port.path, alias);
    await using line = await openPort(port.path, options);
    await expect(openPort(alias, options)).rejects.toMatchObject({
      code: 'port-busy',
      message: `${alias} is in use by another run of this program`,
    });
    await line.close();
    await using again = await openPort(alias, options);
    expect(again.lost.aborted).toBe(false);
    await rm(folder, { recursive: true });
  });

  test('that another program has locked is busy', async () => {
    const port = await plugIn();
    const other = spawn('flock', [port.path, '-c', 'echo locked; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true, // a group of its own: what it starts ends with it
    });
    await once(other.stdout, 'data');
    try {
      await expect(openPort(port.path, options)).rejects.toMatchObject({ code: 'port-busy' });
    } finally {
      if (other.pid !== undefined) process.kill(-other.pid);
    }
  });
});
