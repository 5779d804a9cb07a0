import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';

import { Secret } from '../../../src/contract/secret.ts';
import { keyFile } from '../../../src/records/key-file.ts';
import type { KeyProtection } from '../../../src/records/key-protection.ts';
import { passphrase } from '../../../src/records/passphrase.ts';
import { SecretBox } from '../../../src/records/secret-box.ts';
import { aPsk, aRun, failureOf, MAC, macOf, openRecords, temporaryFolder } from './bench.ts';

/** The nine forms in which a secret leaks: as it is, and as programs encode what they log, store and send. */
function encodingsOf(secret: string): Record<string, Buffer> {
  const bytes = Buffer.from(secret);
  const base64 = (offset: number) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(offset === 0 ? 0 : 4, -4); // the ends depend on what stands beside the secret
  };
  const forms = {
    raw: secret,
    hex: bytes.toString('hex'),
    'upper-case hex': bytes.toString('hex').toUpperCase(),
    'base64 at 0': base64(0),
    'base64 at 1': base64(1),
    'base64 at 2': base64(2),
    URL: encodeURIComponent(secret),
    JSON: JSON.stringify(secret).slice(1, -1),
  };
  const asText = Object.entries(forms).map(([name, form]) => [name, Buffer.from(form)] as const);
  return { ...Object.fromEntries(asText), 'UTF-16LE': Buffer.from(secret, 'utf16le') };
}

async function leaksIn(folder: string, secrets: readonly Secret[]): Promise<string[]> {
  const leaks: string[] = [];
  for (const name of await readdir(folder)) {
    const content = await readFile(join(folder, name));
    for (const secret of secrets) {
      for (const [encoding, form] of Object.entries(encodingsOf(secret.reveal()))) {
        if (content.includes(form)) leaks.push(`${encoding} in ${name}`);
      }
    }
  }
  return leaks;
}

test('no PSK is in any file of the data folder, in any of nine encodings', async () => {
  await using folder = await temporaryFolder();
  // The second one looks different in every encoding.
  const secrets = [aPsk(), new Secret('a "secret" with \\ & é / 100 %, long enough')];
  {
    await using records = await openRecords(folder.path);
    for (const [n, psk] of secrets.entries()) {
      const run = aRun({ mac: macOf(n), psk });
      const { recordId } = await records.begin(run);
      await records.advance(recordId, 'done', { ip: '192.0.2.7' });
      await records.end(run.runId, {
        outcome: 'passed',
        step: 'finish',
        deviceState: 'running-confirmed',
        timings: {},
      });
    }
    expect(await leaksIn(folder.path, secrets)).toEqual([]); // write-ahead log included
  }
  expect(await leaksIn(folder.path, secrets)).toEqual([]);
});

test('the search for leaks finds what it looks for', async () => {
  await using folder = await temporaryFolder();
  const psk = aPsk();
  for (const [encoding, form] of Object.entries(encodingsOf(psk.reveal()))) {
    await writeFile(join(folder.path, 'log'), Buffer.concat([Buffer.of(0), form, Buffer.of(0)]));
    expect(await leaksIn(folder.path, [psk])).toContain(`${encoding} in log`);
  }
  await writeFile(join(folder.path, 'log'), Buffer.from(`x${psk.reveal()} y`).toString('base64'));
  expect(await leaksIn(folder.path, [psk])).toEqual(['base64 at 1 in log']);
});

test('a sealed PSK does not open in another record', async () => {
  await using folder = await temporaryFolder();
  {
    await using records = await openRecords(folder.path);
    for (const n of [1, 2]) await records.begin(aRun({ mac: macOf(n) }));
  }
  const database = new Sqlite(join(folder.path, 'records.sqlite'));
  database.exec('create table swap as select mac, psk from records');
  database.exec('update records set psk = (select psk from swap where swap.mac <> records.mac)');
  database.close();

  await using records = await openRecords(folder.path);
  for (const n of [1, 2]) {
    expect((await failureOf(records.findIdentity(macOf(n)))).code).toBe('secrets-locked');
  }
});

test('a sealed field does not open with one bit changed, cut short, or under another name', () => {
  const box = new SecretBox(randomBytes(32));
  const field = { recordId: 'one', field: 'psk' } as const;
  const sealed = box.seal(field, new Secret('PSK'));
  expect(box.open(field, sealed).reveal()).toBe('PSK');
  expect(() => box.open({ ...field, recordId: 'other' }, sealed)).toThrow();
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => box.open(field, changed), `bit ${bit}`).toThrow();
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(() => box.open(field, sealed.subarray(0, length)), `${length} bytes`).toThrow();
  }
});

test('the same PSK is sealed differently each time, and has one fingerprint in a database', () => {
  const box = new SecretBox(randomBytes(32));
  const psk = aPsk();
  const field = { recordId: 'one', field: 'psk' } as const;
  expect(box.seal(field, psk)).not.toEqual(box.seal(field, psk));
  expect(box.fingerprint(psk)).toBe(box.fingerprint(new Secret(psk.reveal())));
  expect(box.fingerprint(psk)).not.toBe(box.fingerprint(aPsk()));
  expect(box.fingerprint(psk)).not.toBe(new SecretBox(randomBytes(32)).fingerprint(psk));
});

