import { cpSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { parsePieceName, pieceName, unbrokenFrom, type WalPiece } from "#src/platform/backup/names.ts";
import { startOwnDatabase } from "#src/processes/start/own-database.mjs";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { type Compared, compare, readTables, type Tables } from "./compare.ts";
import {
  basesIn,
  type Database,
  Installation,
  killDatabase,
  pathOf,
  type Said,
  storeFile,
  withOwner,
} from "./installation.ts";
import { Writers } from "./writers.ts";

/** Three pieces of the log are stored in this time. */
const gapNeedsMs = 6_000;

export type Outcome = {
  scenario: string;
  /** From the first command until the database answers. */
  seconds: number;
  lost: number;
  /** Of how many confirmed writes. */
  of: number;
  /** How far back the lost ones go, before what broke it. */
  lostMs: number;
  said: string[];
  /** Empty where everything is as it should be. */
  faults: string[];
};

export type DrillOptions = {
  rows: number;
  /** How long people write between one event and the next. */
  loadMs: number;
  /** How much of the end a restore may lose. */
  mostLostMs: number;
  print: (line: string) => void;
};

/**
 * An installation with backups, in which people write, is broken in five ways and restored each time by the commands that a
 * school has. What comes back is compared row by row with what was confirmed.
 */
export async function runDrill({ rows, loadMs, mostLostMs, print }: DrillOptions): Promise<Outcome[]> {
  const installation = new Installation();
  const writers = new Writers();
  let database: Database | undefined;
  try {
    print(`Filling ${rows} rows …`);
    database = await installation.fill(rows);
    const tables = await withOwner(database.databaseUrl, readTables);
    const drill = { installation, writers, tables, loadMs, mostLostMs, print };
    print("Making the first copy …");
    await installation.follow(database);
    writers.start(database.databaseUrl, installation.dir);
    await sleep(loadMs);
    print("Making the second copy, while people write …");
    const copied = await installation.run("backup.ts", []);
    if (copied.code !== 0) throw new Error(`The second copy was not made:\n${copied.output}`);
    const secondAt = Date.now();
    await sleep(loadMs);

    print("Killing the database …");
    const killed = await afterKill(drill, database);
    database = killed.database;
    print(`  ${killed.outcome.lost} of ${killed.outcome.of} lost, ${killed.outcome.faults.length} faults`);
    await sleep(Math.max(loadMs, gapNeedsMs));

    print("Deleting the data folder …");
    await killDatabase(database);
    const brokenAt = Date.now();
    installation.killFollowing();
    rmSync(installation.dir, { recursive: true, force: true, maxRetries: 5 });
    await writers.stop();
    return [
      killed.outcome,
      await afterDeletion(drill, brokenAt),
      await afterGap(drill, brokenAt, secondAt),
      await afterTornCopy(drill, brokenAt),
      await afterLostFile(drill, brokenAt),
    ];
  } finally {
    await writers.stop().catch(() => {});
    await database?.stop();
    await installation.discard();
  }
}

type Drill = Omit<DrillOptions, "rows"> & { installation: Installation; writers: Writers; tables: Tables };

/** The start recovers by PostgreSQL's own log. People go on writing behind it, so only what was confirmed before counts. */
async function afterKill(
  { installation, writers, tables }: Drill,
  database: Database,
): Promise<{ database: Database; outcome: Outcome }> {
  await killDatabase(database);
  const brokenAt = Date.now();
  const before = [...writers.acknowledged];
  const from = performance.now();
  const started = await startOwnDatabase(installation.dir);
  const counts = await withOwner(started.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ writer: number; number: number }>(
      "select substr(name, 7)::int as writer, last_seq::int as number from leases where name like 'drill-%'",
    );
    return new Map(rows.map(({ writer, number }) => [writer, number]));
  });
  const seconds = (performance.now() - from) / 1000;
  const lost = before.filter(({ writer, number }) => number > (counts.get(writer) ?? 0));
  const found = await withOwner(started.databaseUrl, readTables);
  const faults = Object.keys(tables).filter((name) => found[name] !== tables[name]);
  const compared = { lost, lostFiles: [], faults: faults.map((name) => `${name} is not what it was`) };
  const outcome = outcomeOf("kill -9 of the database", { seconds, compared, brokenAt, of: before.length, said: [] });
  if (lost.length > 0) outcome.faults.push(`${lost.length} confirmed writes are lost`);
  return { database: started, outcome };
}

