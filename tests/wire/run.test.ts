import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { BUILT_IN_PROFILES } from '../../src/contract/profile.ts';
import { stepsOfRun } from '../../src/contract/run.ts';
import { startBench, stepsOf, WIFI, type Bench } from './bench.ts';
import { Stopwatch } from './stopwatch.ts';

const OFFSET = 0xa20000;
const SIZE = 0x10000;

/** What a device with ESP-IDF's library would read from the flash of the virtual board. */
function onDevice({ device }: Bench): Record<string, string> {
  const { items } = decodeNvs(device.board.flash.read(OFFSET, SIZE));
  return Object.fromEntries(
    items.map(({ key, bytes }) => [key, Buffer.from(bytes).toString('utf8').slice(0, -1)]),
  );
}

/** All of the flash in 16 hex digits: two of them are compared sooner than 16 MB twice. */
function flashDigest({ device }: Bench): string {
  const { flash } = device.board;
  return createHash('sha256').update(flash.read(0, flash.size)).digest('hex').slice(0, 16);
}

async function onRecord({ provisioner }: Bench) {
  const reply = await provisioner.dispatch('prov:list-records', {});
  if (!reply.ok) throw new Error(reply.error.detail);
  return reply.value;
}

async function pskOnRecord({ provisioner }: Bench, id: string): Promise<string> {
  const reply = await provisioner.dispatch('prov:reveal-psk', { id });
  if (!reply.ok) throw new Error(reply.error.detail);
  return reply.value.psk;
}

describe.each(['esp32', 'esp32s3', 'esp32c6'] as const)('%s', (chip) => {
  test('from MAC to Wi-Fi: every proof, and device, CA and record agree', async () => {
    await using bench = await startBench({ device: { chip } });
    const end = await bench.provision();

    expect(end.failure).toBeUndefined();
    expect(stepsOf(end)).toEqual(stepsOfRun({}).map((step) => [step, 'done']));
    expect(Object.values(end.result?.proofs ?? {}).map((proof) => proof?.status)).toEqual(
      Array(6).fill('passed'),
    );

    const device = onDevice(bench);
    const [record] = await onRecord(bench);
    const [registration] = bench.ca.registrations();
    const psk = await pskOnRecord(bench, record?.id ?? '');
    expect(device).toEqual({
      uuid: end.result?.uuid,
      psk,
      device_cert: end.result?.certificate,
      wifi_ssid: WIFI.ssid,
      wifi_password: WIFI.password,
    });
    expect(registration).toMatchObject({
      uuid: end.result?.uuid,
      psk,
      mac: 'A0B1C2D3E4F5',
      type: chip,
    });
    expect(record).toMatchObject({
      mac: 'A0B1C2D3E4F5',
      chip,
      state: 'done',
      wifi: { ssid: WIFI.ssid, ip: end.result?.wifi.ip },
      runs: [{ outcome: 'passed', step: 'finish', deviceState: 'running-confirmed' }],
    });
  });

  test('with the profile zc the device holds what the firmware of the original toolkit reads', async () => {
    await using bench = await startBench({ device: { chip } });
    const profile = BUILT_IN_PROFILES['zc'];
    const { result, failure } = await bench.provision({ profile, wifi: null });

    expect(failure).toBeUndefined();
    expect(onDevice(bench)).toEqual({
      global_uuid: 'a8eb3a9b-9687-522e-af5e-0dc4b52d1666',
      psk_secret: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      ca_service_url: bench.ca.url,
    });
    expect(result).toMatchObject({
      uuid: 'a8eb3a9b-9687-522e-af5e-0dc4b52d1666',
      certificate: expect.stringContaining('CERTIFICATE') as string,
      certificateOnDevice: false,
    });
  });

  test("the firmware's boot log shows the UUID and SSID that were written", async () => {
    await using bench = await startBench({ device: { chip } });
    const { log, result } = await bench.provision();
    const boot = log.join('\n');
    expect(boot).toContain(`UUID: ${result?.uuid ?? ''}`);
    expect(boot).toContain(`SSID: ${WIFI.ssid}`);
    const digest = createHash('sha256')
      .update(onDevice(bench)['psk'] ?? '')
      .digest('hex');
    expect(boot).toContain(digest.slice(0, 16));
  });
});

