import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { readRevision } from '../../embedded/esptool/chip-revision.ts';
import { uniqueIdRegister } from '../../embedded/esptool/chips.ts';
import { ChipName, CHIPS } from '../../src/contract/chip.ts';
import { hasWifi } from '../../src/contract/has-wifi.ts';
import { chips } from '../../src/virtual-bench/virtual-esp32/chips.ts';
import { pythonWithEspressifTools } from './python.ts';

const register = z.number().nullable();
const EsptoolChip = z.object({
  title: z.string(),
  chipId: z.number(),
  bootloaderOffset: z.number(),
  usbSerialJtag: z.boolean(),
  usbOtg: z.boolean(),
  watchdogReset: z.boolean(),
  flash32BitAddresses: z.boolean(),
  securityInfo: z.boolean(),
  hmac: z.boolean(),
  features: z.array(z.string()),
  revisions: z.array(z.int()),
  eui64: z.boolean(),
  registers: z.object({
    spi: z.number(),
    mac: register,
    uniqueId: register,
    cryptCount: z.number(),
    cryptCountMask: z.number(),
    secureBoot: register,
    secureBootMask: register,
    watchdogConfig: register,
    watchdogTimeout: register,
    watchdogProtect: register,
  }),
});
const script = join(import.meta.dirname, 'esptool-chips.py');
const esptoolChips = z
  .record(ChipName, EsptoolChip)
  .parse(
    JSON.parse(
      execFileSync(pythonWithEspressifTools(), [script, ...ChipName.options], { encoding: 'utf8' }),
    ),
  );

describe.each(ChipName.options)('what the table of chips says of the %s', (name) => {
  const ours = CHIPS[name];
  const theirs = esptoolChips[name];

  test('is what esptool says of it', () => {
    expect({
      title: ours.title,
      bootloaderOffset: ours.bootloaderOffset,
      usbSerialJtag: ours.usb.some((way) => way === 'serial-jtag'),
      usbOtg: ours.usb.some((way) => way === 'otg'),
      watchdogReset: ours.watchdogReset,
      eui64: ours.macExtension === 'eui-64',
      flash32BitAddresses: Math.max(...ours.flashMegabytes) > 16,
      securityInfo: ours.security.secureDownloadMode,
      hmac: ours.security.nvsKeysByHmac,
      uniqueId: uniqueIdRegister(name) ?? null,
    }).toEqual({
      title: theirs.title,
      bootloaderOffset: theirs.bootloaderOffset,
      usbSerialJtag: theirs.usbSerialJtag,
      usbOtg: theirs.usbOtg,
      watchdogReset: theirs.watchdogReset,
      eui64: theirs.eui64,
      flash32BitAddresses: theirs.flash32BitAddresses,
      securityInfo: theirs.securityInfo,
      hmac: theirs.hmac,
      uniqueId: theirs.registers.uniqueId,
    });
    expect(ours.uniqueId).toBe(theirs.registers.uniqueId !== null);
  });

  test('its revision is read where esptool reads it', async () => {
    const found = theirs.revisions.map((_, seed) =>
      readRevision(name, (address) => Promise.resolve(noise(address, seed))),
    );
    expect(await Promise.all(found)).toEqual(theirs.revisions);
    expect(new Set(theirs.revisions).size).toBeGreaterThan(3);
  });

  test('has the radio that esptool lists', () => {
    const wifi = theirs.features.filter((feature) => feature.startsWith('Wi-Fi'));
    expect(hasWifi(name)).toBe(wifi.length > 0);
    const fiveGigahertz = ours.wifiBands.some((band) => band === '5 GHz');
    expect(fiveGigahertz).toBe(wifi.some((feature) => feature.includes('dual-band')));
  });

  test('asks for a USB reset only where there is USB-Serial/JTAG', () => {
    expect(ours.resets.some((way) => way === 'usb-reset')).toBe(theirs.usbSerialJtag);
  });
});

describe.each(ChipName.options)('the registers of the virtual %s', (name) => {
  const { chipId, efuse, spi, watchdog } = chips[name];
  const { chipId: theirId, registers } = esptoolChips[name];

  test('lie where esptool looks for them', () => {
    expect(chipId).toBe(theirId);
    expect(spi.command).toBe(registers.spi);
    if (registers.mac !== null) expect(efuse.base + efuse.mac).toBe(registers.mac);
    const { flashEncryption, secureBoot } = efuse.locks;
    expect(efuse.base + flashEncryption.offset).toBe(registers.cryptCount);
    expect(1 << flashEncryption.bit).toBe(lowestBit(registers.cryptCountMask));
    if (registers.secureBoot !== null && registers.secureBootMask !== null) {
      expect(efuse.base + secureBoot.offset).toBe(registers.secureBoot);
      expect(1 << secureBoot.bit).toBe(registers.secureBootMask);
    }
    if (registers.watchdogProtect !== null) {
      expect(watchdog).toMatchObject({
        config0: registers.watchdogConfig,
        timeout: registers.watchdogTimeout,
        writeProtect: registers.watchdogProtect,
      });
    }
  });
});

/** The words of an eFuse block that esptool-chips.py looks at as well. */
function noise(address: number, seed: number): number {
  return Number(((BigInt(address + seed) * 2_654_435_761n) >> 7n) & 0xffff_ffffn);
}

function lowestBit(mask: number): number {
  return mask & -mask;
}
