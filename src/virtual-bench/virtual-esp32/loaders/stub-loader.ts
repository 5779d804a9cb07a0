import type { Board } from '../board.ts';
import type { ChipModel } from '../chip-model.ts';
import { LegacyStub } from './legacy-stub.ts';
import type { Loader } from './loader-hardware.ts';
import { NewStub } from './new-stub.ts';
import type { Registers } from '../silicon/registers.ts';

/** `legacy`: what esptool 4 uploads; `new`: what esptool 5 and esptool-js upload (esp-flasher-stub). */
export type StubKind = 'new' | 'legacy';

const LARGEST_STUB = 0x4000;
/** The legacy stubs are short, and are entered before this; the new ones are entered behind it. */
const LEGACY_ENTRY_BELOW = 0xd00;

/** Which stub was uploaded, by the address at which it is entered; undefined: some other code. */
export function stubKind(chip: ChipModel, entry: number): StubKind | undefined {
  const isInside = (start: number): boolean => entry >= start && entry < start + LARGEST_STUB;
  const textStart = chip.stub.textStarts.find(isInside);
  if (textStart === undefined) return undefined;
  return entry - textStart < LEGACY_ENTRY_BELOW ? 'legacy' : 'new';
}

/** The flasher stub, up and running: it greets with OHAI. */
export function createStubLoader(board: Board, registers: Registers, kind: StubKind): Loader {
  return kind === 'new' ? new NewStub(board, registers) : new LegacyStub(board, registers);
}
