/** Shakes a file of tests, and every program that it starts. */
import { fileURLToPath } from 'node:url';

const shake = fileURLToPath(new URL('shake.mjs', import.meta.url));
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${shake}`;
await import('./shake.mjs');
