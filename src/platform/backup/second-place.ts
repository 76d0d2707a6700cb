import { setTimeout as sleep } from "node:timers/promises";
import { now } from "#src/lib/clock.ts";
import { type BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { listBases } from "#src/platform/backup/base.ts";
import { basesFolder, begunAtOf, filesFolder, parsePieceName, secretsFolder } from "#src/platform/backup/names.ts";
import { prune } from "#src/platform/backup/prune.ts";
import { type Verified, verify } from "#src/platform/backup/verify.ts";
import { log } from "#src/platform/log/log.ts";

/** One that lacks what is older is not as it should be. */
export const secondBehindMs = 15 * 60_000;

const lookEveryMs = 1_000;
const again = { firstMs: 1_000, mostMs: 60_000 };
/** At once: each is in memory, up to 16 MiB. */
const mostAtOnce = 4;

/** An object of the first place that the second has not, and when that got it (ms since 1970). */
export type Waiting = { name: string; since: number };

/** How a second place stands, with times in ISO. */
export type SecondState = {
  /** All that was stored before is there; null before it was compared with the first. */
  upTo: string | null;
  /** When its newest whole copy of the database was begun. */
  newest: string | null;
  /** The last attempt to use it failed. */
  isAway: boolean;
};

/**
 * A second place has what the first has, some seconds later: what is stored there is copied as it is, and what is missing
 * is found by comparing both. The database is told what is stored by the first alone, so that a second place that is away
 * neither holds up the backup nor lets the log of the server grow. It is pruned by the same rule and by what it has
 * itself: what is lost in the first stays in the second.
 */
export class SecondPlace {
  readonly place: BackupPlace;
  readonly #first: BackupPlace;
  /** What is to be copied, in order; the log and what it needs are not held up by copies of the database. */
  #log: Waiting[] = [];
  #bases: Waiting[] = [];
  #isComparedOnce = false;
  #isToCompare = true;
  #toPrune: { horizon: Date; stored: readonly string[] } | undefined;
  #newest: Date | undefined;
  #isAway = false;
  #isPruning = false;
  #isRead = false;

  constructor(first: BackupPlace, place: BackupPlace) {
    this.#first = first;
    this.place = place;
    first.onPut((name) => {
      (isOfBase(name) ? this.#bases : this.#log).push({ name, since: Date.now() });
    });
  }

  state(): SecondState {
    let upTo = now().getTime();
    for (const { since } of [...this.#log, ...this.#bases]) upTo = Math.min(upTo, since);
    return {
      upTo: this.#isComparedOnce ? new Date(upTo).toISOString() : null,
      newest: this.#newest?.toISOString() ?? null,
      isAway: this.#isAway,
    };
  }

  /** After the first was pruned. Done when nothing waits and nobody reads it. @param stored as for `prune` */
  pruneLater(horizon: Date, stored: readonly string[]): void {
    this.#toPrune = { horizon, stored };
    this.#isToCompare = true;
  }

  /** Until the signal. What fails is tried again, and is waiting meanwhile. */
  async run(signal: AbortSignal): Promise<void> {
    for (let waitMs = again.firstMs; !signal.aborted; ) {
      try {
        await this.catchUp(signal);
        waitMs = again.firstMs;
        await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
      } catch (error) {
        if (signal.aborted) return;
        log.error({ error, againInMs: waitMs }, "the second place of the backups cannot be used");
        await sleep(waitMs, undefined, { signal }).catch(() => {});
        waitMs = Math.min(waitMs * 2, again.mostMs);
      }
    }
  }

  /** All that waits is there afterwards. */
  async catchUp(signal?: AbortSignal): Promise<void> {
    try {
      if (this.#isToCompare) await this.#compare();
      for (let batch = this.#next(); batch; batch = this.#next()) {
        if (signal?.aborted) return;
        await this.#copyBatch(batch);
      }
      await this.#pruneWhenAsked();
      this.#isAway = false;
    } catch (error) {
      this.#isAway = true;
      throw error;
    }
  }

  /** As `verify`, and never while something is removed. */
  async verify(options: Parameters<typeof verify>[1]): Promise<Verified> {
    while (this.#isPruning) await sleep(lookEveryMs, undefined, { signal: options.signal });
    this.#isRead = true;
    try {
      return await verify(this.place, options);
    } finally {
      this.#isRead = false;
    }
  }

  async #compare(): Promise<void> {
    const { bases, damaged } = await listBases(this.place);
    if (damaged.length > 0)
      log.error({ damaged }, "copies of the database in the second place cannot be read any more");
    const newest = bases.at(-1);
    if (newest) this.#newest = new Date(newest.begunAt);
    const missing = await missingIn(this.place, this.#first);
    this.#log = [...missing.log, ...this.#log];
    this.#bases = [...missing.bases, ...this.#bases];
    this.#isToCompare = false;
    this.#isComparedOnce = true;
  }

  /** Without a copy of the database the log is of no use. */
  #next(): Waiting[] | undefined {
    const first = this.#newest ? this.#log : this.#bases;
    return [first, this.#log, this.#bases].find((queue) => queue.length > 0);
  }

  async #copyBatch(queue: Waiting[]): Promise<void> {
    const batch = batchOf(queue);
    // None is still on its way when it is tried again.
    const outcomes = await Promise.allSettled(batch.map(({ name }) => this.#copy(name)));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    queue.splice(0, batch.length);
  }

  async #copy(name: string): Promise<void> {
    try {
      if (!(await this.#first.copyTo(this.place, name))) return;
    } catch (error) {
      // The weekly verification of the first finds it too.
      if (!(error instanceof UnreadableBackup)) throw error;
      log.error({ error }, "an object of the backup is not copied to the second place");
      return;
    }
    const [folder, base = "", part] = name.split("/");
    const begunAt = folder === basesFolder && part === "base" ? begunAtOf(base) : undefined;
    if (begunAt && (!this.#newest || begunAt > this.#newest)) this.#newest = begunAt;
  }

  async #pruneWhenAsked(): Promise<void> {
    if (!this.#toPrune || this.#isRead) return;
    const { horizon, stored } = this.#toPrune;
    this.#isPruning = true;
    try {
      await prune(this.place, horizon, stored);
      this.#toPrune = undefined;
    } finally {
      this.#isPruning = false;
    }
  }
}

/**
 * What the first place has and the second has not, in the order in which it is to be copied: what belongs together ends with
 * the object without which it is nothing, and a piece of the log comes after what its records name.
 */
export async function missingIn(
  second: BackupPlace,
  first: BackupPlace,
): Promise<{ log: Waiting[]; bases: Waiting[] }> {
  // The other way round from how it is stored: what is listed later has what the former needs.
  const pieces = await difference(first, second, "wal");
  const ofBases = await difference(first, second, basesFolder);
  const secrets = await difference(first, second, secretsFolder);
  const files = await difference(first, second, filesFolder);

  const { bases } = await listBases(first);
  const newest = bases.at(-1);
  const newestAt = newest ? new Date(newest.begunAt).getTime() : 0;
  const at = Date.now();
  const waitingPieces = pieces.sort().map((name) => ({ name, since: parsePieceName(name)?.writtenAt ?? at }));
  return {
    log: [
      ...firstPartsLast(files).map((name) => ({ name, since: at })),
      ...secrets.map((name) => ({ name, since: Number(name.slice(secretsFolder.length + 1)) })),
      ...waitingPieces.filter(({ since }) => since >= newestAt),
      ...waitingPieces.filter(({ since }) => since < newestAt),
    ],
    // One that is broken off is no use to anybody.
    bases: bases.toReversed().flatMap(({ name, begunAt }) => {
      const folder = `${basesFolder}/${name}/`;
      const mark = `${folder}base`;
      const ofIt = ofBases.filter((object) => object.startsWith(folder));
      const parts = firstPartsLast(ofIt.filter((object) => object !== mark));
      const since = new Date(begunAt).getTime();
      return [...parts, ...ofIt.filter((object) => object === mark)].map((object) => ({ name: object, since }));
    }),
  };
}

async function difference(first: BackupPlace, second: BackupPlace, folder: string): Promise<string[]> {
  const there = new Set<string>();
  for await (const name of second.list(folder)) there.add(name);
  const missing: string[] = [];
  for await (const name of first.list(folder)) if (!there.has(name)) missing.push(name);
  return missing;
}

function firstPartsLast(names: readonly string[]): string[] {
  return [...names.filter((name) => !name.endsWith("/0")), ...names.filter((name) => name.endsWith("/0"))];
}

/** From the head of a queue: of one kind, and none that says that those beside it are whole. */
function batchOf(queue: readonly Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  const [kind] = queue[0]?.name.split("/") ?? [];
  for (const waiting of queue.slice(0, mostAtOnce)) {
    const { name } = waiting;
    if (!name.startsWith(`${kind}/`)) break;
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    const isLast = name.endsWith("/0") || name.endsWith("/base");
    if (isLast && batch.some((before) => before.name.startsWith(folder))) break;
    batch.push(waiting);
  }
  return batch;
}

function isOfBase(name: string): boolean {
  return name.startsWith(`${basesFolder}/`);
}
