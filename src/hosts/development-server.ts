/** Vite's server, from which `npm run dev` has the pages served. */
export function developmentServer(): URL | undefined {
  const address = process.env['ESP32_PROVISIONER_VITE'];
  return address === undefined ? undefined : new URL(address);
}
