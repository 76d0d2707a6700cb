import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { pack } from "#src/platform/backup/base.ts";
import { prune } from "#src/platform/backup/prune.ts";
import { folderStore } from "#src/platform/backup/stores.ts";

const folder = mkdtempSync(join(tmpdir(), "competency-prune-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("removes what was broken off, and not what is being made beside the newest copy", async () => {
  const place = new BackupPlace(folderStore(folder), Buffer.alloc(32, 7));
  const base = {
    ...{ name: "20261202T010000Z", systemId: "1", timeline: 1, from: "0/2000028", to: "0/2000120" },
    ...{ begunAt: "2026-12-02T01:00:00.000Z", endedAt: "2026-12-02T01:00:05.000Z" },
    ...{ postgres: "18.4", bytes: 1, fileCount: 0 },
  };
  await place.put(`bases/${base.name}/files`, pack(Buffer.from("[]")));
  await place.put(`bases/${base.name}/base`, Buffer.from(JSON.stringify(base)));
  await place.put("bases/20261202T005900Z/database/1", Buffer.from("in the making"));
  await place.put("bases/20261130T010000Z/database/1", Buffer.from("broken off"));
  await prune(place, new Date("2026-11-20T00:00:00Z"), []);
  const left: string[] = [];
  for await (const name of place.list("bases")) left.push(name);
  expect(left.sort()).toEqual([
    "bases/20261202T005900Z/database/1",
    `bases/${base.name}/base`,
    `bases/${base.name}/files`,
  ]);
});
