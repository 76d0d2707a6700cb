import { randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

/** What a whole restore needs is lost at most this long before the end. */
const mostLostMs = 5_000;
const backupKey = randomBytes(32).toString("base64url");

/** An installation that was killed in the middle of its work, of which the backup is left. */
describe("a backup", () => {
  const home = mkdtempSync(join(tmpdir(), "competency-backup-"));
  chmodSync(home, 0o711);
  const dir = join(home, "data");
  const backup = join(home, "backup");
  let moment: Date;
  /** The rows at that moment, and at the end. */
  let then: string;
  let last: string;
  let secrets: string;
  let reported: { detail: unknown; lasts: boolean } | undefined;

  const settings = (to: string, into = dir) => ({
    ...process.env,
    DATABASE_URL: "",
    DATA_DIR: into,
    BACKUP_TO: to,
    BACKUP_KEY: backupKey,
    APP_SECRET: "",
  });
  const restore = (to: string, args: string[], into = dir) => runScript("restore.ts", args, settings(to, into));

  beforeAll(async () => {
    const { server, databaseUrl } = await startSmall(dir);
    store(dir, "2026/11/01/first", "what a photo shows");
    const follow = followed({ ...settings(backup), DATABASE_URL: databaseUrl, APP_SECRET: "s".repeat(40) });
    while (!existsSync(join(backup, "wal/00000001"))) await sleep(100);

    await withClient(databaseUrl, async (client) => {
      while (!reported) {
        await sleep(100);
        reported = (await client.query("select detail, expires_at > now() as lasts from leases")).rows[0];
      }
      // A key that was made since the copy.
      writeFileSync(join(dir, "keys"), "made in the evening");
      await write(client, 500);
      await client.query("insert into files values ('2026/11/01/first')");
      await sleep(1_500);
      moment = new Date();
      then = await fingerprint(client);
      await sleep(1_500);
      await client.query("delete from notes where n % 7 = 0");
      store(dir, today("second"), "another one");
      await client.query("insert into files values ($1)", [today("second")]);
      store(dir, today("report"), "what a report says");
      await client.query("insert into report_cache values ($1)", [today("report")]);
      for (const folder of ["anchors", "erasures"]) store(dir, `${folder}/one`, "what no row names");
      await write(client, 20_000);
      last = await fingerprint(client);
    });
    await sleep(mostLostMs);
    secrets = readFileSync(join(dir, "secrets"), "utf8");
    follow.kill("SIGKILL");
    process.kill(server.pid, "SIGKILL");
    await server.exited;
  }, 180_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it("brings everything back into a folder of which nothing is left, at most five seconds old", async () => {
    const into = join(home, "lost");
    const { code, output } = await restore(backup, ["--to", "latest", "--yes"], into);
    expect(output).toContain("5 were brought back, 0 are lost");
    expect(code).toBe(0);
    for (const folder of ["anchors", "erasures"]) {
      expect(readFileSync(join(into, "files", folder, "one"), "utf8")).toBe("what no row names");
    }
    expect(readFileSync(join(into, "secrets"), "utf8")).toBe(secrets);
    expect(readFileSync(join(into, "files", today("report")), "utf8")).toBe("what a report says");
    expect(readFileSync(join(into, "keys"), "utf8")).toBe("made in the evening");
    expect(readFileSync(join(into, "files/2026/11/01/first"), "utf8")).toBe("what a photo shows");
    expect(await rowsOf(into)).toBe(last);
  });

  it("brings back a moment exactly, and keeps what was there beside it", async () => {
    const { code, output } = await restore(backup, ["--to", moment.toISOString(), "--yes"]);
    expect(output).toContain("What was there before is in");
    expect(output).toContain("2 more stay, which nothing in the restored database names.");
    expect(output).toContain(`not named: ${today("second")}`);
    expect(code).toBe(0);
    expect(await rowsOf(dir)).toBe(then);
    const [former] = readdirSync(dir).filter((name) => name.startsWith("postgres.before-"));
    expect(existsSync(join(dir, former ?? "", "PG_VERSION"))).toBe(true);
  });

  it("is reported in the database as it is made", () => {
    expect(reported).toEqual({
      lasts: true,
      detail: {
        reportedAt: expect.any(String),
        follows: true,
        bases: 1,
        newest: { endedAt: expect.any(String), bytes: expect.any(Number), fileCount: 1 },
        verified: null,
        second: null,
      },
    });
  });

  it("is whole when it is read, and holds no word that can be read without its key", async () => {
    const { code, output } = await runScript("backup.ts", ["verify"], settings(backup));
    expect(output).toContain("All of it can be restored.");
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(dir, "backup-verified"), "utf8"))).toEqual({
      at: expect.any(String),
      faults: 0,
    });
    for (const path of filesIn(backup)) {
      const bytes = readFileSync(path);
      for (const words of ["what a photo shows", "words of the note", "databasePassword"]) {
        expect(bytes.includes(words), path).toBe(false);
      }
    }
  });

  it("says what is missing where a piece of the log is lost", async () => {
    const copy = copied("gap");
    rmSync(middleOfLog(copy));
    const refused = await restore(copy, ["--to", "latest", "--yes"], join(home, "gap-data"));
    expect(refused).toMatchObject({ code: 2, output: expect.stringContaining("The log has a gap after") });
    expect(await runScript("backup.ts", ["verify"], settings(copy))).toMatchObject({
      code: 1,
      output: expect.stringContaining("FAULT: the log has a gap before"),
    });
    expect(JSON.parse(readFileSync(join(dir, "backup-verified"), "utf8"))).toMatchObject({ faults: 1 });
  });

  it("goes as far as a piece of the log that was damaged, and only when it is told to", async () => {
    const copy = copied("damaged-log");
    changeByte(middleOfLog(copy));
    const into = join(home, "damaged-log-data");
    const refused = await restore(copy, ["--to", "latest", "--yes"], into);
    const reach = /The log has a gap after (\S+), where wal\/\S+ was damaged or changed/.exec(refused.output)?.[1];
    expect(refused.code, refused.output).toBe(2);
    const taken = await restore(copy, ["--to", "latest", "--yes", "--over-gap"], into);
    expect(taken.code, taken.output).toBe(0);
    expect(taken.output).toContain(`The log has a gap after ${reach}`);
    expect(taken.output).toContain("What was changed after it is lost.");
    expect(Number((await rowsOf(into)).split(" ")[0])).toBeLessThan(Number(last.split(" ")[0]));
  });

  it.each([
    ["was broken off", (path: string) => truncateSync(path, 100_000)],
    ["was changed in one byte", changeByte],
  ])("that %s restores nothing, and leaves what is there", async (_title, damage) => {
    const copy = copied("torn");
    const [base = ""] = readdirSync(join(copy, "bases"));
    damage(join(copy, "bases", base, "database/0"));
    const before = await rowsOf(dir);
    const { code, output } = await restore(copy, ["--to", "latest", "--yes"]);
    expect(output).toMatch(/No copy can be used: .* was damaged or changed\. Nothing was changed/);
    expect(code).toBe(1);
    expect(await rowsOf(dir)).toBe(before);
    expect((await runScript("backup.ts", ["verify"], settings(copy))).output).toMatch(
      /FAULT: .*was damaged or changed/,
    );
  });

  it("of which a file is lost is not whole", async () => {
    const copy = copied("no-file");
    rmSync(join(copy, "files/2026/11/01/first"), { recursive: true });
    const { code, output } = await runScript("backup.ts", ["verify"], settings(copy));
    expect(output).toContain("names 2026/11/01/first, whose content is missing");
    expect(code).toBe(1);
  });

  it("opens with its own key alone", async () => {
    const env = { ...settings(backup, join(home, "other")), BACKUP_KEY: randomBytes(32).toString("base64url") };
    const { code, output } = await runScript("restore.ts", ["--to", "latest", "--yes"], env);
    expect(output).toContain("was sealed by another backup key");
    expect(code).toBe(1);
    expect(existsSync(join(home, "other/secrets"))).toBe(false);
  });

  it("asks before it puts another database in the place of this one", async () => {
    const { code, output } = await restore(backup, ["--to", "latest"]);
    expect(output).toContain("Nobody is there to be asked");
    expect(code).toBe(2);
  });

  it("is not begun for a moment before it", async () => {
    const { code, output } = await restore(backup, ["--to", "2020-01-01T00:00:00Z", "--yes"]);
    expect(output).toContain("The backup begins at");
    expect(code).toBe(2);
  });

  it("goes on from what was restored, of which it makes a copy of its own", async () => {
    const copy = copied("after");
    const made = await runScript("backup.ts", [], settings(copy));
    expect(made.code, made.output).toBe(0);
    const into = join(home, "after-data");
    const taken = await restore(copy, ["--to", "latest", "--yes"], into);
    expect(taken.code, taken.output).toBe(0);
    expect(await rowsOf(into)).toBe(then);
    expect((await runScript("backup.ts", ["list"], settings(copy))).output.trim().split("\n")).toHaveLength(2);

    // The copy from before does not lead to what came behind the restore.
    const newest = readdirSync(join(copy, "bases")).sort().at(-1) ?? "";
    changeByte(join(copy, "bases", newest, "base"));
    const refused = await restore(copy, ["--to", "latest", "--yes"], into);
    expect(refused.output).toContain(`A copy cannot be used: bases/${newest}/base was damaged or changed.`);
    expect(refused.output).toMatch(`and the copy ${newest}, which was made later, cannot be used`);
    expect(refused.code).toBe(2);
  });

  it("that was restored and not yet in its place, when the restore was killed, is taken by the next start", async () => {
    const into = join(home, "lost");
    renameSync(join(into, "postgres"), join(into, "postgres.restored"));
    expect(await rowsOf(into)).toBe(last);
  });

  function copied(name: string): string {
    const copy = join(home, name);
    rmSync(copy, { recursive: true, force: true });
    cpSync(backup, copy, { recursive: true });
    return copy;
  }
});

function middleOfLog(backup: string): string {
  const folder = join(backup, "wal/00000001");
  const pieces = readdirSync(folder).sort();
  return join(folder, pieces[Math.floor(pieces.length / 2)] ?? "");
}

function changeByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
