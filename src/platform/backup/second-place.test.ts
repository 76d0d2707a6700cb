import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { pack } from "#src/platform/backup/base.ts";
import { pieceName } from "#src/platform/backup/names.ts";
import { openPlace } from "#src/platform/backup/open-place.ts";
import { missingIn, SecondPlace } from "#src/platform/backup/second-place.ts";
import { folderStore } from "#src/platform/backup/stores.ts";

const key = Buffer.alloc(32, 7);
const hourMs = 60 * 60_000;
let home: string;
let first: BackupPlace;
let place: BackupPlace;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "competency-second-"));
  first = new BackupPlace(folderStore(join(home, "first")), key);
  place = new BackupPlace(folderStore(join(home, "second")), key);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const piece = (n: number, writtenAt = Date.now()) =>
  pieceName({ timeline: 1, from: BigInt(n * 100), to: BigInt(n * 100 + 100), writtenAt });

async function putBase(into: BackupPlace, at: Date, timeline = 1): Promise<string> {
  const name = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const base = {
    ...{ name, systemId: "1", timeline, from: "0/0", to: "0/1" },
    ...{ begunAt: at.toISOString(), endedAt: at.toISOString(), postgres: "18.4", bytes: 1, fileCount: 0 },
  };
  await into.putParts(`bases/${name}/database`, oneByOne(["pages"]));
  await into.put(`bases/${name}/files`, pack(Buffer.from("[]")));
  await into.put(`bases/${name}/base`, Buffer.from(JSON.stringify(base)));
  return name;
}

async function* oneByOne(words: string[]): AsyncGenerator<Uint8Array> {
  for (const word of words) yield Buffer.from(word);
}

async function namesIn(at: BackupPlace): Promise<string[]> {
  const names: string[] = [];
  for (const folder of ["bases", "wal", "secrets", "files"]) for await (const name of at.list(folder)) names.push(name);
  return names.sort();
}

