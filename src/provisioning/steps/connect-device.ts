import type { RunContext } from '../run-context.ts';
import type { ConnectedDevice } from '../tools.ts';

/** The board in its bootloader; it is the caller's until disposed. */
export function connectDevice({
  request,
  tools,
  run,
  onLog,
  onNote,
}: RunContext): Promise<ConnectedDevice> {
  const { port, chip, profile } = request;
  const options = {
    port,
    chip,
    before: request.before ?? profile.serial.before,
    baud: request.baud ?? profile.serial.baud,
    baudIsUsual: request.baud === undefined,
    onLog,
    onNote,
  };
  return run.step(
    'connect',
    () => tools.devices.connect(options, run.signal),
    ({ description }) => description,
  );
}
