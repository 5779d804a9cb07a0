import type { EightBench } from './eight.ts';
import type { NvsBench } from './nvs.ts';
import { REPETITIONS, type RunBench } from './run.ts';
import type { Spread } from './spread.ts';
import type { UiBenchResult } from './ui.ts';

/** What a part of the bench says: to people, and as numbers by name. */
export interface Result {
  tables: { title: string; rows: readonly (readonly [name: string, value: string])[] }[];
  numbers: Record<string, number>;
}

export function nvsResult(nvs: NvsBench): Result {
  return {
    tables: [
      {
        title: `NVS images of 64 KiB, processor time, medians over ${nvs.images} of each`,
        rows: [
          [
            "Espressif's generator, inside one Python process",
            microseconds(nvs.referenceMicroseconds),
          ],
          ['Ours, inside one Node process', microseconds(nvs.oursMicroseconds)],
          ['Espressif / ours', times(nvs.nvsReferenceOverOurs)],
        ],
      },
    ],
    numbers: { ...nvs },
  };
}

export function runResult(run: RunBench): Result {
  return {
    tables: [
      {
        title: 'A whole run on a virtual ESP32-S3, medians (least to most)',
        rows: [
          ['Wire: bytes on the serial line', seconds(run.wire)],
          ['Flash: erasing and programming', seconds(run.flash)],
          ['Device: booting, joining the network', seconds(run.device)],
          ['Host: all the rest', seconds(run.host)],
          ['In all', seconds(run.total)],
          ['In all / what the device takes by itself', spreadOfTimes(run.totalOverFloor)],
        ],
      },
      chainTable('The chain of tools over the same port', run.chain, run.chainOverOurs),
      chainTable(
        'The chain over a port as quick as a local one',
        run.quickChain,
        run.quickChainOverOurs,
      ),
    ],
    numbers: {
      totalSeconds: run.total.median,
      wireSeconds: run.wire.median,
      flashSeconds: run.flash.median,
      deviceSeconds: run.device.median,
      hostOverheadSeconds: run.host.median,
      totalOverFloor: run.totalOverFloor.median,
      chainSeconds: run.chain.total.median,
      chainOverOurs: run.chainOverOurs.median,
      quickChainSeconds: run.quickChain.total.median,
      quickChainOverOurs: run.quickChainOverOurs.median,
    },
  };
}

function chainTable(title: string, chain: RunBench['chain'], ratio: Spread) {
  return {
    title: `${title}, medians over ${REPETITIONS} (least to most)`,
    rows: [
      ['esptool read-mac', seconds(chain.readMac)],
      ['curl to the CA', seconds(chain.register)],
      ["Espressif's NVS generator", seconds(chain.generate)],
      ['esptool write-flash', seconds(chain.write)],
      ['esptool verify-flash', seconds(chain.verify)],
      ['AT script, with the join', seconds(chain.join)],
      ['In all', seconds(chain.total)],
      ['The chain / ours, both without the join', spreadOfTimes(ratio)],
    ] as const,
  };
}

export function eightResult({ one, eight, eightAtOnceOverOne }: EightBench): Result {
  return {
    tables: [
      {
        title: 'Eight boards at once, medians (least to most)',
        rows: [
          ['One alone', seconds(one)],
          ['Eight, until the last has passed', seconds(eight)],
          ['Eight / one', spreadOfTimes(eightAtOnceOverOne)],
        ],
      },
    ],
    numbers: {
      eightAtOnceSeconds: eight.median,
      eightAtOnceOverOne: eightAtOnceOverOne.median,
    },
  };
}

export function uiResult(ui: UiBenchResult): Result {
  return {
    tables: [
      {
        title: 'The window',
        rows: [
          [
            'From a click to the first visible change, the worst of ten',
            milliseconds(ui.uiClickToChangeMs),
          ],
          [
            `Longest time between two frames, ${ui.uiLogLines} lines of log, bars moving`,
            milliseconds(ui.uiFrameGapMs),
          ],
          ['The same while nothing happens', milliseconds(ui.uiIdleFrameGapMs)],
          ['The renderer, gzipped', `${ui.uiRendererGzippedKilobytes.toFixed(0)} kB`],
        ],
      },
    ],
    numbers: { ...ui },
  };
}

function seconds({ median, least, most }: Spread): string {
  return `${median.toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})`;
}

function spreadOfTimes({ median, least, most }: Spread): string {
  return `${median.toFixed(2)} times (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function times(value: number): string {
  return `${value.toFixed(1)} times`;
}

function microseconds(value: number): string {
  return `${value.toFixed(1)} µs`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}
