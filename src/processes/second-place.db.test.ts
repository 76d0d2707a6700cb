import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Credentials, startS3Server } from "../../tests/support/s3.ts";
import {
  fingerprint,
  followed,
  rowsOf,
  runScript,
  startSmall,
  store,
  today,
  withClient,
  write,
} from "../../tests/support/small-installation.ts";

/** What is written later than this before all is lost may be lost: a piece of the log each 2 s, and its copy. */
const mostLostMs = 8_000;
const backupKey = randomBytes(32).toString("base64url");

/** The first place is a folder, the second a bucket that is away for a while; then machine and first place are lost. */
describe("a second place of the backups", () => {
  const home = mkdtempSync(join(tmpdir(), "competency-second-"));
  chmodSync(home, 0o711);
  const dir = join(home, "data");
  const first = join(home, "first");
  const second = join(home, "s3/backups/second");
  let s3: Awaited<ReturnType<typeof startS3Server>>;
  let last: string;
  let whileAway: { pieces: number; keptBytes: number; isBehind: boolean };
  let verified: { code: number | null; output: string };

  const ofBucket = (prefix: string) => ({
    [`${prefix}_TO`]: "s3://backups/second",
    [`${prefix}_S3_ENDPOINT`]: s3.url,
    [`${prefix}_S3_ACCESS_KEY_ID`]: s3Credentials.accessKeyId,
    [`${prefix}_S3_SECRET_ACCESS_KEY`]: s3Credentials.secretAccessKey,
  });
  const settings = (into: string, places: Record<string, string>) => ({
    ...process.env,
    ...{ DATABASE_URL: "", DATA_DIR: into, BACKUP_KEY: backupKey, APP_SECRET: "" },
    ...places,
  });
  const piecesIn = (place: string) => readdirSync(join(place, "wal/00000001"));

  beforeAll(async () => {
    s3 = await startS3Server(join(home, "s3"), "backups");
    const both = { BACKUP_TO: first, ...ofBucket("BACKUP_SECOND") };
    const { server, databaseUrl } = await startSmall(dir);
    const follow = followed({ ...settings(dir, both), DATABASE_URL: databaseUrl, APP_SECRET: "s".repeat(40) });
    while (!existsSync(join(second, "wal/00000001"))) await sleep(100);

    await withClient(databaseUrl, async (client) => {
      await write(client, 1_000);
      await s3.close();
      const before = piecesIn(first).length;
      for (let n = 0; n < 4; n += 1) {
        store(dir, today(`photo-${n}`), `what photo ${n} shows`);
        await client.query("insert into files values ($1)", [today(`photo-${n}`)]);
        await write(client, 2_000);
        await sleep(2_500);
      }
      const { rows } = await client.query<{ bytes: string }>(
        "select pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) as bytes from pg_replication_slots",
      );
      const lastOfFirst = piecesIn(first).sort().at(-1) ?? "";
      const hasLast = () => piecesIn(second).some((name) => name.startsWith(`${lastOfFirst}._S3rver`));
      whileAway = {
        pieces: piecesIn(first).length - before,
        keptBytes: Number(rows[0]?.bytes),
        isBehind: !hasLast(),
      };

      const address = new URL(s3.url);
      s3 = await startS3Server(join(home, "s3"), "backups", { port: Number(address.port) });
      while (!hasLast()) await sleep(200);
      verified = await runScript("backup.ts", ["verify"], settings(dir, both));
      await client.query("delete from notes where n % 7 = 0");
      await write(client, 1_000);
      last = await fingerprint(client);
    });
    await sleep(mostLostMs);
    follow.kill("SIGKILL");
    process.kill(server.pid, "SIGKILL");
    await server.exited;
    rmSync(first, { recursive: true });
    rmSync(dir, { recursive: true });
  }, 180_000);
  afterAll(async () => {
    await s3.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("that is away neither stops the first, nor makes the database keep its log", () => {
    expect(whileAway.isBehind).toBe(true);
    expect(whileAway.pieces).toBeGreaterThanOrEqual(3);
    // A segment is kept until it is full.
    expect(whileAway.keptBytes).toBeLessThan(33 * 1024 * 1024);
  });

  it("has all that the first has some seconds after it is back", () => {
    expect(verified.output).toContain("In the second place:");
    expect(verified.output).toMatch(/The second place (has all that the first has|lacks \d objects)/);
    expect(verified.output).toContain("All of it can be restored.");
    expect(verified.code).toBe(0);
  });

  it("brings everything back when the machine and the first place are gone", async () => {
    const into = join(home, "lost");
    const { code, output } = await runScript(
      "restore.ts",
      ["--to", "latest", "--yes"],
      settings(into, ofBucket("BACKUP") as Record<string, string>),
    );
    expect(output).toContain("4 were brought back, 0 are lost");
    expect(code).toBe(0);
    expect(readFileSync(join(into, "files", today("photo-2")), "utf8")).toBe("what photo 2 shows");
    expect(existsSync(join(into, "secrets"))).toBe(true);
    expect(await rowsOf(into)).toBe(last);
  });
});
