import { readFileSync, rmSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { testSecret, testVapid } from "./secret.ts";

/**
 * Gives every test file the same settings, whatever the environment of the shell. A Redis in REDIS_URL is kept under
 * another name: only the tests that ask for one may use it.
 */
const example = readFileSync(join(import.meta.dirname, "../../.env.example"), "utf8");
if (process.env.REDIS_URL) process.env.TEST_REDIS_URL = process.env.REDIS_URL;
for (const [, name] of example.matchAll(/^([A-Z0-9_]+)=/gm)) {
  if (name) delete process.env[name];
}

const dataDir = join(tmpdir(), `competency-test-files-${process.pid}`);
// Next's types make NODE_ENV read-only; only a test run sets it.
Object.assign(process.env, {
  NODE_ENV: "test",
  APP_SECRET: testSecret,
  VAPID_PUBLIC_KEY: testVapid.publicKey,
  VAPID_PRIVATE_KEY: testVapid.privateKey,
  VAPID_SUBJECT: testVapid.subject,
  LOG_LEVEL: "silent",
  DATA_DIR: dataDir,
  // Nothing listens there: a test that needs a database calls useDatabase.
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
  // Vitest ends the process in a way that would not keep what it compiled.
  flushCompileCache();
});
