const farDistance =
  'The damage makes the stream refer to bytes before its start. zlib refuses that at once; the ' +
  "chip's inflater reads whatever lies there, and finds out by the checksum at the end.";
const firmware = 'The digest covers a firmware that the recordings do not contain.';
const divider =
  "The divider is computed from the emulator's idea of the UART clock, not from a crystal.";
const noCode = 'We have no CPU: code that is uploaded is not run, and code overwritten not missed.';
const registerDump =
  'The crash dump goes on with every register and a piece of the stack, which we do not have.';

/** Where the virtual chip answers otherwise than the recorded one, and why that is right or must do. */
export const deviations: Readonly<Record<string, string>> = {
  'esp32 rom/change-baud/READ_REG UART_CLKDIV 0x3ff40014': divider,
  'esp32 rom/change-baud/CHANGE_BAUDRATE 4 byte payload': divider,
  'esp32 rom/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 0': farDistance,
  'esp32 rom/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 1': farDistance,
  'esp32 rom/md5/MD5 1 MiB': firmware,
  'esp32 rom/md5/probe READ_REG 0x40001000': firmware,
  'esp32 legacy/change-baud/READ_REG UART_CLKDIV 0x3ff40014': divider,
  'esp32 legacy/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 1': farDistance,
  'esp32 legacy/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 2': farDistance,
  'esp32 legacy/md5/MD5 1 MiB': firmware,
  'esp32 legacy/md5/probe READ_REG 0x40001000': firmware,
  'esp32 legacy/mem-begin-into-stub/MEM_BEGIN at stub data': noCode,
  'esp32 legacy/mem-begin-into-stub/probe READ_REG 0x40001000': noCode,
  'esp32 new/change-baud/READ_REG UART_CLKDIV 0x3ff40014': divider,
  'esp32 new/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 1': farDistance,
  'esp32 new/deflate-corrupt/FLASH_DEFL_END flag 1': farDistance,
  'esp32 new/md5/MD5 1 MiB': firmware,
  'esp32 new/mem-end-run/probe READ_REG 0x40001000': noCode,
  'esp32c3 rom/change-baud/READ_REG UART_CLKDIV 0x3ff40014': registerDump,
  'esp32c3 rom/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 0': farDistance,
  'esp32c3 rom/deflate-corrupt/FLASH_DEFL_DATA corrupt seq 1': farDistance,
  'esp32c3 rom/recover-after-cut-command/recovery SYNC 1': registerDump,
  'esp32c3 rom/wrong-length/WRITE_REG 32 bytes (two writes)': registerDump,
};
