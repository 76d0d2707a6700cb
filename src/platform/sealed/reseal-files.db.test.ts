import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "#src/config.ts";
import { collectFiles } from "#src/features/files/collect-files.ts";
import { setClock } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { closePools } from "#src/platform/db/client.ts";
import type { StoredFile } from "#src/platform/files/file-store.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { Key } from "#src/platform/keys/key.ts";
import { changeKeyFile } from "#src/platform/keys/key-file.ts";
import { forgetKeys } from "#src/platform/keys/keys.ts";
import { countSealedBy, reseal } from "#src/platform/sealed/reseal.ts";
import { countFiles, storedFiles } from "#src/platform/sealed/reseal-files.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const actor = systemActor("test");
const keyPath = join(config.dataDir, "keys");
const keyOf = (id: string, day: number): Key => ({
  id,
  secret: Buffer.alloc(32, id),
  usedFrom: new Date(Date.UTC(2026, 0, day)),
});
const [old, current] = [keyOf("old", 1), keyOf("new", 2)];
const run = { signal: new AbortController().signal, progress: () => {} };
const hour = 60 * 60_000;
const folder = join(config.dataDir, "files");

function use(...keys: Key[]): void {
  mkdirSync(config.dataDir, { recursive: true });
  changeKeyFile(keyPath, () => ({ encryption: keys }));
  forgetKeys();
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  // Of its rows, one has content in no store.
  await rows("update report_cache set file_path = null");
});
beforeEach(async () => {
  await rows("delete from files");
  await rows("delete from file_removals");
  rmSync(folder, { recursive: true, force: true });
  use(old);
});
afterAll(async () => {
  setClock();
  await closePools();
  rmSync(keyPath, { force: true });
  forgetKeys();
});

// biome-ignore lint/suspicious/noExplicitAny: a row of whatever was selected
async function rows(text: string, values: unknown[] = []): Promise<any[]> {
  return (await database.owner().query(text, values)).rows;
}

const contentOf = (number: number) => Buffer.from(`Evidence ${number} of the night shift. `.repeat(1 + number * 30));

/** As it was stored before content was sealed. */
function putPlain(content: Buffer): StoredFile {
  const key = `2026/01/01/${newId()}`;
  const path = join(folder, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { key, schoolId: "north", sizeBytes: content.length, sha256 };
}

const putSealed = (content: Buffer): Promise<StoredFile> =>
  fileStore().put(Readable.from([content]), { schoolId: "north", note: async () => {} });

async function insert({ key, schoolId, sizeBytes, sha256 }: StoredFile, id: string): Promise<void> {
  await rows(
    `insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key, loose_since)
     values ($1, $2, 'amina', 'sheet.pdf', $3, 'application/pdf', $4, $5, null)`,
    [id, schoolId, sizeBytes, sha256, key],
  );
}

const idOf = (number: number) => `file_${String(number).padStart(5, "0")}`;

/** Every third is older than sealing. */
async function insertFiles(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const content = contentOf(number);
    await insert(number % 3 === 0 ? putPlain(content) : await putSealed(content), idOf(number));
  }
}

const stored = (): Promise<(StoredFile & { id: string })[]> =>
  rows(`select id, storage_key as key, school_id as "schoolId", size_bytes::int as "sizeBytes", sha256
        from files order by id`);

async function expectAllReadable(count: number): Promise<void> {
  const all = await stored();
  expect(all.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, number) => idOf(number)));
  for (const [number, file] of all.entries()) {
    expect((await buffer(await fileStore().getChecked(file))).equals(contentOf(number)), file.id).toBe(true);
  }
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Of what is in the store beside that of the rows, once the notes are due. */
async function collected(): Promise<string[]> {
  const start = Date.now();
  setClock(() => new Date(start + 7 * hour));
  await collectFiles(actor);
  setClock();
  const named = new Set((await stored()).map(({ key }) => join(folder, key)));
  return filesIn(folder).filter((path) => !named.has(path));
}

