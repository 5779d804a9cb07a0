import { LineReader } from '../line-reader.ts';
import { networkOf } from './acceptable.ts';
import type { Dialect, DialectHost } from './dialect.ts';
import { splitArgv } from './split-argv.ts';

/** esp_console_repl_config_t: max_cmdline_length 256, its NUL included. */
const LONGEST_LINE_BYTES = 255;
const PROMPT = 'esp32> ';

const HELP = [
  'help  [<string>]',
  'restart',
  'wifi_config  [-s <ssid>] [-p <password>]',
  'wifi_enable  [-e] [-d]',
  'wifi_status',
].join('\r\n');

/**
 * The ESP-IDF console of the original toolkit's firmware, with a terminal that knows no escape sequences. It keeps the
 * network over a restart, and only a restart makes it join.
 */
export function espConsole(host: DialectHost): Dialect {
  const reply = (line: string) => host.write(`${line}\r\n`);
  const execute = (line: Buffer) => {
    const [command = Buffer.alloc(0), ...words] = splitArgv(line);
    const options = optionsOf(words);
    switch (command.toString()) {
      case 'help':
        reply(HELP);
        break;
      case 'wifi_config': {
        const network = networkOf(
          options['-s'] ?? Buffer.alloc(0),
          options['-p'] ?? Buffer.alloc(0),
        );
        if (!network) {
          reply('Command returned non-zero error code: 0x1 (ERROR)');
          return;
        }
        host.keep(network);
        reply(`Configured SSID: ${network.ssid}`);
        break;
      }
      case 'wifi_enable':
        reply('-e' in options ? 'WiFi enabled' : 'WiFi disabled');
        break;
      case 'wifi_status':
        reply(statusText(host));
        break;
      case 'restart':
        reply('Restarting...');
        host.restart();
        break;
      default:
        reply('Unrecognized command');
        break;
    }
  };

  const lines = new LineReader(LONGEST_LINE_BYTES, (line) => {
    if (line.length > 0) {
      host.note(line.toString());
      execute(line);
    }
    host.write(PROMPT);
  });
  return {
    begin: () => {
      host.write("\r\nType 'help' to get the list of commands.\r\n");
      host.write(PROMPT);
    },
    receive: (bytes) => {
      if (host.echo) host.write(bytes);
      lines.receive(bytes);
    },
  };
}

/** `-s name` and `-e`; a word behind an option is its value, whatever it begins with. */
function optionsOf(words: readonly Buffer[]): Readonly<Record<string, Buffer>> {
  const options: Record<string, Buffer> = {};
  for (let at = 0; at < words.length; at += 1) {
    const option = words[at]?.toString() ?? '';
    const takesValue = option === '-s' || option === '-p';
    if (takesValue) at += 1;
    options[option] = (takesValue ? words[at] : undefined) ?? Buffer.alloc(0);
  }
  return options;
}

function statusText({ station: { link } }: DialectHost): string {
  switch (link.state) {
    case 'connected':
      return `Connected to ${link.ssid}, IP: ${link.address}`;
    case 'joining':
      return `Connecting to ${link.ssid}`;
    case 'associated':
      return `Connected to ${link.ssid}, waiting for an IP address`;
    case 'idle':
    case 'refused':
      return 'Not connected';
  }
}
