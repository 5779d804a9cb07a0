import { expect, test } from 'vitest';
import { CH340, desk, DRIVEN, find, findings, golden, MEMBER, type Looking } from './desk.ts';

const PORT: Looking = { port: '/dev/ttyUSB0', listed: ['/dev/ttyUSB0'] };
const AT = '/sys/bus/usb/devices/1-1.2:1.0';

test('without a board: what is there instead, the cable, the group; then what is in order', async () => {
  expect(await findings(desk())).toEqual([
    {
      check: 'usb',
      state: 'not-found',
      title: 'No USB serial device is connected',
      text: 'This computer sees 1 USB device, none of them a board or a serial adapter.',
      command: null,
      error: null,
    },
    expect.objectContaining({ check: 'cable', state: 'unknown' }),
    {
      check: 'permission',
      state: 'to-do',
      title: 'Your user may not open serial ports',
      text: expect.stringContaining(
        'Add your user to the group dialout, then log out and in again. Or let the udev rule',
      ) as string,
      command: 'sudo usermod -aG dialout $USER',
      error: null,
    },
    expect.objectContaining({ check: 'driver', state: 'ok', title: 'Drivers are present' }),
    expect.objectContaining({ check: 'modem-manager', text: 'ModemManager is not running.' }),
  ]);
});

test('a board whose port is free and open to the user leaves nothing to do', async () => {
  const found = await findings(desk(CH340, DRIVEN, MEMBER), PORT);
  expect(found.map(({ check, state }) => [check, state])).toEqual([
    ['usb', 'ok'],
    ['cable', 'ok'],
    ['driver', 'ok'],
    ['permission', 'ok'],
    ['holder', 'ok'],
    ['modem-manager', 'ok'],
  ]);
  expect(found[0]?.text).toBe('USB Serial (1a86:7523, CH340) is /dev/ttyUSB0.');
});

test('Linux inside Windows says that Windows has the board', async () => {
  const wsl = desk({
    files: { '/proc/sys/kernel/osrelease': '5.15.153.1-microsoft-standard-WSL2\n' },
  });
  expect(await find('usb', wsl)).toMatchObject({
    state: 'not-found',
    command: 'usbipd attach --wsl --busid 1-1',
  });
});

test('a port that is not there is missed, and those that are there are named', async () => {
  const looking = { port: '/dev/ttyUSB9', listed: ['/dev/ttyUSB0'] };
  expect(await find('port', desk(CH340, DRIVEN, MEMBER), looking)).toMatchObject({
    state: 'not-found',
    title: 'There is no port /dev/ttyUSB9',
    text: 'This computer lists /dev/ttyUSB0.',
    error: 'port-not-found',
  });
});

test.each([
  ['is not loaded', {}, 'sudo modprobe ch341'],
  [
    'did not come with the kernel',
    { files: { '/lib/modules/6.8.0-45-generic/modules.dep': '' } },
    'sudo apt install linux-modules-extra-6.8.0-45-generic',
  ],
  [
    'is loaded but has made no port',
    { files: { '/proc/modules': 'ch341 24576 0 - Live 0x0\n' } },
    null,
  ],
])('a driver that %s is named with the board that waits for it', async (_, more, command) => {
  expect(await find('driver', desk(CH340, more))).toMatchObject({
    state: 'to-do',
    title: expect.stringContaining('ch341') as string,
    text: expect.stringContaining('USB Serial (1a86:7523) is connected') as string,
    command,
    error: 'port-not-found',
  });
});

test('brltty is named where it has taken a CH340 from the kernel, and only there', async () => {
  const brltty = { files: { '/proc/700/comm': 'brltty\n' } };
  const taken = { links: { [`${AT}/driver`]: '../../../../../../../bus/usb/drivers/usbfs' } };
  const found = await findings(desk(CH340, taken, brltty));
  expect(found.find(({ check }) => check === 'driver')).toBeUndefined();
  expect(found.find(({ check }) => check === 'brltty')).toMatchObject({
    state: 'to-do',
    text: expect.stringContaining('brltty (process 700)') as string,
    command: 'sudo systemctl mask --now brltty-udev.service brltty.service',
  });
  expect(await find('brltty', desk(CH340, DRIVEN, brltty))).toBeUndefined();
});

