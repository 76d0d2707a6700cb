import { type BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { type Base, fileKeysOf, fromOf, listBases } from "#src/platform/backup/base.ts";
import { splitByHorizon } from "#src/platform/backup/choose-base.ts";
import { copiedKeys } from "#src/platform/backup/copy-files.ts";
import { listSecrets } from "#src/platform/backup/copy-secrets.ts";
import { baseName, basesFolder, filesFolder, parsePieceName, secretsFolder } from "#src/platform/backup/names.ts";

const dayMs = 24 * 60 * 60_000;

export type Pruned = { bases: string[]; files: string[] };

/**
 * Removes what no moment since `horizon` needs: bases, their log, and content that no kept base has and the store neither.
 * A base goes first, by the object without which it is none, so that one that is half gone is never restored.
 * @param stored the keys that the store has now
 */
export async function prune(place: BackupPlace, horizon: Date, stored: readonly string[]): Promise<Pruned> {
  const { bases, gone } = splitByHorizon((await listBases(place)).bases, horizon);
  for (const { name } of gone) {
    await place.remove(`${basesFolder}/${name}/base`);
  }
  await removeBroken(place, bases);
  await removeLog(place, bases);
  await removeSecrets(place, bases);
  const needed = await keysOf(place, bases);
  for (const key of stored) needed?.add(key);
  const files = (await copiedKeys(place)).filter((key) => needed && !needed.has(key) && dayOf(key) < horizon);
  for (const key of files) await removeAll(place, `${filesFolder}/${key}`);
  return { bases: gone.map(({ name }) => name), files };
}

/** What the kept bases name; undefined where one of them was damaged, so that it is not known what it needs. */
async function keysOf(place: BackupPlace, bases: readonly Base[]): Promise<Set<string> | undefined> {
  const keys = new Set<string>();
  try {
    for (const base of bases) for (const key of await fileKeysOf(place, base)) keys.add(key);
    return keys;
  } catch (error) {
    if (error instanceof UnreadableBackup) return undefined;
    throw error;
  }
}

/** All objects of bases that are none, but for those of a day: another may be made beside the newest. */
async function removeBroken(place: BackupPlace, kept: readonly Base[]): Promise<void> {
  const newest = kept.at(-1);
  if (!newest) return;
  const oldestInWork = baseName(new Date(new Date(newest.begunAt).getTime() - dayMs));
  const names = new Set(kept.map(({ name }) => name));
  for await (const object of place.list(basesFolder)) {
    const [, name = ""] = object.split("/");
    if (!names.has(name) && name < oldestInWork) await place.remove(object);
  }
}

async function removeLog(place: BackupPlace, bases: readonly Base[]): Promise<void> {
  for await (const object of place.list("wal")) {
    const piece = parsePieceName(object);
    if (!piece) continue;
    const first = bases.find(({ timeline }) => timeline === piece.timeline);
    const isNeeded = first ? piece.to > fromOf(first) : piece.timeline > (bases.at(-1)?.timeline ?? 0);
    if (!isNeeded) await place.remove(object);
  }
}

/** Each base has its own, so those from before the oldest are of no moment that is left. */
async function removeSecrets(place: BackupPlace, [oldest]: readonly Base[]): Promise<void> {
  for (const time of await listSecrets(place)) {
    if (oldest && time <= new Date(oldest.endedAt).getTime()) await place.remove(`${secretsFolder}/${time}`);
  }
}

/** Keys begin with the day on which the content was stored; notes of erasures are never removed. */
function dayOf(key: string): Date {
  const match = /^(\d{4})\/(\d{2})\/(\d{2})\//.exec(key);
  return match ? new Date(`${match[1]}-${match[2]}-${match[3]}T23:59:59Z`) : new Date(8.64e15);
}

/** The first part goes first: without it there is no content. */
async function removeAll(place: BackupPlace, folder: string): Promise<void> {
  await place.remove(`${folder}/0`);
  for await (const object of place.list(folder)) await place.remove(object);
}
