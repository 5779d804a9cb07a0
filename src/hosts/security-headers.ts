/**
 * What a browser may do with our pages: run our own scripts and styles, speak to where they came from, and nothing else.
 * `development` is Vite's server, which puts scripts into the page and speaks to it over a WebSocket.
 */
export function securityHeaders(development?: URL): Record<string, string> {
  return {
    'content-security-policy': development ? relaxedPolicy(development) : POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Powers that a page has without asking for them. Copy is one of them, and the one that is used. */
const PERMISSIONS = [
  'clipboard-write=(self)',
  ...['camera', 'clipboard-read', 'display-capture', 'fullscreen', 'geolocation'].map(off),
  ...['hid', 'microphone', 'midi', 'payment', 'screen-wake-lock', 'serial', 'usb'].map(off),
].join(', ');

function off(feature: string): string {
  return `${feature}=()`;
}

function relaxedPolicy({ host }: URL): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
  ].join('; ');
}