async function afterDeletion(drill: Drill, brokenAt: number): Promise<Outcome> {
  const { outcome } = await restored(drill, "deleted data folder", {
    brokenAt,
    expects: [/0 are lost/],
    mayLoseFrom: brokenAt - drill.mostLostMs,
  });
  return outcome;
}

/** The first answer is that there is a gap, and up to when; the second, when somebody accepts it, leads up to there. */
async function afterGap(drill: Drill, brokenAt: number, secondAt: number): Promise<Outcome> {
  const { installation } = drill;
  const places = copiedPlaces(installation, "gap");
  const folder = "wal/00000001";
  const pieces = readdirSync(join(places.backup, folder)).flatMap((name) => parsePieceName(`${folder}/${name}`) ?? []);
  const later = pieces.filter((piece) => piece.writtenAt > secondAt + 2_000 && leavesGap(pieces, piece));
  const taken = later.toSorted((a, b) => a.writtenAt - b.writtenAt)[Math.floor(later.length / 2)];
  if (!taken) throw new Error("There is too little log for a gap: write for longer.");
  rmSync(join(places.backup, pieceName(taken)));
  const refused = await installation.run("restore.ts", ["--to", "latest", "--yes"], places);
  const reach = /The log has a gap after (\S+),/.exec(refused.output)?.[1];
  const { outcome } = await restored(drill, "gap in the log", {
    brokenAt,
    places,
    args: ["--over-gap"],
    expects: [/The log has a gap after \S+,.*What was changed after it is lost/],
    mayLoseFrom: new Date(reach ?? 0).getTime() - drill.mostLostMs,
  });
  if (refused.code !== 2 || !reach) outcome.faults.push("the gap was passed over without a word");
  if (outcome.lost === 0) outcome.faults.push("nothing is lost, though the log has a gap");
  return { ...outcome, seconds: outcome.seconds + refused.seconds };
}

/** Those that were stored again after a kill overlap, so that one of them is not missed. */
function leavesGap(pieces: readonly WalPiece[], taken: WalPiece): boolean {
  const left = pieces.filter((piece) => piece !== taken);
  const [from = taken.from] = pieces.map((piece) => piece.from).toSorted((a, b) => (a < b ? -1 : 1));
  const end = unbrokenFrom(from, left).at(-1)?.to ?? from;
  return left.some((piece) => piece.from > end);
}

async function afterTornCopy(drill: Drill, brokenAt: number): Promise<Outcome> {
  const places = copiedPlaces(drill.installation, "torn");
  const [first, second] = basesIn(places.backup);
  if (!first || !second) throw new Error("There are no two copies.");
  truncateSync(join(places.backup, "bases", second, "database/0"), 100_000);
  const { outcome } = await restored(drill, "torn newest copy", {
    brokenAt,
    places,
    expects: [
      new RegExp(`The copy ${second} cannot be used: .*was damaged or changed`),
      new RegExp(`from the copy ${first}`),
      /0 are lost/,
    ],
    mayLoseFrom: brokenAt - drill.mostLostMs,
  });
  return outcome;
}

