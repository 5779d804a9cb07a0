import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { buildWhenStale } from '../../src/hosts/build-when-stale.ts';
import { runCli, startCli, temporaryFolder } from './command-line.ts';

test('serve --demo prints a link, opens the renderer with a filled form, and ends on Ctrl-C', async () => {
  await buildWhenStale('renderer');
  const started = startCli(['serve', '--demo']);
  const link = (await started.line('?token=')).trim();
  await started.line('Ctrl-C ends it.');

  const { headers } = await fetch(link, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(new URL('/', link), { headers: { cookie } });
  expect(await page.text()).toContain('<title>ESP32 Provisioner</title>');

  started.child.kill('SIGINT');
  const { exitCode, stdout } = await started.ended;
  expect(exitCode).toBe(0);
  expect(stdout).toContain('The form is filled in: press Provision Device.');
});

test('serve on a port that is taken says so', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const { exitCode, stderr } = await runCli(['serve', '--port', String(port)]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--port: another program listens there already');
});

test('serve on no port at all is wrong usage', async () => {
  for (const port of ['x', '65536', '-1', '80.5']) {
    expect(await runCli(['serve', '--port', port])).toMatchObject({ exitCode: 2 });
  }
});

test('the demo has a data folder of its own', async () => {
  const { exitCode, stderr } = await runCli(['serve', '--demo', '--data-dir', temporaryFolder()]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--demo has a data folder of its own');
});
