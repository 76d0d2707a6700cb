import { defineConfig } from "vitest/config";

/**
 * Four projects by what a test needs. `unit` needs nothing, `db` a PostgreSQL (one server for the run, one database
 * for each file), `redis` a Redis, `e2e` the whole program with a browser and a quiet machine. With TEST_WITH_REDIS, `db`
 * and `e2e` run the program on a Redis instead of on its embedded parts.
 */
const execArgv = ["--import", new URL("src/processes/start/resolve.mjs", import.meta.url).href];
/** Node itself runs what has no JSX: a file of tests starts in a third of the time that Vite takes. */
const experimental = { viteModuleRunner: false };
const withRedis = process.env.TEST_WITH_REDIS ? ["tests/support/with-redis.ts"] : [];

export default defineConfig({
  test: {
    restoreMocks: true,
    execArgv,
    unstubEnvs: true,
    // A test file waits for its database about half of its time, so that one worker for each processor is not too many.
    maxWorkers: "100%",
    setupFiles: ["tests/support/environment.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.{ts,tsx}", "tests/*.test.ts"],
          exclude: ["**/*.db.test.ts", "**/*.redis.test.ts"],
          // A password's hash takes a second on a machine that does much else.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          experimental,
          setupFiles: withRedis,
          include: ["src/**/*.db.test.ts", "db/**/*.db.test.ts", "tests/http/**/*.test.ts"],
          globalSetup: ["tests/support/global-setup.ts"],
          // Some undo and redo every migration, of which there are more each year.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "redis",
          experimental,
          include: ["src/**/*.redis.test.ts"],
          globalSetup: ["tests/support/global-setup.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          experimental,
          setupFiles: withRedis,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          // What a page does after an act takes longer on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          include: ["tests/e2e/*.test.ts"],
          // One builds all pages once more, one opens all of them once more, and one waits for machines that take over.
          exclude: process.env.SOAK ? [] : ["cdn", "long-names", "cluster"].map((name) => `tests/e2e/${name}.test.ts`),
          globalSetup: ["tests/support/demo-folders.ts"],
          // Two programs with two browsers on two processors take four times as long, and run into their limits.
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
