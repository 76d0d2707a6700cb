import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import type { Base } from "#src/platform/backup/base.ts";
import { pieceName } from "#src/platform/backup/names.ts";
import { folderStore } from "#src/platform/backup/stores.ts";
import { type Way, waysTo } from "#src/platform/backup/ways-to.ts";

const folder = mkdtempSync(join(tmpdir(), "competency-ways-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (time: string) => new Date(`2026-12-02T${time}Z`);
const nightly = base("20261202T010000Z", 1, "0/1000", "01:00:00");
const noon = base("20261202T120000Z", 1, "0/3000", "12:00:00");
const restored = base("20261202T150000Z", 2, "0/5000", "15:00:00");

describe("the ways to a moment", () => {
  it("begin with the newest copy, and the log of those before it leads on through it", async () => {
    const place = await logged("whole", [
      [1, 0x1000, 0x3000, "12:00:01"],
      [1, 0x3000, 0x4000, "13:00:00"],
    ]);
    const ways = await all(waysTo(place, { bases: [nightly, noon], damaged: [] }, undefined));
    expect(ways.map(({ base: { name }, pieces, gap }) => [name, pieces.length, gap])).toEqual([
      [noon.name, 1, undefined],
      [nightly.name, 2, undefined],
    ]);
  });

  it("name the gap before a newer copy that cannot be used", async () => {
    const place = await logged("gap", [
      [1, 0x1000, 0x2000, "11:00:00"],
      [1, 0x3000, 0x4000, "13:00:00"],
    ]);
    const bases = { bases: [nightly, noon], damaged: [] };
    const [newest, older] = await all(waysTo(place, bases, undefined));
    expect(newest?.gap).toBeUndefined();
    expect(older?.gap).toBe("The log has a gap after 2026-12-02T11:00:00.000Z, before 0/3000 to 0/4000 of timeline 1");
    const [early] = await all(waysTo(place, bases, at("10:00:00")));
    expect(early).toMatchObject({ base: nightly, gap: undefined });
  });

  it.each([
    ["its content", { bases: [noon, restored], damaged: [] }],
    ["what it is", { bases: [noon], damaged: [{ name: restored.name, fault: "damaged" }] }],
  ])("do not lead from a copy to what came behind a restore, of whose copy %s cannot be read", async (_what, bases) => {
    const place = await logged("timeline", [
      [1, 0x3000, 0x5000, "14:00:00"],
      [2, 0x5000, 0x6000, "16:00:00"],
    ]);
    const ways = await all(waysTo(place, bases, undefined));
    expect(ways.at(-1)?.gap).toBe(
      `The log has a gap after 2026-12-02T14:00:00.000Z, and the copy ${restored.name}, which was made later, cannot be used`,
    );
    const [before] = await all(waysTo(place, bases, at("13:30:00")));
    expect(before).toMatchObject({ base: noon, gap: undefined });
  });
});

function base(name: string, timeline: number, from: string, time: string): Base {
  const moment = at(time).toISOString();
  return {
    ...{ name, systemId: "1", timeline, from, to: from, begunAt: moment, endedAt: moment },
    ...{ postgres: "18.4", bytes: 1, fileCount: 0 },
  };
}

async function logged(name: string, pieces: [number, number, number, string][]): Promise<BackupPlace> {
  const place = new BackupPlace(folderStore(join(folder, name)), Buffer.alloc(32, 7));
  for (const [timeline, from, to, time] of pieces) {
    const piece = { timeline, from: BigInt(from), to: BigInt(to), writtenAt: at(time).getTime() };
    await place.put(pieceName(piece), Buffer.from("log"));
  }
  return place;
}

async function all(ways: AsyncIterable<Way>): Promise<Way[]> {
  return Array.fromAsync(ways);
}
