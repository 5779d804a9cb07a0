import react from '@vitejs/plugin-react';
import type { EnvironmentOptions } from 'vite';
import { defineConfig } from 'vitest/config';

/** The tests load this file too; the renderer's root would hide them. */
const tests = defineConfig({
  test: {
    include: ['tests/{unit,wire,electron}/**/*.test.ts'],
    pool: 'forks',
    // A slow machine, not a slow program: what must be quick says so in its test.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
  },
});

/** Compiled code, which cannot go into a bundle; its packages are packaged whole. */
const NATIVE = ['better-sqlite3', '@serialport/bindings-cpp'];

/** One file without dependencies, but for Electron and what is compiled: nothing else need be packaged. */
function oneFile(input: string, format: 'es' | 'cjs', folder: string): EnvironmentOptions {
  const extension = format === 'es' ? 'js' : 'cjs';
  return {
    consumer: 'server',
    resolve: { external: ['electron', ...NATIVE], noExternal: true },
    build: {
      outDir: `../../dist/${folder}`,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { [folder]: `${import.meta.dirname}/src/hosts/electron/${input}` },
        output: { format, entryFileNames: `[name].${extension}`, codeSplitting: false },
      },
    },
  };
}

/** `vite build` makes what people see, in dist/renderer; `vite build --app` main and preload of the desktop app too. */
const app = defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react()],
  environments: {
    client: { build: { outDir: '../../dist/renderer', emptyOutDir: true } },
    main: oneFile('main.ts', 'es', 'main'),
    preload: oneFile('preload.ts', 'cjs', 'preload'), // a sandboxed preload must be CommonJS
  },
});

export default defineConfig(({ mode }) => (mode === 'test' ? tests : app));