/** One that the backup has comes back, one that it has not is named, and so is one that nothing names. */
async function afterLostFile(drill: Drill, brokenAt: number): Promise<Outcome> {
  const { installation } = drill;
  const day = readdirSync(join(installation.dir, "files"), { recursive: true, encoding: "utf8" });
  const [back = "", gone = ""] = ["seed-0", "seed-1"].map((id) => day.find((path) => path.endsWith(`/${id}`)));
  rmSync(pathOf(installation.dir, back));
  rmSync(pathOf(installation.dir, gone));
  rmSync(join(installation.backup, "files", gone), { recursive: true });
  const { key: orphan } = storeFile(installation.dir, "orphan", Buffer.from("named by nothing"));
  const { outcome } = await restored(drill, "lost evidence files", {
    brokenAt,
    expects: [/1 were brought back, 1 are lost/, new RegExp(`lost: ${gone}`), new RegExp(`not named: ${orphan}`)],
    mayLoseFrom: brokenAt - drill.mostLostMs,
    lostFiles: [gone],
  });
  return outcome;
}

type Restoring = {
  brokenAt: number;
  /** Of what is restored into, and from. */
  places?: { dir: string; backup: string };
  args?: string[];
  /** What has to be said. */
  expects: RegExp[];
  /** No write that was confirmed before this moment may be lost (ms since 1970). */
  mayLoseFrom: number;
  /** Keys of files that cannot come back. */
  lostFiles?: string[];
};

async function restored(
  drill: Drill,
  scenario: string,
  restoring: Restoring,
): Promise<{ outcome: Outcome; said: Said }> {
  const { installation, writers, tables, print } = drill;
  const { brokenAt, places, args = [], expects, mayLoseFrom, lostFiles = [] } = restoring;
  print(`Restoring: ${scenario} …`);
  const said = await installation.run("restore.ts", ["--to", "latest", "--yes", ...args], places);
  if (said.code !== 0) {
    const faults = [`the restore ended with ${said.code}: ${said.output}`];
    return { said, outcome: { scenario, seconds: said.seconds, lost: NaN, of: NaN, lostMs: NaN, said: [], faults } };
  }
  const from = performance.now();
  const dir = places?.dir ?? installation.dir;
  const database = await startOwnDatabase(dir);
  try {
    await withOwner(database.databaseUrl, (owner) => owner.query("select 1"));
    const seconds = said.seconds + (performance.now() - from) / 1000;
    const acknowledged = writers.acknowledged;
    const compared = await withOwner(database.databaseUrl, (owner) => compare(owner, { dir, tables, acknowledged }));
    const lines = said.output.split("\n").filter((line) => /The log|cannot be used|lost|not named/.test(line));
    const outcome = outcomeOf(scenario, { seconds, compared, brokenAt, of: acknowledged.length, said: lines });
    const tooOld = compared.lost.filter(({ at }) => at < mayLoseFrom).length;
    if (tooOld > 0) outcome.faults.push(`${tooOld} writes are lost that should not be`);
    for (const expected of expects) {
      if (!expected.test(said.output)) outcome.faults.push(`it was not said: ${expected.source}\n${said.output}`);
    }
    const unexpected = compared.lostFiles.filter((key) => !lostFiles.includes(key));
    if (unexpected.length > 0) outcome.faults.push(`files are lost: ${unexpected.join(", ")}`);
    print(`  ${outcome.lost} of ${outcome.of} lost, ${outcome.faults.length} faults`);
    return { outcome, said };
  } finally {
    await database.stop();
    if (places) for (const path of Object.values(places)) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

function outcomeOf(
  scenario: string,
  found: { seconds: number; compared: Compared; brokenAt: number; of: number; said: string[] },
): Outcome {
  const { seconds, compared, brokenAt, of, said } = found;
  const oldest = Math.min(brokenAt, ...compared.lost.map(({ at }) => at));
  const faults = [...compared.faults];
  return { scenario, seconds, lost: compared.lost.length, of, lostMs: brokenAt - oldest, said, faults };
}

/** Objects of a backup are never changed, but what is broken here is. */
function copiedPlaces(installation: Installation, name: string): { dir: string; backup: string } {
  const places = { dir: join(installation.home, `${name}-data`), backup: join(installation.home, `${name}-backup`) };
  cpSync(installation.backup, places.backup, { recursive: true });
  return places;
}
