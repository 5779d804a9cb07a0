/** What the exception handler of the mask ROM prints when a load finds nothing at `address`. */
export function crashText(
  architecture: 'xtensa' | 'riscv',
  programCounter: number,
  address: number,
): string {
  return architecture === 'xtensa'
    ? xtensaText(programCounter, address)
    : riscvText(programCounter, address);
}

function xtensaText(programCounter: number, address: number): string {
  return (
    'Fatal exception (28): LoadProhibited\r\n' +
    `epc1=${word(programCounter)}, epc2=${word(0)}, epc3=${word(0)}, ` +
    `excvaddr=${word(address)}, depc=${word(0)}\r\n`
  );
}

/** The head of it only: the real one goes on with every register and a piece of the stack. */
function riscvText(programCounter: number, address: number): string {
  return (
    "Guru Meditation Error: Core 0 panic'ed (Load access fault)\r\nCore 0 register dump:\r\n" +
    `MEPC    : ${word(programCounter)}  MTVAL   : ${word(address)}\r\n`
  );
}

function word(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
