/** How the library's icons are drawn here: lines of the same weight at every size, and no name of their own. */
export const ICON = {
  size: 16,
  strokeWidth: 1.5,
  absoluteStrokeWidth: true,
  'aria-hidden': true,
} as const;
