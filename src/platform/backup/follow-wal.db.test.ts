import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { followWal } from "#src/platform/backup/follow-wal.ts";
import { parsePieceName, slotName, type WalPiece, walFolder } from "#src/platform/backup/names.ts";
import { parsePosition, Replication } from "#src/platform/backup/replication.ts";
import { folderStore } from "#src/platform/backup/stores.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
let folder = "";
let place: BackupPlace;
let replication: Replication;
let timeline = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "competency-log-"));
  place = new BackupPlace(folderStore(folder), Buffer.alloc(32, 1));
  replication = await Replication.open(inject("postgres").url, "test of the log");
  const [[, text] = []] = await replication.ask("IDENTIFY_SYSTEM");
  timeline = Number(text);
  await replication.ask(`CREATE_REPLICATION_SLOT ${slotName} PHYSICAL RESERVE_WAL`);
});

afterEach(async () => {
  await replication.close();
  await database.owner().query("select pg_drop_replication_slot($1)", [slotName]);
  rmSync(folder, { recursive: true, force: true });
});

async function position(): Promise<{ at: number; position: bigint }> {
  const at = Date.now();
  const { rows } = await database.owner().query<{ position: string }>("select pg_current_wal_flush_lsn() as position");
  return { at, position: parsePosition(rows[0]?.position ?? "") };
}

async function pieces(): Promise<WalPiece[]> {
  const found: WalPiece[] = [];
  for await (const name of place.list(walFolder(timeline)))
    found.push(...[parsePieceName(name)].filter((one) => !!one));
  return found.toSorted((a, b) => Number(a.from - b.from));
}

it("says of log that comes late until when it leads, and not when it came", async () => {
  const owner = database.owner();
  const begun = await position();
  await owner.query("create table late (text text); alter table late alter column text set storage external");
  await owner.query("insert into late select repeat(md5(n::text), 100) from generate_series(1, 9000) n");
  const written = await position();
  await sleep(1_000);
  const ending = new AbortController();
  const following = followWal(place, replication, {
    timeline,
    from: begun.position,
    writtenAt: begun.at,
    everyMs: 200,
    beforePiece: async () => {},
    signal: ending.signal,
  });
  // While people work, so that it catches up with a server that goes on.
  const from = Date.now();
  const live = await (async () => {
    for (;;) {
      await owner.query("insert into late values ('now')");
      await sleep(50);
      const last = (await pieces()).at(-1);
      if (last && last.writtenAt > from + 500) return last;
      if (Date.now() > from + 20_000) throw new Error(`the log leads to ${last?.writtenAt}, after ${from}`);
    }
  })();
  ending.abort();
  await following;
  const found = await pieces();
  const late = found.filter(({ to }) => to < written.position);
  expect(late.length).toBeGreaterThan(1);
  for (const piece of late) expect(piece.writtenAt).toBeLessThan(written.at);
  expect(live.writtenAt).toBeLessThanOrEqual(Date.now());
  expect(found.map(({ writtenAt }) => writtenAt)).toEqual(
    found.map(({ writtenAt }) => writtenAt).toSorted((a, b) => a - b),
  );
});

it("says until when it leads also while more is written than it has yet", async () => {
  const owner = database.owner();
  const begun = await position();
  await owner.query("create table busy (text text); alter table busy alter column text set storage external");
  const ending = new AbortController();
  const writing = (async () => {
    while (!ending.signal.aborted)
      await owner.query("insert into busy select repeat(md5(n::text), 100) from generate_series(1, 1000) n");
  })();
  const following = followWal(place, replication, {
    timeline,
    from: begun.position,
    writtenAt: begun.at,
    everyMs: 100,
    // Slower than the server writes, for as long as it does.
    beforePiece: () => sleep(150),
    signal: ending.signal,
  });
  try {
    await expect
      .poll(async () => new Set((await pieces()).map(({ writtenAt }) => writtenAt)).size, { timeout: 20_000 })
      .toBeGreaterThan(3);
  } finally {
    ending.abort();
    await Promise.all([writing, following]);
  }
});
