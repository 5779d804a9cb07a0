import { describe, expect, test } from 'vitest';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import {
  deriveEncryptionKey,
  encodeKeyPartition,
  makeEncryptionKey,
  readKeyFile,
} from '../../../embedded/nvs_partition_gen/key-partition.ts';
import { NvsError } from '../../../embedded/nvs_partition_gen/nvs-error.ts';
import { Folder } from './folder.ts';

const CSV = 'key,type,encoding,value\nn,namespace,,\nk,data,string,value\n';

describe('a key file', () => {
  const key = makeEncryptionKey();
  const damaged = encodeKeyPartition(key);
  damaged[64] = (damaged[64] ?? 0) ^ 1;
  const codeOf = (file: Uint8Array) => {
    try {
      return readKeyFile(file);
    } catch (error) {
      return error instanceof NvsError ? error.code : error;
    }
  };
  test.each<[string, Uint8Array, unknown]>([
    ['is a partition', encodeKeyPartition(key), new Uint8Array(key)],
    ['is a bare key', key, new Uint8Array(key)],
    ['is not empty', new Uint8Array(), 'key-length-wrong'],
    ['is not short', key.subarray(0, 32), 'key-length-wrong'],
    ['is not damaged', damaged, 'key-corrupt'],
    ['is not blank', new Uint8Array(4096).fill(0xff), 'key-blank'],
    ['has two halves', new Uint8Array(64).fill(7), 'key-halves-equal'],
  ])('%s', (_, file, expected) => expect(codeOf(file)).toEqual(expected));
});

test('generate-key makes a new key each time, for its owner only, and never over another', () => {
  using folder = new Folder();
  expect(folder.run('generate-key', '--keyfile', 'a.bin').code).toBe(0);
  expect(folder.run('generate-key', '--keyfile', 'b').code).toBe(0);
  const [a, b] = [folder.read('keys/a.bin'), folder.read('keys/b.bin')];
  expect(readKeyFile(a)).not.toEqual(readKeyFile(b));
  expect(folder.modeOf('keys/a.bin')).toBe(0o600);

  expect(folder.run('generate-key', '--keyfile', 'a.bin').stderr).toMatch(/exists already/);
  expect(folder.read('keys/a.bin')).toEqual(a);
});

test('generate-key names the file by the time, like the generator', () => {
  using folder = new Folder();
  expect(folder.run('generate-key').stdout).toMatch(
    /^\nCreated encryption keys: ===> {2}.*keys-\d\d-\d\d_\d\d-\d\d\.bin\n$/,
  );
});

test('generate-key can make the HMAC key too, from which the chip then derives the same', () => {
  using folder = new Folder();
  folder.run('generate-key', '--key_protect_hmac', '--kp_hmac_keygen', '--keyfile', 'k.bin');
  const hmacKey = folder.read('keys/hmac-k.bin');
  expect(hmacKey).toHaveLength(32);
  expect(readKeyFile(folder.read('keys/k.bin'))).toEqual(
    new Uint8Array(deriveEncryptionKey(hmacKey)),
  );
});

test('encrypt --keygen and decrypt are inverse', () => {
  using folder = new Folder({ 'in.csv': CSV });
  folder.run('generate', 'in.csv', 'plain.bin', '0x3000');
  folder.run('encrypt', 'in.csv', 'secret.bin', '0x3000', '--keygen', '--keyfile', 'k.bin');
  expect(folder.read('secret.bin')).not.toEqual(folder.read('plain.bin'));
  expect(folder.run('decrypt', 'secret.bin', 'keys/k.bin', 'again.bin').code).toBe(0);
  expect(folder.read('again.bin')).toEqual(folder.read('plain.bin'));
});

test('decrypt refuses a key of another image, and what is not an image', () => {
  using folder = new Folder({ 'in.csv': CSV, 'odd.bin': 'x' });
  folder.write('k.bin', encodeKeyPartition(makeEncryptionKey()));
  folder.run('encrypt', 'in.csv', 'secret.bin', '0x3000', '--keygen');
  expect(folder.run('decrypt', 'secret.bin', 'k.bin', 'out.bin').stderr).toMatch(
    /^Error: secret\.bin: the key in k\.bin does not belong to this image\.$/m,
  );
  expect(folder.run('decrypt', 'odd.bin', 'k.bin', 'out.bin').stderr).toMatch(/whole pages/);
  expect(folder.list()).not.toContain('out.bin');
});

test('an encrypted image without entries can be decrypted with any key', () => {
  using folder = new Folder({ 'k.bin': makeEncryptionKey() });
  folder.write('in.bin', encodeNvs([], { size: 0x3000 }));
  expect(folder.run('decrypt', 'in.bin', 'k.bin', 'out.bin').code).toBe(0);
});