test('with the wrong key all but the secrets stays readable, and nothing is lost', async () => {
  await using folder = await temporaryFolder();
  const run = aRun();
  {
    await using records = await openRecords(folder.path);
    await records.begin(run);
  }
  {
    const secrets = keyFile(join(folder.path, 'another.key'));
    await writeFile(join(folder.path, 'another.key'), `${'0'.repeat(64)}\n`, { mode: 0o600 });
    await using records = await openRecords(folder.path, { secrets });
    const record = await records.find(MAC);
    expect(record).toMatchObject({ uuid: run.uuid, state: 'minted' });
    const failures = await Promise.all([
      failureOf(records.findIdentity(MAC)),
      failureOf(records.revealPsk(record?.id ?? '')),
      failureOf(records.begin(aRun())),
      failureOf(records.begin(aRun({ mac: macOf(1) }))),
    ]);
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['secrets-locked']));
    expect(await records.list()).toHaveLength(1);
  }
  await using records = await openRecords(folder.path);
  expect((await records.findIdentity(MAC))?.psk.reveal()).toBe(run.psk.reveal());
});

test('a key file that is missing is not made anew: it would open nothing', async () => {
  await using folder = await temporaryFolder();
  {
    await using records = await openRecords(folder.path);
    await records.begin(aRun());
  }
  await rm(join(folder.path, 'records.key'));
  await using records = await openRecords(folder.path);
  const { code, detail } = await failureOf(records.findIdentity(MAC));
  expect(code).toBe('secrets-locked');
  expect(detail).toContain('missing');
  await expect(stat(join(folder.path, 'records.key'))).rejects.toThrow();
});

test.skipIf(process.platform === 'win32')(
  'a key file that others may read is refused',
  async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'records.key');
    const run = aRun();
    {
      await using records = await openRecords(folder.path);
      await records.begin(run);
    }
    await using records = await openRecords(folder.path);
    await chmod(path, 0o640);
    const { code, detail } = await failureOf(records.findIdentity(MAC));
    expect(code).toBe('secrets-locked');
    expect(detail).toContain('chmod 600');
    await chmod(path, 0o600);
    expect((await records.findIdentity(MAC))?.psk.reveal()).toBe(run.psk.reveal());
  },
);

test('a key file that is something else is refused and left alone', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'records.key');
  await writeFile(path, 'my notes', { mode: 0o600 });
  await using records = await openRecords(folder.path);
  expect((await failureOf(records.begin(aRun()))).code).toBe('secrets-locked');
  expect(await readFile(path, 'utf8')).toBe('my notes');
});

test('records under a passphrase open with it, and with nothing else', async () => {
  await using folder = await temporaryFolder();
  const run = aRun();
  const under = (secrets: KeyProtection) => openRecords(folder.path, { secrets });
  {
    await using records = await under(passphrase(new Secret('correct hörse')));
    await records.begin(run);
    expect(await readdir(folder.path)).not.toContain('records.key');
    expect(await leaksIn(folder.path, [new Secret('correct hörse')])).toEqual([]);
  }
  {
    // The same letters from a keyboard that composes the umlaut.
    await using records = await under(passphrase(new Secret('correct ho\u0308rse')));
    expect((await records.findIdentity(MAC))?.psk.reveal()).toBe(run.psk.reveal());
  }
  {
    await using records = await under(passphrase(new Secret('wrong horse')));
    expect((await failureOf(records.findIdentity(MAC))).code).toBe('secrets-locked');
  }
  await using records = await under(keyFile(join(folder.path, 'records.key')));
  const { code, detail } = await failureOf(records.findIdentity(MAC));
  expect(code).toBe('secrets-locked');
  expect(detail).toContain('passphrase');
});

test('a keystore from outside can hold the key, and its refusal is told', async () => {
  await using folder = await temporaryFolder();
  const kept = new Map<string, Uint8Array>();
  const keystore: KeyProtection = {
    name: 'keystore',
    wrap: (dataKey) => {
      kept.set('handle', Uint8Array.from(dataKey));
      return Promise.resolve('handle');
    },
    unwrap: (handle) => {
      const dataKey = kept.get(handle);
      return dataKey ? Promise.resolve(dataKey) : Promise.reject(new Error('no such item'));
    },
  };
  const run = aRun();
  {
    await using records = await openRecords(folder.path, { secrets: keystore });
    await records.begin(run);
    expect((await records.findIdentity(MAC))?.psk.reveal()).toBe(run.psk.reveal());
  }
  kept.clear();
  await using records = await openRecords(folder.path, { secrets: keystore });
  expect((await failureOf(records.findIdentity(MAC))).code).toBe('secrets-locked');
});
