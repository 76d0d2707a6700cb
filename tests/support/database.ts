import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type LoginRole, loginPassword } from "#src/platform/db/client.ts";
import { testSecret } from "./secret.ts";

export type TestDatabase = {
  name: string;
  /** The owner's URL, which migrations use: no policy applies. */
  url: string;
  /** The URL of the web process's login. */
  webUrl: string;
  /** The URL of the worker's login. */
  workerUrl: string;
  /** An open connection of the owner, for inserting and checking rows; available from the first test on. */
  owner: () => pg.Client;
};

/**
 * Gives the test file a real database of its own, cloned from the migrated template, and points the program's
 * settings at it. `{ isEmpty: true }` gives one without migrations.
 */
export function useDatabase(options: { isEmpty?: boolean } = {}): TestDatabase {
  const { url, template, poolerPort } = inject("postgres");
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const addressOf = (role?: LoginRole) => {
    const address = new URL(url);
    address.pathname = `/${name}`;
    if (role) {
      address.username = role;
      address.password = loginPassword(role, testSecret);
    }
    return address.toString();
  };
  // Set before anything reads the settings, since they are read only once.
  process.env.DATABASE_URL = addressOf();
  if (poolerPort) {
    const pooler = new URL(addressOf());
    pooler.hostname = "127.0.0.1";
    pooler.port = String(poolerPort);
    Object.assign(process.env, {
      DATABASE_URL: pooler.toString(),
      DATABASE_POOLER: "1",
      DIRECT_URL: addressOf(),
    });
  }
  let owner: pg.Client | undefined;

  beforeAll(async () => {
    await maintain(`create database ${name}${options.isEmpty ? "" : ` template ${template} strategy file_copy`}`);
    owner = new pg.Client({ connectionString: addressOf(), application_name: "test-owner" });
    await owner.connect();
  });
  afterAll(async () => {
    await owner?.end();
    // Pools of the program under test may still hold connections.
    await maintain(`drop database if exists ${name} with (force)`);
  });

  async function maintain(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await client.query(statement);
          return;
        } catch (error) {
          // 55006: autovacuum or another clone uses the template at this moment.
          const isBusy = error instanceof Error && "code" in error && error.code === "55006";
          if (!isBusy || attempt >= 50) throw error;
          await new Promise((done) => setTimeout(done, 100));
        }
      }
    } finally {
      await client.end();
    }
  }

  return {
    name,
    url: addressOf(),
    webUrl: addressOf("app_web"),
    workerUrl: addressOf("app_worker"),
    owner: () => {
      if (!owner) throw new Error("The database is there from beforeAll on.");
      return owner;
    },
  };
}
