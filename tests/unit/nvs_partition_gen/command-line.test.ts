import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Folder } from './folder.ts';

const CSV = 'key,type,encoding,value\nn,namespace,,\nk,data,u8,1\n';
const MAIN = resolve(import.meta.dirname, '../../../embedded/nvs_partition_gen/main.ts');

test.each([
  [[]],
  [['generat']],
  [['generate', 'in.csv', 'out.bin']],
  [['generate', '--version', '3', 'in.csv', 'out.bin', '0x3000']],
  [['generate', '--frobnicate', 'in.csv', 'out.bin', '0x3000']],
  [['encrypt', 'in.csv', 'out.bin', '0x3000']],
  [['encrypt', '--keygen', '--inputkey', 'k.bin', 'in.csv', 'out.bin', '0x3000']],
  [['encrypt', '--keygen', '--kp_hmac_keygen', 'in.csv', 'out.bin', '0x3000']],
  [['generate-key', 'k.bin']],
  [['decrypt', 'in.bin', 'k.bin']],
  [['dump']],
])('called wrongly, it shows how it is called: %j', (args) => {
  using folder = new Folder({ 'in.csv': CSV });
  const { code, stdout, stderr } = folder.run(...args);
  expect([code, stdout, folder.list()]).toEqual([2, '', ['in.csv']]);
  expect(stderr).toContain('nvs_partition_gen generate [--version {1,2}]');
});

test('--help is no mistake', () => {
  using folder = new Folder();
  expect(folder.run('generate', '--help')).toMatchObject({ code: 0, stderr: '' });
});

test('the image is for its owner only, and nothing else is left behind', () => {
  using folder = new Folder({ 'in.csv': CSV });
  expect(folder.run('generate', 'in.csv', 'out.bin', '0x3000').code).toBe(0);
  expect(folder.list()).toEqual(['in.csv', 'out.bin']);
  expect(folder.modeOf('out.bin')).toBe(0o600);
});

test('--outdir is made, and an absolute output goes past it', () => {
  using folder = new Folder({ 'in.csv': CSV });
  folder.run('generate', 'in.csv', 'sub/out.bin', '0x3000', '--outdir', 'a/b');
  const absolute = join(folder.path, 'c.bin');
  const { code, stderr } = folder.run('generate', 'in.csv', absolute, '0x3000', '--outdir', 'd');
  expect(folder.read('a/b/sub/out.bin')).toEqual(folder.read('c.bin'));
  expect([code, stderr, folder.list()]).toEqual([
    0,
    expect.stringContaining('--outdir is ignored'),
    ['a', 'c.bin', 'in.csv'],
  ]);
});

test('an output that cannot be written is a refusal without remains', () => {
  using folder = new Folder({ 'in.csv': CSV });
  mkdirSync(join(folder.path, 'out.bin'));
  const { code, stderr } = folder.run('generate', 'in.csv', 'out.bin', '0x3000');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^Error: .*out\.bin is a folder\.\n$/)]);
  expect(folder.list()).toEqual(['in.csv', 'out.bin']);
});

test.each(['12288', '0x3000', '0X3000', '0b11_0000_0000_0000', '0o30000', ' 12_288 ', '+12288'])(
  'the size can be written %j',
  (size) => {
    using folder = new Folder({ 'in.csv': CSV });
    expect(folder.run('generate', 'in.csv', 'out.bin', size).code).toBe(0);
    expect(folder.read('out.bin')).toHaveLength(0x3000);
  },
);

test.each(['', '12k', '12288.0', '1e4', '0x', '012288', '1__2', '-12288', 'NaN'])(
  'the size cannot be written %j',
  (size) => {
    using folder = new Folder({ 'in.csv': CSV });
    expect(folder.run('generate', 'in.csv', 'out.bin', '--', size).code).toBe(1);
  },
);

test('dump prints a line for every value', () => {
  using folder = new Folder({ 'in.csv': CSV });
  folder.run('generate', 'in.csv', 'out.bin', '0x3000');
  expect(folder.run('dump', 'out.bin').stdout).toBe(`{
 "mount": "ESP_OK",
 "namespaces": ["n"],
 "items": [
  {"namespace":"n","key":"k","type":"u8","hex":"01"}],
 "unreadable": [],
 "unreachable": []
}
`);
});

test('dump of a file that does not exist is a refusal', () => {
  using folder = new Folder();
  expect(folder.run('dump', 'no.bin')).toMatchObject({
    code: 1,
    stderr: 'Error: no.bin does not exist.\n',
  });
});

test('the program stands where the user stands', async () => {
  using folder = new Folder({ 'in.csv': `${CSV}s,file,string,s.txt\n`, 's.txt': 'text' });
  const run = async (...args: string[]) =>
    promisify(execFile)(process.execPath, [MAIN, ...args], { cwd: folder.path });
  await run('generate', 'in.csv', 'out.bin', '0x3000');
  expect((await run('dump', 'out.bin')).stdout).toContain('"hex":"7465787400"');
  await expect(run('dump', 'no.bin')).rejects.toMatchObject({ code: 1 });
});