describe("a second place", () => {
  it("gets what was there before and what is put afterwards, as it is", async () => {
    await putBase(first, new Date());
    await first.put(piece(1), Buffer.from("log"));
    const second = new SecondPlace(first, place);
    expect(second.state()).toEqual({ upTo: null, newest: null, isAway: false });
    await second.catchUp();
    await first.putParts("files/2026/12/01/photo", oneByOne(["a photo"]));
    await first.put("secrets/1", Buffer.from("keys"));
    await first.put(piece(2), Buffer.from("more of it"));
    expect(Number(new Date(second.state().upTo ?? 0))).toBeLessThanOrEqual(Date.now());
    await second.catchUp();
    expect(await namesIn(place)).toEqual(await namesIn(first));
    for (const name of await namesIn(first)) {
      expect(readFileSync(join(home, "second", name)).equals(readFileSync(join(home, "first", name))), name).toBe(true);
    }
    expect(await missingIn(place, first)).toEqual({ log: [], bases: [] });
  });

  it("gets the newest copy first, then what the log needs, then the log, and what is older last", async () => {
    const old = await putBase(first, new Date(Date.now() - 30 * hourMs));
    const newestAt = new Date(Date.now() - 2 * hourMs);
    const newest = await putBase(first, newestAt);
    await first.put(piece(1, Date.now() - 20 * hourMs), Buffer.from("old log"));
    await first.put(piece(2, Date.now() - hourMs), Buffer.from("log"));
    await first.put(piece(3), Buffer.from("log"));
    await first.put(`secrets/${Date.now()}`, Buffer.from("keys"));
    await first.putParts("files/photo", oneByOne(["a photo"]));
    const second = new SecondPlace(first, place);
    const { log, bases } = await missingIn(place, first);
    expect(log.map(({ name }) => name.replace(/\d{13}$/, ""))).toEqual([
      "files/photo/0",
      "secrets/",
      piece(2, 0).slice(0, -1),
      piece(3, 0).slice(0, -1),
      piece(1, 0).slice(0, -1),
    ]);
    expect(bases.map(({ name }) => name)).toEqual(
      [newest, old].flatMap((base) => [`bases/${base}/files`, `bases/${base}/database/0`, `bases/${base}/base`]),
    );
    await second.catchUp();
    expect(await namesIn(place)).toEqual(await namesIn(first));
    expect(second.state().newest?.slice(0, 19)).toBe(newestAt.toISOString().slice(0, 19));
  });

  it("that is away says since when it lacks something, and has all when it is back", async () => {
    await putBase(first, new Date());
    const second = new SecondPlace(first, place);
    await second.catchUp();
    renameSync(join(home, "second"), join(home, "away"));
    writeFileSync(join(home, "second"), "no folder");
    const since = Date.now();
    for (const n of [1, 2, 3, 4, 5, 6]) await first.put(piece(n), Buffer.from("log"));
    await expect(second.catchUp()).rejects.toThrow();
    await expect(second.catchUp()).rejects.toThrow();
    const { upTo, isAway } = second.state();
    expect(isAway).toBe(true);
    expect(Number(new Date(upTo ?? 0)) - since).toBeLessThan(1_000);
    rmSync(join(home, "second"));
    renameSync(join(home, "away"), join(home, "second"));
    await second.catchUp();
    expect(second.state().isAway).toBe(false);
    expect(await namesIn(place)).toEqual(await namesIn(first));
  });

  it("gets nothing that was damaged in the first, and all else", async () => {
    await first.put(piece(1), Buffer.from("log"));
    await first.put(piece(2), Buffer.from("log"));
    const [damaged = ""] = await namesIn(first);
    writeFileSync(join(home, "first", damaged), "something else");
    await new SecondPlace(first, place).catchUp();
    expect(await namesIn(place)).toEqual((await namesIn(first)).filter((name) => name !== damaged));
  });

  it("that was written by another key gets nothing", async () => {
    await putBase(new BackupPlace(folderStore(join(home, "second")), Buffer.alloc(32, 8)), new Date());
    const before = await namesIn(place);
    await first.put(piece(1), Buffer.from("log"));
    const second = new SecondPlace(first, place);
    await expect(second.catchUp()).rejects.toThrow("was sealed by another backup key");
    expect(await namesIn(place)).toEqual(before);
    expect(second.state()).toEqual({ upTo: null, newest: null, isAway: true });
  });

  it("is pruned as the first is, by what it has itself: what is lost in the first stays", async () => {
    const days = [20, 16, 2, 0].map((day) => new Date(Date.now() - day * 24 * hourMs));
    const names: string[] = [];
    for (const day of days) names.push(await putBase(first, day));
    const second = new SecondPlace(first, place);
    await second.catchUp();
    rmSync(join(home, "first"), { recursive: true });
    second.pruneLater(new Date(Date.now() - 14 * 24 * hourMs), []);
    await second.catchUp();
    const left = new Set((await namesIn(place)).map((name) => name.split("/")[1]));
    expect([...left].sort()).toEqual(names.slice(1).sort());
  });

  it("is filled by two at once, as by npm run backup beside the program", async () => {
    for (let n = 1; n <= 8; n += 1) await first.put(piece(n), Buffer.from("log"));
    await Promise.all([new SecondPlace(first, place).catchUp(), new SecondPlace(first, place).catchUp()]);
    expect(await namesIn(place)).toEqual(await namesIn(first));
  });

  it("does not hold what is put in the first while it is away", async () => {
    writeFileSync(join(home, "second"), "no folder");
    const second = new SecondPlace(first, place);
    const ending = new AbortController();
    const running = second.run(ending.signal);
    for (const n of [1, 2, 3]) await first.put(piece(n), Buffer.from("log"));
    expect(await namesIn(first)).toHaveLength(3);
    ending.abort();
    await running;
    expect(existsSync(join(home, "second", "wal"))).toBe(false);
  });
});

describe("BACKUP_SECOND_TO", () => {
  const settings = {
    BACKUP_KEY: key.toString("base64url"),
    BACKUP_KEEP_DAYS: 14,
    BACKUP_S3_REGION: "us-east-1",
    hasOwnServer: false,
  };
  const open = (more: object) => openPlace({ ...settings, ...more }, () => "");

  it("needs a first place, and is another", () => {
    expect(() => open({ BACKUP_SECOND_TO: "/b" })).toThrow("BACKUP_TO, which is not set");
    expect(() => open({ BACKUP_TO: "/a/b", BACKUP_SECOND_TO: "/a/./b/" })).toThrow("another place");
    expect(open({ BACKUP_TO: "/a/b", BACKUP_SECOND_TO: "/a/c" })?.second).toBeDefined();
    expect(open({ BACKUP_TO: "/a/b" })?.second).toBeUndefined();
  });

  it("takes what it has not of its own from the settings of the first", () => {
    const keys = { BACKUP_S3_ACCESS_KEY_ID: "a", BACKUP_S3_SECRET_ACCESS_KEY: "b" };
    expect(() => open({ BACKUP_TO: "/a", BACKUP_SECOND_TO: "s3://b" })).toThrow("needs BACKUP_SECOND_S3_ACCESS_KEY_ID");
    expect(open({ BACKUP_TO: "s3://a", BACKUP_SECOND_TO: "s3://b", ...keys })?.second).toBeDefined();
    const elsewhere = { BACKUP_SECOND_S3_ENDPOINT: "https://s3.example.org" };
    expect(() => open({ BACKUP_TO: "s3://a", BACKUP_SECOND_TO: "s3://a/", ...keys })).toThrow("another place");
    expect(open({ BACKUP_TO: "s3://a", BACKUP_SECOND_TO: "s3://a", ...keys, ...elsewhere })?.second).toBeDefined();
  });
});
