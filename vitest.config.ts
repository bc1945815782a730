import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so no test needs a build. */
const conditions = ['@rustine/source', 'node', 'development|production'];

/** End-to-end tests that mostly wait for the clock. `npm test` plays them beside the others, in a process of their own. */
const nights = ['nights', 'lab', 'lab-night', 'cancel-restart', 'reboot'].map((name) => `tests/e2e/${name}.spec.ts`);

const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          include: [
            'packages/*/src/**/*.spec.ts',
            'apps/*/src/**/*.spec.ts',
            'tests/arch/**/*.spec.ts',
            'tools/**/*.spec.ts',
          ],
          // Half of the time of these tests is waiting, for apt, agents and timers: a small machine bears more of them.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.spec.ts'],
          exclude: nights,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        ...shared,
        test: {
          name: 'nights',
          include: nights,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        ...shared,
        test: {
          name: 'peers',
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          include: ['tests/peers/**/*.spec.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
