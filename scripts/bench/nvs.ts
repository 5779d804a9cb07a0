import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { z } from 'zod';
import { PythonProcess } from '../../tests/conformance/python-process.ts';
import { spread } from './spread.ts';

export interface NvsBench {
  images: number;
  /** Medians over the rounds, in processor time, for one image of 64 KiB with the app's payload. */
  referenceMicroseconds: number;
  oursMicroseconds: number;
  /** How many times longer Espressif's generator takes. */
  nvsReferenceOverOurs: number;
}

/**
 * Espressif's generator inside one Python process against ours inside one Node process, neither with anything else in
 * it, turn by turn so that whatever else the machine does meets both, and in processor time, because another program
 * that takes the processor away is not theirs.
 * Both get the values in memory and leave the image in memory. Throws where the images differ.
 */
export async function benchNvs(): Promise<NvsBench> {
  await using reference = new PythonProcess(resolve(import.meta.dirname, 'nvs-reference.py'));
  await using own = new OwnProcess();
  const ours: number[] = [];
  const theirs: number[] = [];
  await own.ask({ ...JOB, images: IMAGES_A_ROUND * WARM_UP_ROUNDS }); // until the JIT compiler has seen it
  await reference.ask(JOB);
  for (let round = 0; round < ROUNDS; round += 1) {
    const their = Round.parse(await reference.ask(JOB));
    const our = await own.ask(JOB);
    if (our.sha256 !== their.sha256) throw new Error("our image differs from Espressif's");
    theirs.push((their.seconds * 1e6) / IMAGES_A_ROUND);
    ours.push((our.seconds * 1e6) / IMAGES_A_ROUND);
  }
  const referenceMicroseconds = spread(theirs).median;
  const oursMicroseconds = spread(ours).median;
  return {
    images: ROUNDS * IMAGES_A_ROUND,
    referenceMicroseconds,
    oursMicroseconds,
    nvsReferenceOverOurs: referenceMicroseconds / oursMicroseconds,
  };
}

const ROUNDS = 20;
const IMAGES_A_ROUND = 50;
const WARM_UP_ROUNDS = 10;

const SIZE = 0x10000;
const NAMESPACE = 'deviceprovision';
/** As long as what the app writes; a certificate of 1.2 KB in PEM. */
const STRINGS: [string, string][] = [
  ['uuid', '04e4822c-719e-45b0-b360-7e2819faca53'],
  ['psk', '0123456789abcdef'.repeat(4)],
  [
    'device_cert',
    `-----BEGIN CERTIFICATE-----\n${`${'MIIB'.repeat(16)}\n`.repeat(18)}-----END CERTIFICATE-----\n`,
  ],
  ['wifi_ssid', 'bench'],
  ['wifi_password', 'correct horse battery'],
];

const JOB = { images: IMAGES_A_ROUND, size: SIZE, namespace: NAMESPACE, strings: STRINGS };

const Round = z.object({ seconds: z.number(), sha256: z.string() });

class OwnProcess implements AsyncDisposable {
  readonly #child = fork(resolve(import.meta.dirname, 'nvs-ours.ts'));

  async ask(job: typeof JOB): Promise<z.infer<typeof Round>> {
    const answered = once(this.#child, 'message');
    this.#child.send(job);
    const [answer] = (await answered) as unknown[];
    return Round.parse(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
