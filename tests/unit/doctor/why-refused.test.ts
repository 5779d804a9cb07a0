import { expect, test } from 'vitest';
import { whyRefused } from '../../../src/device/doctor/why-refused.ts';
import { CH340, desk, DRIVEN, MEMBER } from './desk.ts';
import { recordedSystem } from './recorded-system.ts';

test('a busy port says who has it, a denied one what is missing, any other its name alone', async () => {
  const picocom = {
    files: { '/proc/812/comm': 'picocom\n' },
    links: { '/proc/812/fd/3': '/dev/ttyUSB0' },
  };
  const held = recordedSystem(desk(CH340, DRIVEN, MEMBER, picocom));
  expect(await whyRefused('port-busy', '/dev/ttyUSB0', held)).toMatch(
    /^picocom has \/dev\/ttyUSB0 open\. It is process 812\. .* The command: `kill 812`$/,
  );
  expect(await whyRefused('port-not-found', '/dev/ttyUSB0', held)).toBe('/dev/ttyUSB0');
  const closed = recordedSystem(desk(CH340, DRIVEN));
  expect(await whyRefused('port-denied', '/dev/ttyUSB0', closed)).toBe(
    'You may not open /dev/ttyUSB0. Add your user to the group dialout, then log out and in again. ' +
      'The command: `sudo usermod -aG dialout $USER`',
  );
});