test('a port of another group names the group that really owns it, and the command', async () => {
  const uucp = {
    files: { '/etc/group': 'root:x:0:\nuucp:x:986:\nada:x:1000:\n' },
    owners: { '/dev/ttyUSB0': { uid: 0, gid: 986, mode: 0o660 } },
  };
  expect(await find('permission', desk(CH340, DRIVEN, uucp), PORT)).toMatchObject({
    state: 'to-do',
    title: 'You may not open /dev/ttyUSB0',
    text: expect.stringMatching(
      /^Add your user to the group uucp, .* Or let the udev rule .*: sudo cp '\/opt\/provisioner\/60-/,
    ) as string,
    command: 'sudo usermod -aG uucp $USER',
    error: 'port-denied',
  });
});

test('a udev rule that is installed is not offered again', async () => {
  const installed = { files: { '/etc/udev/rules.d/60-esp32-provisioner.rules': '' } };
  expect(await find('permission', desk(CH340, DRIVEN, installed), PORT)).toMatchObject({
    text: 'Add your user to the group dialout, then log out and in again.',
  });
});

test('who joined the group after the login is told to log in again', async () => {
  const joined = { files: MEMBER.files ?? {} };
  expect(await find('permission', desk(CH340, DRIVEN, joined), PORT)).toMatchObject({
    text: expect.stringContaining(
      'The user ada is in the group dialout, but not in this session. Log out and in again.',
    ) as string,
    command: null,
  });
});

test('nobody is told to join the group root; the udev rule is offered instead', async () => {
  const roots = { owners: { '/dev/ttyUSB0': { uid: 0, gid: 0, mode: 0o600 } } };
  expect(await find('permission', desk(CH340, DRIVEN, roots), PORT)).toMatchObject({
    state: 'to-do',
    command: expect.stringContaining(
      "sudo cp '/opt/provisioner/60-esp32-provisioner.rules' /etc/udev/rules.d/",
    ) as string,
  });
});

test('the program that has the port open is named with its process', async () => {
  const picocom = {
    files: {
      '/proc/812/comm': 'picocom\n',
      '/proc/812/cmdline': 'picocom\u0000/dev/ttyUSB0\u0000',
    },
    links: { '/proc/812/fd/3': '/dev/ttyUSB0' },
  };
  expect(await find('holder', desk(CH340, DRIVEN, MEMBER, picocom), PORT)).toMatchObject({
    state: 'to-do',
    title: 'picocom has /dev/ttyUSB0 open',
    text: expect.stringContaining('process 812') as string,
    command: 'kill 812',
    error: 'port-busy',
  });
});

test('a port is known by its name under by-id too', async () => {
  const byId = '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0';
  const picocom = {
    files: { '/proc/812/comm': 'picocom\n' },
    links: { '/proc/812/fd/3': '/dev/ttyUSB0', [byId]: '../../ttyUSB0' },
  };
  const looking = { port: byId, listed: ['/dev/ttyUSB0'] };
  expect(await find('holder', desk(CH340, DRIVEN, MEMBER, picocom), looking)).toMatchObject({
    title: `picocom has ${byId} open`,
  });
});

test('another window of this program is told apart from other programs', async () => {
  const window = {
    files: {
      '/proc/813/comm': 'node\n',
      '/proc/813/cmdline': 'node\u0000src/hosts/cli/main.ts\u0000serve\u0000',
    },
    links: { '/proc/813/fd/21': '/dev/ttyUSB0' },
  };
  const found = await findings(desk(CH340, DRIVEN, MEMBER, window), PORT);
  expect(found.find(({ check }) => check === 'own-window')).toMatchObject({
    title: 'This program has /dev/ttyUSB0 open',
    text: expect.stringContaining('process 813') as string,
    error: 'port-busy',
  });
  expect(found.find(({ check }) => check === 'holder')).toBeUndefined();
});

test('where the files of other users are hidden, a free port is not promised', async () => {
  const hidden = { closed: ['/proc/1/fd'] };
  expect(await find('holder', desk(CH340, DRIVEN, MEMBER, hidden), PORT)).toMatchObject({
    state: 'unknown',
    command: 'sudo lsof /dev/ttyUSB0',
  });
  const attempt = { state: 'failed', code: 'port-busy', detail: '' } as const;
  const looking = { ...PORT, attempt };
  expect(await find('holder', desk(CH340, DRIVEN, MEMBER, hidden), looking)).toMatchObject({
    state: 'to-do',
    title: 'Another program has /dev/ttyUSB0 open',
    error: 'port-busy',
  });
});