describe("files sealed again under another key", () => {
  it("are readable by the key in use alone, and nothing plain is left in the store", async () => {
    await insertFiles(12);
    use(old, current);
    const progress: unknown[] = [];
    expect(await reseal(actor, { ...run, progress: (made) => progress.push(made) })).toMatchObject({
      files: 12,
      unreadable: 0,
    });
    const before = filesIn(folder).length;
    expect(before).toBe(24);
    expect(await countSealedBy(actor, "old")).toBe(0);
    use(current);
    await expectAllReadable(12);
    expect(await collected()).toEqual([]);
    expect(await rows("select from file_removals")).toEqual([]);
    for (const path of filesIn(folder)) expect(readFileSync(path).includes("night shift")).toBe(false);
    expect(await reseal(actor, run)).toMatchObject({ files: 0, unreadable: 0 });
  });

  it("leave what they replace for an hour, for whoever reads it", async () => {
    await insertFiles(1);
    const [before] = await stored();
    use(old, current);
    await reseal(actor, run);
    await collectFiles(actor);
    expect(before && (await buffer(await fileStore().getChecked(before))).equals(contentOf(0))).toBe(true);
    expect(await collected()).toEqual([]);
  });

  it("count for the key that still opens them, until they are sealed by another", async () => {
    await insertFiles(3);
    expect(await countSealedBy(actor, "old")).toBe(2);
    use(old, current);
    await reseal(actor, run);
    expect(await countSealedBy(actor, "old")).toBe(0);
    expect(await countFiles(actor, "new", true)).toBe(3);
  });

  it("stay as they are where they are damaged, missing or of a key that is gone, and the rest is sealed", async () => {
    await insertFiles(5);
    const [, changed, missing, plain] = await stored();
    writeFileSync(join(folder, changed?.key ?? ""), "x".repeat(200));
    rmSync(join(folder, missing?.key ?? ""));
    copyFileSync(join(folder, (await stored())[0]?.key ?? ""), join(folder, plain?.key ?? ""));
    use(old, current);
    expect(await reseal(actor, run)).toMatchObject({ files: 2, unreadable: 3 });
    const keys = (await stored()).map(({ key }) => key.endsWith(".s1.new"));
    expect(keys).toEqual([true, false, false, false, true]);
    use(current);
    expect(await reseal(actor, run)).toMatchObject({ files: 0, unreadable: 3 });
    expect(await collected()).toEqual([]);
  });

  it("are left for another run where the disk is nearly full", async () => {
    await insertFiles(2);
    use(old, current);
    const room = vi.spyOn(fileStore(), "hasRoom").mockResolvedValueOnce(true).mockResolvedValueOnce(false);
    await expect(reseal(actor, run)).rejects.toThrow("the disk is nearly full");
    room.mockRestore();
    expect((await stored()).map(({ key }) => key.endsWith(".s1.new"))).toEqual([true, false]);
    expect(await reseal(actor, run)).toMatchObject({ files: 1, unreadable: 0 });
    await expectAllReadable(2);
  });

  it("are one each when two runs do it at once, and nothing of a file that is deleted meanwhile", async () => {
    await insertFiles(20);
    use(old, current);
    const deleting = rows("delete from files where id = $1", [idOf(19)]);
    const outcomes = await Promise.all([reseal(actor, run), reseal(actor, run)]);
    await deleting;
    expect(outcomes.reduce((sum, { files }) => sum + files, 0)).toBeLessThanOrEqual(20);
    use(current);
    await expectAllReadable(19);
    expect(await collected()).toEqual([]);
  });

  it("are those of every table that has a storage key, by the triggers that follow them", async () => {
    const followed = await rows(`
      select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
      where p.prosrc like '%public.file_removals%' order by 1`);
    expect(storedFiles.map(({ table }) => table)).toEqual(followed.map(({ relname }) => relname));
  });
});

describe("120 files", () => {
  const all = 120;

  it("are readable at every moment and in the end by the new key alone, by a process killed three times", async () => {
    await insertFiles(all);
    use(old, current);
    for (const share of [0.2, 0.5, 0.8]) {
      const child = startReseal();
      while ((await countSealedBy(actor, "new")) < all * share) {
        if (child.exitCode !== null) throw new Error("it ended before it was killed");
        await new Promise((done) => setTimeout(done, 5));
      }
      child.kill("SIGKILL");
      await once(child, "exit");
      expect(await countSealedBy(actor, "new")).toBeLessThan(all);
      await expectAllReadable(all);
    }
    const [exitCode] = await once(startReseal(), "exit");
    expect(exitCode).toBe(0);
    use(current);
    expect((await stored()).filter(({ key }) => !key.endsWith(".s1.new"))).toEqual([]);
    await expectAllReadable(all);
    expect(await collected()).toEqual([]);
  }, 400_000);
});

/** `npm run keys -- reseal`, as an administrator starts it. */
function startReseal(): ChildProcess {
  return spawn(process.execPath, ["src/processes/keys.ts", "reseal"], { env: process.env, stdio: "ignore" });
}