test('no secret is in any event', async () => {
  await using bench = await startBench({ ca: { token: 'bench-token-4711' } });
  const seen: unknown[] = [];
  const ca = { url: bench.ca.url, trust: bench.ca.caPem, token: 'bench-token-4711' };
  await bench.provision({ ca }, (channel, event) => seen.push([channel, event]));
  const text = JSON.stringify(seen);
  for (const secret of [onDevice(bench)['psk'] ?? '', WIFI.password, 'bench-token-4711']) {
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
});

test('exactly the four commands of the specification reach the firmware, after the probes', async () => {
  await using bench = await startBench();
  await bench.provision();
  expect(bench.device.board.commands.filter((command) => command !== 'AT')).toEqual([
    `AT+WIFI_SSID=${WIFI.ssid}`,
    `AT+WIFI_PASSWORD=${WIFI.password}`,
    'AT+WIFI_CONNECT',
    'AT+REBOOT',
  ]);
});

describe('identity', () => {
  test('a second run of a device keeps UUID and PSK, does not register again, and says that it is one', async () => {
    await using bench = await startBench();
    expect((await bench.provision()).result?.warnings).toEqual([]);
    const before = onDevice(bench);
    const { result } = await bench.provision();
    expect(onDevice(bench)).toEqual(before);
    expect(result?.proofs.certificate.status).toBe('passed');
    expect(result?.warnings).toEqual([
      expect.stringMatching(/^This device was provisioned before, on \d{4}-\d\d-\d\d\.$/),
    ]);
    expect(bench.ca.received()).toHaveLength(1);
    expect(await onRecord(bench)).toHaveLength(1);
  });

  test('a custom UUID and PSK are used, and only they', async () => {
    await using bench = await startBench();
    const overrides = {
      uuid: '12345678-1234-1234-1234-123456789012',
      psk: createHash('sha256').update('custom').digest('hex'),
    };
    const { result } = await bench.provision({ overrides });
    expect(result?.uuid).toBe(overrides.uuid);
    expect(onDevice(bench)).toMatchObject(overrides);
    expect(bench.ca.registrations()).toMatchObject([overrides]);
  });

  test('a UUID that another device has is refused before the CA hears of it', async () => {
    await using first = await startBench();
    await first.provision({ overrides: { uuid: '12345678-1234-1234-1234-123456789012' } });
    await using second = await startBench({
      device: { mac: 'A0:B1:C2:D3:E4:00' },
      dataDir: first.dataDir,
    });
    const { failure } = await second.provision({
      overrides: { uuid: '12345678-1234-1234-1234-123456789012' },
    });
    expect(failure).toMatchObject({ step: 'save-record', error: { code: 'uuid-in-use' } });
    expect(second.ca.received()).toEqual([]);
  });
});

test('what was switched off is skipped, not passed', async () => {
  await using bench = await startBench();
  const end = await bench.provision({ ca: null, wifi: null });
  expect(stepsOf(end).filter(([, status]) => status !== 'done')).toEqual([
    ['register', 'skipped'],
    ['configure-wifi', 'skipped'],
  ]);
  expect(end.result?.proofs).toMatchObject({
    certificate: { status: 'skipped' },
    readBack: { status: 'passed' },
    wifi: { status: 'skipped' },
  });
  expect(Object.keys(onDevice(bench)).toSorted()).toEqual(['psk', 'uuid']);
});

test('with the registration switched off, the certificate that the device has stays on it', async () => {
  await using bench = await startBench();
  await bench.provision();
  const before = onDevice(bench);
  const end = await bench.provision({ ca: null });
  expect(stepsOf(end)).toContainEqual(['register', 'skipped']);
  expect(end.result?.proofs.certificate.status).toBe('passed');
  expect(onDevice(bench)).toEqual(before);
  expect(bench.ca.received()).toHaveLength(1);
});

test('Wi-Fi only: the network changes, the flash does not', async () => {
  await using bench = await startBench();
  await bench.provision({ wifi: null });
  const before = flashDigest(bench);
  const end = await bench.provision({ includeCredentials: false, ca: null });
  expect(end.result).toMatchObject({ wifi: { status: 'connected' }, nvs: null });
  expect(flashDigest(bench)).toBe(before);
  expect(bench.device.board.commands).toContain(`AT+WIFI_SSID=${WIFI.ssid}`);
});

describe('what would fail later is found before anything is changed', () => {
  interface Told {
    code: string;
    title: string;
    hint: string;
    detail?: unknown;
  }
  const ENCRYPTED: Told = {
    code: 'flash-encrypted',
    title: 'This device encrypts its flash; a plain NVS image would not be readable',
    hint: 'Set this device aside, or provision it before flash encryption is switched on.',
  };
  const SECURE_DOWNLOAD: Told = {
    code: 'secure-download',
    title: 'This device is in secure download mode and cannot be read back',
    hint: 'Set this device aside: what is written could not be verified.',
  };
  const MISMATCH: Told = {
    code: 'partition-mismatch',
    title: 'The NVS offset and size are no NVS partition of this device',
    hint: 'Use the offset and size of one of the partitions that are listed.',
    detail: expect.stringContaining('prov_nvs at 0xa20000'),
  };
  const TOO_SMALL: Told = {
    code: 'flash-too-small',
    title: 'The NVS partition lies beyond the end of the flash',
    hint: 'Choose an offset and size that this flash holds.',
  };
  const OTHER_CHIP: Told = {
    code: 'chip-mismatch',
    title: 'The device is another chip than the one that was chosen',
    hint: 'Choose auto or the chip that was detected.',
  };
  const cases: [string, Parameters<typeof startBench>[0], Record<string, unknown>, Told][] = [
    ['a region that is no partition', {}, { nvs: { offset: 0x300000, size: SIZE } }, MISMATCH],
    ['a region of another size', {}, { nvs: { offset: OFFSET, size: 0x8000 } }, MISMATCH],
    ['F-15: another chip', {}, { chip: 'esp32' }, OTHER_CHIP],
    [
      'F-16: an encrypted flash',
      { device: { security: { flashEncryption: true } } },
      {},
      ENCRYPTED,
    ],
    [
      'F-16: secure download mode',
      { device: { security: { secureDownloadMode: true } } },
      {},
      SECURE_DOWNLOAD,
    ],
    ['F-17: a region beyond the flash', { device: { flashSize: 4 << 20 } }, {}, TOO_SMALL],
  ];

  test.each(cases)('%s', async (_what, options, changes, told) => {
    await using bench = await startBench(options);
    const before = flashDigest(bench);
    const { failure } = await bench.provision(changes);
    expect(failure?.error).toMatchObject(told);
    expect(failure).toMatchObject({ deviceState: 'untouched', recordId: null, registered: false });
    expect(bench.ca.received()).toEqual([]);
    expect(await onRecord(bench)).toEqual([]);
    expect(flashDigest(bench)).toBe(before);
  });
});

describe('verification', () => {
  test('F-54, F-55: one bit that flips in the flash after the write fails the run, with its address', async () => {
    await using bench = await startBench();
    const { failure } = await bench.provision({}, (_channel, event) => {
      if (
        'step' in event &&
        event.step === 'verify-nvs' &&
        'status' in event &&
        event.status === 'running' &&
        event.fraction === 0
      ) {
        bench.device.board.flash.flipBit(OFFSET + 0x1234);
      }
    });
    expect(failure).toMatchObject({
      step: 'verify-nvs',
      deviceState: 'written-unverified',
      registered: true,
      error: {
        code: 'verify-failed',
        title: 'The flash does not hold what was written',
        hint: 'Check cable and power and run once more; if it stays, the flash is faulty.',
      },
    });
    expect(failure?.error.detail).toContain('at 0xa21234');

    const { result } = await bench.provision();
    expect(result?.uuid).toBe(bench.ca.registrations()[0]?.uuid);
    expect(bench.ca.received()).toHaveLength(1);
  });
});

describe('certificate authority', () => {
  test('a certificate for another UUID fails at register; the record stays, the retry has the same identity', async () => {
    await using bench = await startBench({ ca: { repeat: 'reissue' } });
    bench.ca.failNext({ kind: 'certificate', flaw: 'wrong-uuid' });
    const { failure } = await bench.provision();
    expect(failure).toMatchObject({
      step: 'register',
      deviceState: 'untouched',
      error: { code: 'certificate-wrong-device' },
    });
    const [minted] = await onRecord(bench);
    expect(minted).toMatchObject({
      state: 'minted',
      runs: [{ outcome: 'failed', errorCode: 'certificate-wrong-device' }],
    });
    const psk = await pskOnRecord(bench, minted?.id ?? '');

    const { result } = await bench.provision();
    expect(result).toMatchObject({ recordId: minted?.id, uuid: minted?.uuid });
    expect(onDevice(bench)['psk']).toBe(psk);
    const bodies = new Set(bench.ca.received().map(({ body }) => body));
    expect(bodies.size).toBe(1);
  });

  test.each([
    ['same', 'done'],
    ['reissue', 'done'],
    ['conflict', 'ca-conflict'],
    ['refuse', 'ca-refused'],
  ] as const)('an answer that was lost, then a CA that says "%s": %s', async (repeat, outcome) => {
    await using bench = await startBench({ ca: { repeat } });
    bench.ca.failNext(
      { kind: 'drop', when: 'after' },
      { kind: 'drop', when: 'after' },
      { kind: 'drop', when: 'after' },
    );
    const first = await bench.provision();
    expect(first.failure?.step).toBe('register');
    const second = await bench.provision();
    expect(second.failure?.error.code ?? 'done').toBe(outcome);
    const [record, ...others] = await onRecord(bench);
    expect(others).toEqual([]);
    expect(bench.ca.registrations()).toMatchObject([
      { uuid: record?.uuid, psk: await pskOnRecord(bench, record?.id ?? '') },
    ]);
  });
});

describe('Wi-Fi', () => {
  test.each([
    ['a wrong password', { ssid: WIFI.ssid, password: 'not the password' }, 'wifi-wrong-password'],
    ['no such network', { ssid: 'elsewhere', password: 'SecurePass123' }, 'wifi-no-such-network'],
  ])('%s', async (_what, wifi, code) => {
    await using bench = await startBench();
    const { failure } = await bench.provision({ wifi });
    expect(failure).toMatchObject({
      step: 'configure-wifi',
      deviceState: 'running-unconfirmed',
      error: { code },
    });
    expect((await bench.provision()).result?.wifi.status).toBe('connected');
  });
});

describe('cancel', () => {
  const steps = stepsOfRun({}).filter((step) => step !== 'finish');
  test.each(steps)(
    'in %s: the run ends as cancelled within a second and the port is free',
    async (step) => {
      await using bench = await startBench();
      using watch = new Stopwatch();
      let askedAt: number | undefined;
      const { failure } = await bench.provision({}, (_channel, event) => {
        if (
          askedAt !== undefined ||
          !('step' in event) ||
          event.step !== step ||
          !('runId' in event)
        )
          return;
        askedAt = watch.ms;
        void bench.provisioner.dispatch('prov:cancel', { runId: event.runId });
      });
      expect(watch.ms - (askedAt ?? NaN)).toBeLessThan(1_000);
      expect(failure?.error.code).toBe('cancelled');
      expect((await bench.provision()).result?.proofs.readBack.status).toBe('passed');
    },
  );
});

test('a port in use is refused, and free again afterwards', async () => {
  await using bench = await startBench();
  const goOn = Promise.withResolvers<undefined>();
  bench.ca.failNext({ kind: 'wait', when: 'before', until: () => goOn.promise });
  const running = bench.provision();
  await expect.poll(() => bench.ca.received().length).toBe(1); // it has the port, and keeps it
  const { failure } = await bench.provision();
  goOn.resolve(undefined);
  expect(failure).toMatchObject({
    step: 'connect',
    error: { code: 'port-busy' },
  });
  expect((await running).result).toBeDefined();
  expect((await bench.provision()).result).toBeDefined();
});

test('a run leaves nothing in the data folder but the records and their key', async () => {
  await using bench = await startBench();
  await bench.provision({ baud: 115_200 }); // of which nothing need be remembered
  const files = await readdir(bench.dataDir);
  expect(
    files.filter(
      (name) => !/^(records\.sqlite(-wal|-shm)?|records\.lock|secrets\.key)$/.test(name),
    ),
  ).toEqual([]);
});
