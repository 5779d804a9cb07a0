import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { slipEscape } from '../../../src/virtual-bench/virtual-esp32/loaders/slip.ts';

/** Bytes in hex, or the first of them, how many, and the SHA-256 of all. */
const bytesSchema = z.union([
  z.string(),
  z.object({ head: z.string(), length: z.number(), sha256: z.string() }),
]);

/** What a provoked error was answered with, on the wire. */
const errorSchema = z.object({
  chip: z.enum(['esp32', 'esp32c3']),
  mac: z.string(),
  target: z.enum(['rom', 'legacy', 'new']),
  case: z.string(),
  prepared: z.boolean(),
  before: z.object({
    partitionTable: z.boolean().default(false),
    flash: z.object({ address: z.number(), stream: z.string(), length: z.number() }).optional(),
    memory: z.array(z.tuple([z.number(), z.number()])).default([]),
  }),
  steps: z.array(
    z.object({
      note: z.string(),
      send: z.array(z.array(z.string())),
      answer: z.array(bytesSchema),
    }),
  ),
});

/** What esptool sent and got in one run, without SLIP. */
const runSchema = z.object({
  chip: z.enum(['esp32', 'esp32c3']),
  mac: z.string(),
  esptool: z.string(),
  run: z.string(),
  running: z.enum(['rom', 'legacy', 'new']),
  arguments: z.string(),
  exchanges: z.array(z.object({ send: z.array(z.string()), answer: z.array(bytesSchema) })),
});

export type RecordedBytes = z.infer<typeof bytesSchema>;
export type ErrorRecording = z.infer<typeof errorSchema>;
export type RunRecording = z.infer<typeof runSchema>;

export function readErrors(file: string): ErrorRecording[] {
  return readLines(file).map((line) => errorSchema.parse(line));
}

export function readRuns(file: string): RunRecording[] {
  return readLines(file).map((line) => runSchema.parse(line));
}

function readLines(file: string): unknown[] {
  const url = new URL(`../../golden/transcripts/${file}`, import.meta.url);
  return readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

/** Pieces of a frame before SLIP: hex, or a part of a named stream as "name:from:length". */
export function payloadBytes(pieces: readonly string[]): Buffer {
  return assemble(pieces, stream);
}

/** The same of bytes on the wire: the streams are in SLIP already. */
export function wireBytes(pieces: readonly string[]): Buffer {
  return assemble(pieces, escapedStream);
}

function assemble(pieces: readonly string[], source: (name: string) => Buffer): Buffer {
  return Buffer.concat(
    pieces.map((piece) => {
      const [name = '', from, length] = piece.split(':');
      if (length === undefined) return Buffer.from(piece, 'hex');
      return source(name).subarray(Number(from), Number(from) + Number(length));
    }),
  );
}

const STREAM_LENGTH = 0x10000;
const streams = new Map<string, Buffer>();

function escapedStream(name: string): Buffer {
  return remembered(`${name} in SLIP`, () => Buffer.from(slipEscape(stream(name))));
}

/** `zero` and `ff`, or pseudo-random: SHA-256 of the name and a counter, one digest after the other. */
export function stream(name: string): Buffer {
  return remembered(name, () => {
    if (name === 'zero') return Buffer.alloc(STREAM_LENGTH);
    if (name === 'ff') return Buffer.alloc(STREAM_LENGTH, 0xff);
    const digests = Array.from({ length: STREAM_LENGTH / 32 }, (_, index) => {
      const counter = Buffer.alloc(4);
      counter.writeUInt32LE(index);
      return createHash('sha256').update(name).update(counter).digest();
    });
    return Buffer.concat(digests);
  });
}

function remembered(key: string, make: () => Buffer): Buffer {
  const known = streams.get(key) ?? make();
  streams.set(key, known);
  return known;
}

/** `bytes`, written the way the recording writes them. */
export function asRecorded(bytes: Buffer, recorded: RecordedBytes): RecordedBytes {
  if (typeof recorded === 'string') return bytes.toString('hex');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const head = bytes.toString('hex', 0, recorded.head.length / 2);
  return { head, length: bytes.length, sha256 };
}

/** `bytes`, cut into pieces as long as those of the recording; a rest makes one more. */
export function inPiecesOf(bytes: Buffer, recorded: readonly RecordedBytes[]): RecordedBytes[] {
  let at = 0;
  const pieces = recorded.map((piece) => {
    const length = typeof piece === 'string' ? piece.length / 2 : piece.length;
    const slice = bytes.subarray(at, at + length);
    at += length;
    return asRecorded(slice, piece);
  });
  return at < bytes.length ? [...pieces, bytes.toString('hex', at)] : pieces;
}
