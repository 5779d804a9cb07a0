import { LineReader } from '../line-reader.ts';
import { isPassword, isSsid } from './acceptable.ts';
import type { Dialect, DialectHost } from './dialect.ts';

/** Beyond any command there is: 17 characters and a value of 64 bytes. */
const LONGEST_LINE_BYTES = 255;

/**
 * The commands of the specification ("WiFi Auto-Configuration"). What AT+WIFI_SSID and AT+WIFI_PASSWORD set is kept in
 * RAM only, so a reboot goes back to NVS.
 */
export function specAt(host: DialectHost): Dialect {
  const { station } = host;
  const reply = (line: string) => host.write(`${line}\r\n`);
  let { ssid, password } = host.network ?? { ssid: '', password: '' };

  const set = (valid: boolean, take: () => void) => {
    if (valid) take();
    reply(valid ? 'OK' : 'ERROR');
  };
  const connect = () => {
    reply(ssid === '' ? 'ERROR' : 'OK');
    if (ssid === '') return;
    const associated = () => reply('WIFI CONNECTED');
    const connected = (address: string) => reply(`WIFI GOT IP\r\n+WIFI_IP:${address}`);
    const refused = () => reply('WIFI DISCONNECT');
    station.join({ ssid, password }, { associated, connected, refused });
  };
  const execute = (line: Buffer) => {
    const text = line.toString();
    host.note(text);
    const equals = line.indexOf('=');
    // Everything after the first `=` is the value, byte for byte.
    const value = line.subarray(equals + 1);
    if (!host.device.hasWifi && text.startsWith('AT+WIFI')) {
      reply('ERROR');
      return;
    }
    switch (equals === -1 ? text : line.toString('latin1', 0, equals + 1)) {
      case 'AT':
        reply('OK');
        break;
      case 'AT+WIFI_SSID=':
        set(isSsid(value), () => (ssid = value.toString()));
        break;
      case 'AT+WIFI_PASSWORD=':
        set(isPassword(value), () => (password = value.toString()));
        break;
      case 'AT+WIFI_CONNECT':
        connect();
        break;
      case 'AT+REBOOT':
        reply('OK');
        host.restart();
        break;
      default:
        reply('ERROR');
        break;
    }
  };

  const lines = new LineReader(LONGEST_LINE_BYTES, (line) => {
    if (line.length > 0) execute(line);
  });
  return {
    begin: () => undefined,
    receive: (bytes) => {
      if (host.echo) host.write(bytes);
      lines.receive(bytes);
    },
  };
}
