import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';

/** Where the window was, in device-independent pixels. */
export const WindowState = z.strictObject({
  bounds: z
    .strictObject({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
    .nullable()
    .default(null),
  isMaximized: z.boolean().default(false),
});
export type WindowState = z.infer<typeof WindowState>;

const USUAL_SIZE = { width: 1280, height: 860 };
const ENOUGH_TO_GRAB = 100;

/** Where the window opens: where it was, if a screen still is there, else in the middle. */
export function boundsOf({ bounds }: WindowState): Partial<Rectangle> {
  if (!bounds) return USUAL_SIZE;
  const { x, y, width, height } = screen.getDisplayMatching(bounds).workArea;
  const right = Math.min(bounds.x + bounds.width, x + width);
  const bottom = Math.min(bounds.y + bounds.height, y + height);
  const isInReach =
    right - Math.max(bounds.x, x) >= ENOUGH_TO_GRAB &&
    bottom - Math.max(bounds.y, y) >= ENOUGH_TO_GRAB;
  return isInReach ? bounds : { width: bounds.width, height: bounds.height };
}

/** Keeps an eye on where the window is; what is returned says where it was when it closed. */
export function watchWindow(window: BrowserWindow): () => WindowState | undefined {
  let last: WindowState | undefined;
  window.on('close', () => {
    last = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
  });
  return () => last;
}
