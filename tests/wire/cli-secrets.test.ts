import { existsSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { NETWORK, startCliBench } from './cli-bench.ts';
import { runCli, startCli } from './command-line.ts';

const PSK = '5ec1e7d0c0ffee11223344556677889900aabbccddeeff102030405060708090';
const TOKEN = 'planted-token-of-the-ca';
const PASSPHRASE = 'planted passphrase';
const NVS_KEY = '9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e';
const SECRETS = [PSK, TOKEN, PASSPHRASE, NVS_KEY, NETWORK.password];

/** Every secret that `provision` can be given, each in a file. */
function secretFlags(file: (name: string, content: string | Uint8Array) => string): string[] {
  return [
    ...['--psk-file', file('psk', `${PSK}\n`)],
    ...['--ca-token-file', file('token', `${TOKEN}\n`)],
    ...['--passphrase-file', file('passphrase', `${PASSPHRASE}\n`)],
    ...['--nvs-key-file', file('nvs-key', Buffer.from(NVS_KEY, 'hex'))],
  ];
}

function expectNoSecretIn(text: string): void {
  for (const secret of SECRETS) {
    for (const form of [secret, secret.toUpperCase(), ...encodings(secret)]) {
      expect(text).not.toContain(form);
    }
  }
}

function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [bytes.toString('hex'), bytes.toString('base64'), encodeURIComponent(secret)];
}

test('no secret is in what a run that passes prints, log of the device included', async () => {
  const { file, provision } = await startCliBench({ ca: { token: TOKEN } });
  const flags = secretFlags(file);
  const json = await runCli(provision(...flags, '--log', '--json'));
  const people = await runCli(provision(...flags, '--log'));
  expect(json.exitCode).toBe(0);
  expect(people.exitCode).toBe(0);
  for (const { stdout, stderr } of [json, people]) expectNoSecretIn(stdout + stderr);
});

test('no secret is in what a run that fails prints, whatever the CA says', async () => {
  const { ca, file, provision } = await startCliBench();
  const error = `token ${TOKEN}, psk ${PSK}, ${NETWORK.password}, ${NVS_KEY}`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ success: false, error, message: error });
  ca.failNext({ kind: 'answer', status: 403, headers, body });
  const { exitCode, stdout, stderr } = await runCli(provision(...secretFlags(file), '--json'));
  expect(exitCode).toBe(1);
  expectNoSecretIn(stdout + stderr);
});

test('no secret is in a refusal', async () => {
  const { file, provision } = await startCliBench();
  const shortPsk = ['--psk-file', file('psk', PSK.slice(0, 62))];
  const { exitCode, stdout, stderr } = await runCli(provision(...shortPsk));
  expect(exitCode).toBe(2);
  expect(stdout + stderr).not.toContain(PSK.slice(0, 62));
});

test.skipIf(!existsSync('/proc/self/cmdline'))(
  'no secret is in the arguments or the environment of any process of a run',
  async () => {
    const { ca, file, provision } = await startCliBench({ ca: { token: TOKEN } });
    const asked = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    ca.failNext({
      kind: 'wait',
      when: 'before',
      until: () => {
        asked.resolve(undefined);
        return goOn.promise;
      },
    });
    const run = startCli(provision(...secretFlags(file), '--json'));
    await asked.promise;
    for (const id of processesOf(run.child.pid)) {
      expectNoSecretIn(readFileSync(`/proc/${id}/cmdline`, 'utf8'));
      expectNoSecretIn(readFileSync(`/proc/${id}/environ`, 'utf8'));
    }
    goOn.resolve(undefined);
    expect((await run.ended).exitCode).toBe(0);
  },
);

/** A process and all that it has started. */
function processesOf(id: number | undefined): number[] {
  if (id === undefined) return [];
  const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8')
    .split(' ')
    .filter(Boolean);
  return [id, ...children.flatMap((child) => processesOf(Number(child)))];
}
