import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { setClock } from "#src/lib/clock.ts";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { folderStore } from "#src/platform/backup/stores.ts";
import { verifyWeekly } from "#src/platform/backup/verify-weekly.ts";

const dir = mkdtempSync(join(tmpdir(), "competency-verify-"));
afterEach(() => setClock());
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("reads the backups a week after the first copy, and a week after it was done last", async () => {
  const place = new BackupPlace(folderStore(join(dir, "backup")), Buffer.alloc(32, 7));
  const firstAt = new Date("2026-12-01T01:00:00Z");
  const isDoneAt = (time: string) => {
    setClock(() => new Date(time));
    return verifyWeekly({ place, second: undefined }, dir, { firstAt, signal: new AbortController().signal });
  };
  expect(await isDoneAt("2026-12-08T00:59:00Z")).toBe(false);
  expect(await isDoneAt("2026-12-08T01:00:00Z")).toBe(true);
  // There is no whole copy in this place.
  expect(JSON.parse(readFileSync(join(dir, "backup-verified"), "utf8"))).toEqual({
    at: "2026-12-08T01:00:00.000Z",
    faults: 1,
  });
  expect(await isDoneAt("2026-12-15T00:59:00Z")).toBe(false);
  expect(await isDoneAt("2026-12-15T01:00:00Z")).toBe(true);
});
