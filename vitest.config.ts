import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Only they wait for a build. */
const startTheBuiltGateway = [
  'cli',
  'log-loss',
  'no-secrets',
  'package',
  'shutdown',
  'tracing',
].map((name) => `test/${name}.test.ts`);

export default defineConfig({
  resolve: {
    // vitest would load graphql twice: once as CommonJS, once as a module.
    alias: [
      {
        find: /^graphql$/,
        replacement: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)),
      },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'process',
          include: startTheBuiltGateway,
          globalSetup: 'test/support/build.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'source',
          include: ['test/**/*.test.ts'],
          exclude: startTheBuiltGateway,
        },
      },
    ],
    // One core fewer is vitest's default: half of a small machine.
    maxWorkers: '100%',
    // They end what hangs, and nothing else: a busy machine may take ten times as long.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    teardownTimeout: 300_000,
    expect: { poll: { timeout: 600_000 } },
  },
});
