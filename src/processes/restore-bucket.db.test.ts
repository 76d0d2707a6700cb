import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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

const mostLostMs = 5_000;

/** The same as to a folder (restore.db.test.ts), over the S3 protocol. */
describe("a backup in a bucket", () => {
  const home = mkdtempSync(join(tmpdir(), "competency-bucket-"));
  chmodSync(home, 0o711);
  const dir = join(home, "data");
  let s3: Awaited<ReturnType<typeof startS3Server>>;
  let last: string;

  const settings = (into: string) => ({
    ...process.env,
    DATABASE_URL: "",
    DATA_DIR: into,
    BACKUP_TO: "s3://backups/of/this",
    BACKUP_KEY: backupKey,
    BACKUP_S3_ENDPOINT: s3.url,
    BACKUP_S3_ACCESS_KEY_ID: s3Credentials.accessKeyId,
    BACKUP_S3_SECRET_ACCESS_KEY: s3Credentials.secretAccessKey,
    APP_SECRET: "",
  });
  const backupKey = randomBytes(32).toString("base64url");

  beforeAll(async () => {
    s3 = await startS3Server(join(home, "s3"), "backups");
    const { server, databaseUrl } = await startSmall(dir);
    const follow = followed({ ...settings(dir), DATABASE_URL: databaseUrl, APP_SECRET: "s".repeat(40) });
    while (!existsSync(join(home, "s3/backups/of/this/wal/00000001"))) await sleep(100);
    await withClient(databaseUrl, async (client) => {
      store(dir, today("photo"), "what a photo shows");
      await client.query("insert into files values ($1)", [today("photo")]);
      await write(client, 5_000);
      last = await fingerprint(client);
    });
    await sleep(mostLostMs);
    follow.kill("SIGKILL");
    process.kill(server.pid, "SIGKILL");
    await server.exited;
  }, 180_000);
  afterAll(async () => {
    await s3.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("brings everything back into a folder of which nothing is left, at most five seconds old", async () => {
    const into = join(home, "lost");
    const { code, output } = await runScript("restore.ts", ["--to", "latest", "--yes"], settings(into));
    expect(output).toContain("1 were brought back, 0 are lost");
    expect(code).toBe(0);
    expect(readFileSync(join(into, "files", today("photo")), "utf8")).toBe("what a photo shows");
    expect(await rowsOf(into)).toBe(last);
  });

  it("is whole when it is read", async () => {
    const { code, output } = await runScript("backup.ts", ["verify"], settings(dir));
    expect(output).toContain("All of it can be restored.");
    expect(code).toBe(0);
  });

  it.each(["restore.ts", "backup.ts"])(
    "that refuses its access key is said so by %s, and nothing is changed",
    async (script) => {
      const into = join(home, "refused");
      const env = { ...settings(into), BACKUP_S3_SECRET_ACCESS_KEY: "another" };
      const { code, output } = await runScript(
        script,
        script === "restore.ts" ? ["--to", "latest", "--yes"] : ["list"],
        env,
      );
      expect(output).toContain("s3://backups refused the access key S3RVER (SignatureDoesNotMatch).");
      expect(code).toBe(1);
      expect(existsSync(join(into, "postgres"))).toBe(false);
    },
  );
});
