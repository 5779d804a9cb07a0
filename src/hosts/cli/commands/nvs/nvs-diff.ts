import type { Command } from 'commander';

import { answer } from '../../answer.ts';
import { wrongUsage } from '../../command-error.ts';
import { openImage, readImage } from '../../nvs/image-source.ts';
import { addDeviceFlags, type NvsPlaceFlags } from '../../nvs/nvs-flags.ts';
import { revealedDifference } from '../../nvs/revealed-difference.ts';
import { differenceText } from '../../nvs/nvs-text.ts';
import { openSource } from '../../nvs/open-source.ts';
import { readInputKey } from '../../nvs/read-input-key.ts';
import { addRecordsFlags } from '../../records-flags.ts';

export function nvsDiffCommand(nvs: Command): void {
  const command = nvs
    .command('diff')
    .description('what differs between two images, or from a device to an image; changes nothing')
    .usage('(IMAGE IMAGE | --port P IMAGE) [options]')
    .argument('<images...>', 'the older one first');
  addRecordsFlags(addDeviceFlags(command))
    .option('--inputkey <file>', 'key with which both are encrypted')
    .option('--show-secrets', 'show secrets instead of ***')
    .option('--json', 'answer as JSON, one object a line')
    .action(async (images: string[], flags: NvsPlaceFlags & { showSecrets?: true }) => {
      const [first = '', second] = images;
      const expected = flags.port === undefined ? 2 : 1;
      if (images.length !== expected) {
        throw wrongUsage('bad-request', 'give two images, or --port and one image');
      }
      await using older =
        second === undefined
          ? await openSource(flags)
          : await openImage('IMAGE', first, await readInputKey(flags.inputkey));
      const newer = await readImage('IMAGE', second ?? first);
      const { difference, reveal } = await older.differenceTo(newer);
      const shown = flags.showSecrets
        ? await revealedDifference(difference, { before: older.reveal, after: reveal })
        : difference;
      answer(shown, flags.json, differenceText);
    });
}
