import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { startDesktopBench, temporaryFolder } from './desktop-bench.ts';
import { launchApp } from './double/launch-app.ts';

describe('Choose file', () => {
  test('brings in the certificates of the file that the dialog names, and not its folder', async () => {
    const { desk, host } = await launchApp();
    const { ca } = await startDesktopBench();
    const path = join(await temporaryFolder(), 'bench ca.pem');
    await writeFile(path, ca.caPem);
    desk.answerOpenDialog = () => path;
    const reply = await host().invoke('prov:choose-ca-certificate', {});
    expect(reply).toMatchObject({
      ok: true,
      value: { status: 'chosen', certificate: { name: 'bench ca.pem', pem: ca.caPem } },
    });
  });

  test('can be thought better of', async () => {
    const { host } = await launchApp();
    expect(await host().invoke('prov:choose-ca-certificate', {})).toEqual({
      ok: true,
      value: { status: 'cancelled' },
    });
  });

  test('takes nothing but certificates: no other file reaches the page', async () => {
    const { desk, host } = await launchApp();
    const path = join(await temporaryFolder(), 'ca.pem');
    await symlink('/etc/passwd', path);
    desk.answerOpenDialog = () => path;
    const reply = await host().invoke('prov:choose-ca-certificate', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'ca-file-invalid' } });
    expect(JSON.stringify(reply)).not.toContain('root:');
  });

  test('that cannot read the file says so', async () => {
    const { desk, host } = await launchApp();
    desk.answerOpenDialog = () => '/nonexistent/ca.pem';
    expect(await host().invoke('prov:choose-ca-certificate', {})).toMatchObject({
      ok: false,
      error: { code: 'file-unreadable', detail: 'ca.pem' },
    });
  });

  test('is one dialog at a time', async () => {
    const { desk, host } = await launchApp();
    const answer = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<undefined>();
    desk.answerOpenDialog = () => {
      asked.resolve(undefined);
      return answer.promise;
    };
    const first = host().invoke('prov:choose-ca-certificate', {});
    await asked.promise;
    const second = await host().invoke('prov:choose-ca-certificate', {});
    expect(second).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    answer.resolve('');
    expect(await first).toMatchObject({ value: { status: 'cancelled' } });
  });
});
