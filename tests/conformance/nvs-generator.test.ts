import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Folder } from '../unit/nvs_partition_gen/folder.ts';
import { PythonProcess } from './python-process.ts';
import { csvSoup, randomJob, type GeneratorJob } from './random-csv.ts';

const RUNS = { seed: 20_260_723, numRuns: 500 };

test("on random CSVs Espressif's generator makes the same bytes, or refuses as we do", async () => {
  await using reference = new PythonProcess(GENERATOR);
  let images = 0;
  const property = fc.asyncProperty(randomJob(), async (job) => {
    const { ours, theirs, stderr } = await runBoth(job, reference);
    expect(ours, stderr).toBe(theirs);
    if (ours !== null) images += 1;
  });
  await fc.assert(property, RUNS);
  // Neither answer is rare, so that both are compared.
  expect(images).toBeGreaterThan(RUNS.numRuns / 4);
  expect(images).toBeLessThan((RUNS.numRuns * 3) / 4);
});

test('whatever stands in a CSV: if we accept it, the generator makes the same bytes', async () => {
  await using reference = new PythonProcess(GENERATOR);
  let images = 0;
  const property = fc.asyncProperty(csvSoup(), async (job) => {
    const { ours, theirs } = await runBoth(job, reference);
    if (ours !== null) images += 1;
    if (ours !== null) expect(ours).toBe(theirs);
  });
  await fc.assert(property, RUNS);
  expect(images).toBeGreaterThan(RUNS.numRuns / 10);
});

const GENERATOR = resolve(import.meta.dirname, 'nvs-generator.py');

/** Both images in Base64; null for a refusal. */
async function runBoth({ files, argv }: GeneratorJob, reference: PythonProcess) {
  const theirs = await reference.ask({ files: inBase64(files), argv });
  using folder = new Folder(files);
  const { code, stderr } = folder.run(...argv);
  const ours = code === 0 ? Buffer.from(folder.read('out.bin')).toString('base64') : null;
  return { ours, theirs, stderr };
}

function inBase64(files: Record<string, Uint8Array>): Record<string, string> {
  const encoded = Object.entries(files).map(([name, bytes]): [string, string] => {
    return [name, Buffer.from(bytes).toString('base64')];
  });
  return Object.fromEntries(encoded);
}
