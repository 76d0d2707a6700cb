import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#src/lib/ids.ts";
import { OutboxFolder } from "#src/platform/outbox/outbox-folder.ts";
import { pruneOutbox } from "#src/platform/outbox/prune-outbox.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outbox-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Messages in the order of their time, as the program writes them. */
async function write(count: number, { daysAgo = 0, endings = [".eml", ".json"] } = {}): Promise<string[]> {
  const outbox = new OutboxFolder(folder);
  const ids = Array.from({ length: count }, newId);
  for (const id of ids) {
    for (const ending of endings) {
      await outbox.write(`${id}${ending}`, "{}");
      const time = Date.now() / 1000 - daysAgo * 24 * 60 * 60;
      await utimes(join(folder, `${id}${ending}`), time, time);
    }
  }
  return ids;
}
const kept = async () => [...new Set((await readdir(folder)).map((name) => name.split(".")[0]))].sort();

describe("the outbox folder", () => {
  it("loses what is older than 30 days, whole", async () => {
    await write(130, { daysAgo: 31 });
    await write(1, { daysAgo: 31, endings: [".json.part"] });
    const stays = [...(await write(2, { daysAgo: 29 })), ...(await write(1))];
    expect(await pruneOutbox(folder)).toBe(261);
    expect(await kept()).toEqual(stays);
    expect(await pruneOutbox(folder)).toBe(0);
  });

  it("keeps the newest where there are too many, and no half of one", async () => {
    const mails = await write(4);
    const texts = await write(2, { endings: [".json"] });
    expect(await pruneOutbox(folder, 7)).toBe(4);
    expect(await kept()).toEqual([...mails.slice(2), ...texts]);
    expect(await pruneOutbox(folder, 6)).toBe(0);
  });

  it("keeps what it did not write, and may not be there", async () => {
    await writeFile(join(folder, "notes.txt"), "of somebody");
    await utimes(join(folder, "notes.txt"), 0, 0);
    expect(await pruneOutbox(folder, 0)).toBe(0);
    expect(await readdir(folder)).toEqual(["notes.txt"]);
    expect(await pruneOutbox(join(folder, "none"))).toBe(0);
  });
});
