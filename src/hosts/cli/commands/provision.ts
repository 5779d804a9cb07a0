import { InvalidArgumentError, Option, type Command } from 'commander';

import { WifiDialect, WifiOnlyBy } from '../../../contract/profile.ts';
import { stepsOfRun } from '../../../contract/run.ts';
import { wrongUsage } from '../command-error.ts';
import { createRunView } from '../create-run-view.ts';
import { Interrupts } from '../interrupts.ts';
import { beforeOption, portOption } from '../port-flags.ts';
import { provisionRequest, secretFiles, type ProvisionFlags } from '../provision-request.ts';
import { readFirmwareFlag } from '../read-firmware-flag.ts';
import { refuseSharedInput } from '../read-secret.ts';
import { addRecordsFlags, recordsLocation, type RecordsFlags } from '../records-flags.ts';
import { switchedOffSteps } from '../switched-off-steps.ts';
import { runDevice } from '../run-device.ts';
import { assertSaveTarget } from '../save-target.ts';

type Flags = ProvisionFlags &
  RecordsFlags & { firmware?: string; save?: string; showSecrets?: true; log?: true; json?: true };

export function provisionCommand(program: Command): void {
  const command = program
    .command('provision')
    .description(
      'provision one device: identity, registration, NVS image, Wi-Fi, each with its proof',
    )
    .usage(
      '--port P (--ca URL | --no-register) ' +
        '(--ssid S (--wifi-password-file F | --open-network) | --no-wifi) [options]\n' +
        '       esp32-provisioner provision --port P --wifi-only ' +
        '--ssid S (--wifi-password-file F | --open-network) [options]',
    );
  addDeviceFlags(command);
  addCaFlags(command);
  addIdentityFlags(command);
  addWifiFlags(command);
  command.optionsGroup('Records and output:');
  addRecordsFlags(command)
    .option(
      '--save <file>',
      'save the credentials after PASS: .json, .csv or .txt, readable by you only',
    )
    .option('--show-secrets', 'show the PSK instead of ***')
    .option('--log', 'show what the device prints')
    .option('--json', 'tell events as JSON, one object a line')
    .action(provision);
}

async function provision(flags: Flags): Promise<void> {
  refuseSharedInput(secretFiles(flags));
  if (flags.wifiOnly && (flags.save !== undefined || flags.showSecrets)) {
    throw wrongUsage('bad-request', '--wifi-only leaves the credentials alone: they are on record');
  }
  const request = await provisionRequest(flags);
  const firmware =
    flags.firmware === undefined ? undefined : await readFirmwareFlag(flags.firmware);
  if (flags.save !== undefined) await assertSaveTarget(flags.save);
  const location = await recordsLocation(flags);
  using interrupts = new Interrupts();
  process.exitCode = await runDevice({
    ...location,
    request,
    firmware,
    save: flags.save,
    showSecrets: flags.showSecrets ?? false,
    signal: interrupts.signal,
    view: createRunView({
      json: flags.json ?? false,
      log: flags.log ?? false,
      steps: stepsOfRun({ firmware: flags.firmware }),
      switchedOff: switchedOffSteps(request),
    }),
  });
}

function addDeviceFlags(command: Command): void {
  command
    .optionsGroup('Device:')
    .addOption(portOption())
    .option(
      '--profile <name|file>',
      'built-in profile, one of this bench, or a profile file (JSON)',
      'spec',
    )
    .option('--chip <chip>', 'chip type, as esptool names it', 'auto')
    .option('--baud <rate>', "baud rate for flashing, instead of the profile's", wholeNumber)
    .addOption(beforeOption())
    .option(
      '--firmware <file[@address]>',
      'flash this first: flasher_args.json, manifest.json, or a .bin at a hex address (0x0 if left out)',
    )
    .option('--partition <label>', "label of the NVS partition, instead of the profile's")
    .option('--nvs-offset <hex>', "offset of the NVS partition, instead of the profile's")
    .option('--nvs-size <hex>', "size of the NVS partition, instead of the profile's")
    .option(
      '--nvs-key-file <file>',
      'key for a profile that encrypts: 64 bytes or a key partition, or the 32 bytes of its HMAC eFuse',
    )
    .option(
      '--override-partition-check',
      'write there although the device has no such NVS partition; never over what it starts from',
    );
}

function addCaFlags(command: Command): void {
  command
    .optionsGroup('Registration:')
    .option('--ca <url>', "base URL of the certificate authority, instead of the profile's")
    .option('--ca-cert <file>', 'PEM of the CA that signed its TLS certificate')
    .option('--ca-token-file <file>', 'bearer token for it; - is the standard input')
    .option('--allow-http-ca', 'send the PSK over http, for all on the way to read')
    .option('--no-register', 'do not register the device');
}

function addIdentityFlags(command: Command): void {
  command
    .optionsGroup('Identity:')
    .option('--uuid <uuid>', 'instead of the one that follows from the MAC')
    .option('--psk-file <file>', '64 hex digits instead of drawn ones; - is the standard input');
}

function addWifiFlags(command: Command): void {
  command
    .optionsGroup('Wi-Fi:')
    .option('--ssid <name>', 'network that the device joins')
    .option('--wifi-password-file <file>', 'its password; - is the standard input')
    .option('--open-network', 'it has no password')
    .addOption(
      new Option(
        '--dialect <dialect>',
        "how the firmware is told, instead of the profile's way",
      ).choices([...WifiDialect.options, 'detect']),
    )
    .addOption(new Option('--no-wifi', 'do not configure Wi-Fi'))
    .addOption(
      new Option(
        '--wifi-only [way]',
        "the network alone, over the console or in the NVS partition; without a way, the profile's",
      ).choices(WifiOnlyBy.options),
    )
    .option('--no-confirm-wifi', 'write the network, and do not wait for an IP address');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
