import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { makeCertificate } from "../../../tests/support/certificate.ts";

/** What the configuration asks of addresses of other machines (`lib/plain-connections.ts`) is what the client does. */
const dir = mkdtempSync(join(tmpdir(), "competency-verified-"));
const ours = makeCertificate();
const foreign = makeCertificate();
const ca = join(dir, "ca.pem");
const foreignCa = join(dir, "foreign.pem");

beforeAll(() => {
  chmodSync(dir, 0o711);
  writeFileSync(ca, ours.cert);
  writeFileSync(foreignCa, foreign.cert);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("PostgreSQL with sslmode=verify-full", () => {
  let database: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  beforeAll(async () => {
    database = await startEmbeddedPostgres({ dir: join(dir, "data"), settings: { fsync: "off" } });
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const { rows } = await owner.query<{ data: string }>("select current_setting('data_directory') as data");
    const data = rows[0]?.data ?? "";
    const { uid, gid } = statSync(join(data, "PG_VERSION"));
    for (const [name, text] of [
      ["server.crt", ours.cert],
      ["server.key", ours.key],
    ] as const) {
      writeFileSync(join(data, name), text, { mode: 0o600 });
      chownSync(join(data, name), uid, gid);
    }
    await owner.query("alter system set ssl = on");
    await owner.query("select pg_reload_conf()");
    await owner.end();
    await sleep(1_000);
  }, 120_000);
  afterAll(async () => {
    await database.stop();
    rmSync(database.home, { recursive: true, force: true });
  });

  async function isEncrypted(query: string, host = "localhost"): Promise<boolean | undefined> {
    const url = new URL(database.url);
    url.hostname = host;
    const client = new pg.Client({ connectionString: `${url}${url.search ? "&" : "?"}${query}` });
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query<{ ssl: boolean }>("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    await client.end();
    return rows[0]?.ssl;
  }

  it("is encrypted, to a server whose certificate the CA vouches for under its name [V12.3.1]", async () => {
    expect(await isEncrypted(`sslmode=verify-full&sslrootcert=${ca}`)).toBe(true);
  });

  it("refuses a certificate of nobody that is known, and of another CA", async () => {
    await expect(isEncrypted("sslmode=verify-full")).rejects.toThrow(/certificate/i);
    await expect(isEncrypted(`sslmode=verify-full&sslrootcert=${foreignCa}`)).rejects.toThrow(/certificate/i);
  });

  it("refuses a certificate of another name", async () => {
    await expect(isEncrypted(`sslmode=verify-full&sslrootcert=${ca}`, "127.0.0.2")).rejects.toThrow(
      /altnames|ECONNREFUSED/,
    );
  });
});