test('ModemManager is a hindrance until udev tells it to leave the port alone', async () => {
  const running = { files: { '/proc/640/comm': 'ModemManager\n' } };
  const there = desk(CH340, DRIVEN, MEMBER, running);
  expect(await find('modem-manager', there, PORT)).toMatchObject({
    state: 'to-do',
    title: 'ModemManager may send commands to /dev/ttyUSB0',
    text: expect.stringContaining('process 640') as string,
    command: expect.stringContaining('/etc/udev/rules.d/') as string,
  });
  const ruled = { files: { '/run/udev/data/c188:0': 'S:serial/by-id/x\nE:ID_MM_PORT_IGNORE=1\n' } };
  expect(await find('modem-manager', desk(there, ruled), PORT)).toMatchObject({ state: 'ok' });
});

test('ModemManager that has the port open is stopped, not killed: systemd would start it again', async () => {
  const holding = {
    files: { '/proc/640/comm': 'ModemManager\n' },
    links: { '/proc/640/fd/17': '/dev/ttyUSB0' },
  };
  const found = await findings(desk(CH340, DRIVEN, MEMBER, holding), PORT);
  expect(found[0]).toMatchObject({
    title: 'ModemManager has /dev/ttyUSB0 open',
    command: 'sudo systemctl stop ModemManager',
    error: 'port-busy',
  });
  expect(found.find(({ check }) => check === 'holder')).toBeUndefined();
});

test.each([
  ['device-silent', 'Nothing answers on this port'],
  ['device-running', 'The device is running its own program instead of the bootloader'],
  ['device-boot-loop', 'The device restarts over and over: it has no firmware that starts'],
  ['device-noise', 'The line to the device is disturbed'],
] as const)('a board that is %s is called that', async (code, title) => {
  const looking = { ...PORT, attempt: { state: 'failed', code, detail: '' } as const };
  expect(await find('board', desk(CH340, DRIVEN, MEMBER), looking)).toMatchObject({
    state: 'to-do',
    title,
    error: code,
  });
});

test('Windows: a board without a driver is named with the number that Device Manager shows', async () => {
  const windows = {
    platform: 'win32',
    self: { pid: 4242, uid: undefined, gids: [] },
    programs: { 'powershell.exe': golden('windows-pnp.json') },
  } as const;
  const found = await findings(windows);
  expect(found[0]).toMatchObject({
    check: 'driver',
    title: expect.stringContaining('CP2102N') as string,
  });
  expect(found[0]?.text).toBe(
    'Device Manager shows code 28. Its driver is not installed. Install the CP210x VCP driver of Silicon Labs.',
  );
});

test('Windows: a driven board is in order, and who has its port cannot be told', async () => {
  const driven = JSON.stringify({
    Name: 'Silicon Labs CP210x USB to UART Bridge (COM3)',
    PNPDeviceID: 'USB\\VID_10C4&PID_EA60\\0001',
    Service: 'silabser',
    ConfigManagerErrorCode: 0,
  });
  const windows = {
    platform: 'win32',
    self: { pid: 4242, uid: undefined, gids: [] },
    programs: { 'powershell.exe': driven },
  } as const;
  const found = await findings(windows, { port: 'COM3', listed: ['COM3'] });
  expect(found.map(({ check, state }) => [check, state])).toEqual([
    ['holder', 'unknown'],
    ['usb', 'ok'],
    ['cable', 'ok'],
    ['driver', 'ok'],
  ]);
  expect(found[1]?.text).toContain('is COM3');
});

test('macOS: a board without a port, and who has a port by lsof', async () => {
  const mac = {
    platform: 'darwin',
    self: { pid: 4242, uid: 501, gids: [20] },
    programs: {
      '/usr/sbin/ioreg': golden('macos-ioreg.txt'),
      '/usr/sbin/lsof': 'p812\ncscreen\nf5\n',
    },
  } as const;
  expect(await find('driver', mac)).toMatchObject({
    state: 'to-do',
    title: 'This Mac has made no port of CP2102N USB to UART Bridge Controller',
  });
  const owners = { '/dev/cu.usbserial-0001': { uid: 0, gid: 0, mode: 0o666 } };
  const usable = ['/dev/cu.usbserial-0001'];
  const port = '/dev/cu.usbserial-0001';
  expect(await find('holder', { ...mac, owners, usable }, { port, listed: [port] })).toMatchObject({
    title: `screen has ${port} open`,
  });
});
