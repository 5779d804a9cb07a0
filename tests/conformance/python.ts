import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The virtual environment with Espressif's own tools, made by `npm run test:conformance`. */
const environment = resolve(import.meta.dirname, '../../.venv');

/** Python that can import `esptool` and `esp_idf_nvs_partition_gen`. Throws where they were never installed. */
export function pythonWithEspressifTools(): string {
  const python = resolve(
    environment,
    process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  if (!existsSync(python)) {
    throw new Error(`${python} is missing: run "npm run test:conformance", which installs it`);
  }
  return python;
}
