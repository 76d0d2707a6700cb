import type { Disk } from "flydrive";
import { now } from "#src/lib/clock.ts";
import { anchorsFolder } from "#src/platform/audit/anchor-files.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { filesFolder } from "#src/platform/backup/names.ts";
import { isMissing, keysIn } from "#src/platform/files/disks.ts";

const dayMs = 24 * 60 * 60_000;
/** What was written later than this may still be on its way into a folder, and is copied again the next time. */
const settledMs = 2_000;

/**
 * Brings what the file store has into the backup. Content never changes under its key, so that a key that is there once is
 * whole and stays.
 */
export class FileCopier {
  readonly #place: BackupPlace;
  readonly #disk: Disk;
  readonly #copied: Set<string>;

  private constructor(place: BackupPlace, disk: Disk, copied: Set<string>) {
    this.#place = place;
    this.#disk = disk;
    this.#copied = copied;
  }

  static async open(place: BackupPlace, disk: Disk): Promise<FileCopier> {
    return new FileCopier(place, disk, new Set(await copiedKeys(place)));
  }

  /** What was stored yesterday or today, whose keys begin with the day, and all notes. */
  async copyRecent(): Promise<void> {
    const today = now().getTime();
    for (const day of [today - dayMs, today]) {
      await this.#copy(new Date(day).toISOString().slice(0, 10).replaceAll("-", "/"));
    }
    for (const folder of ["erasures", anchorsFolder]) await this.#copy(folder);
  }

  /** @returns the keys that the store has */
  async copyAll(): Promise<string[]> {
    return this.#copy("");
  }

  forget(key: string): void {
    this.#copied.delete(key);
  }

  async #copy(folder: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of keysIn(this.#disk, folder)) {
      keys.push(key);
      if (this.#copied.has(key)) continue;
      const before = await this.#disk.getMetaData(key).catch(undefinedIfGone);
      if (before && (await this.#put(key)) && Date.now() - before.lastModified.getTime() > settledMs)
        this.#copied.add(key);
    }
    return keys;
  }

  /** @returns false where it was removed meanwhile */
  async #put(key: string): Promise<boolean> {
    try {
      await this.#place.putParts(`${filesFolder}/${key}`, await this.#disk.getStream(key));
      return true;
    } catch (error) {
      undefinedIfGone(error);
      return false;
    }
  }
}

/** The keys whose content is whole in the backup. */
export async function copiedKeys(place: BackupPlace): Promise<string[]> {
  const keys: string[] = [];
  for await (const name of place.list(filesFolder)) {
    if (name.endsWith("/0")) keys.push(name.slice(filesFolder.length + 1, -2));
  }
  return keys;
}

function undefinedIfGone(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
