/**
 * `node scripts/render-icons.ts`: the icons of the packages, from the one drawing that the renderer has. They are kept
 * under version control, because packaging is to need no browser.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from '@playwright/test';

import { BROWSER_FLAGS, findBrowser } from './browser.ts';

const root = join(import.meta.dirname, '..');
const target = join(root, 'build');
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 32, 48, 64, 128, 256];
/** Types of icons that are PNG, by their size (Apple Icon Image format). */
const MAC_TYPES = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };

const svg = await readFile(join(root, 'src/renderer/icon.svg'), 'utf8');
const images = await render([...new Set([...LINUX_SIZES, ...Object.values(MAC_TYPES)])]);
await mkdir(join(target, 'icons'), { recursive: true });
for (const size of LINUX_SIZES) {
  await writeFile(join(target, 'icons', `${size}x${size}.png`), png(size));
}
await writeFile(join(target, 'icon.ico'), ico(WINDOWS_SIZES));
await writeFile(join(target, 'icon.icns'), icns());

async function render(sizes: readonly number[]): Promise<Map<number, Buffer>> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('No browser was found to draw with.');
  await using browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
  const drawn = new Map<number, Buffer>();
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    drawn.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  return drawn;
}

function png(size: number): Buffer {
  const image = images.get(size);
  if (!image) throw new Error(`${size} was not drawn`);
  return image;
}

/** ICONDIR, an ICONDIRENTRY an image, then the images, which may be PNG since Windows Vista. Little-endian. */
function ico(sizes: readonly number[]): Buffer {
  const header = Buffer.alloc(6 + sizes.length * 16);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  for (const [index, size] of sizes.entries()) {
    const entry = 6 + index * 16;
    header.writeUInt8(size % 256, entry); // 0 stands for 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // planes
    header.writeUInt16LE(32, entry + 6); // bits a pixel
    header.writeUInt32LE(png(size).length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png(size).length;
  }
  return Buffer.concat([header, ...sizes.map(png)]);
}

/** `icns` and the length of all, then type, length and image each; lengths include their own eight bytes. Big-endian. */
function icns(): Buffer {
  const parts = Object.entries(MAC_TYPES).map(([type, size]) => chunk(type, png(size)));
  return chunk('icns', Buffer.concat(parts));
}

function chunk(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([header, content]);
}
