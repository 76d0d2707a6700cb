import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Disk } from "flydrive";
import { AppError } from "#src/errors.ts";
import { newId } from "#src/lib/ids.ts";
import { isMissing, keysIn } from "#src/platform/files/disks.ts";
import {
  contentKeyId,
  openContent,
  sealContent,
  sealedName,
  sealedSize,
  UnreadableFile,
} from "#src/platform/sealed/content.ts";

const leftFreeBytes = 256 * 1024 * 1024;
/** What waits for the disk at most: several chunks are written at once. */
const writtenBytes = 1024 * 1024;
const leftoverAgeMs = 24 * 60 * 60 * 1000;

export type StoredFile = {
  /** Where it is stored; generated here, never from a name that a user gave. */
  key: string;
  /** Whose key seals it. */
  schoolId: string;
  /** Of the content, as all that follows. */
  sizeBytes: number;
  /** Hex. */
  sha256: string;
};

export type PutOptions = {
  schoolId: string;
  /** Is given the key under which the content will be, so that what fails afterwards can be found and removed. */
  note: (key: string) => Promise<void>;
  signal?: AbortSignal;
};

/**
 * Where evidence is stored, sealed: a folder, or a bucket over the S3 protocol. Content is first written to a file beside
 * the store, sealed on the way, and moved in once it is complete. So content that breaks off leaves nothing in the store,
 * and S3, which needs the length in advance, does not need the content in memory.
 */
export class FileStore {
  readonly #disk: Disk;
  readonly #folder: string | undefined;
  readonly #incomingDir: string;
  #prepared: Promise<void> | undefined;

  /** @param parts `folder` is that of a disk which is a folder of this machine */
  constructor(parts: { disk: Disk; folder?: string; incomingDir: string }) {
    this.#disk = parts.disk;
    this.#folder = parts.folder;
    this.#incomingDir = parts.incomingDir;
  }

  /** Stores all of the content or nothing. It is never in memory as a whole. */
  async put(content: AsyncIterable<Uint8Array>, { schoolId, note, signal }: PutOptions): Promise<StoredFile> {
    const id = newId();
    const key = sealedName(keyOf(id, new Date()));
    const path = join(await this.incoming(), id);
    const hash = createHash("sha256");
    let sizeBytes = 0;
    async function* counted() {
      for await (const piece of content) {
        sizeBytes += piece.byteLength;
        hash.update(piece);
        yield piece;
      }
    }
    const file = createWriteStream(path, { mode: 0o600, flush: true, highWaterMark: writtenBytes });
    try {
      await pipeline(sealContent(counted(), { schoolId, key }), file, { signal });
      await note(key);
      await this.#moveIn(path, key, sealedSize(sizeBytes));
      return { key, schoolId, sizeBytes, sha256: hash.digest("hex") };
    } finally {
      // Content can break off before its file is created; the file would then appear after its removal.
      if (!file.closed) await new Promise<void>((done) => file.once("close", () => done()));
      await rm(path, { force: true });
    }
  }

  /** Into a folder on the same disk without a copy, and all at once. */
  async #moveIn(path: string, key: string, contentLength: number): Promise<void> {
    if (this.#folder && (await isRenamed(path, join(this.#folder, key)))) return;
    await this.#disk.moveFromFs(path, key, { contentLength });
  }

  /** Notes a fact under a key of its own, whose first part is none of a file's. Noting it again changes nothing. */
  async note(key: string): Promise<void> {
    await this.#disk.put(key, "");
  }

  /** The keys of all notes in a folder, which they begin with. */
  notesIn(folder: string): AsyncGenerator<string> {
    return keysIn(this.#disk, folder);
  }

  /**
   * Whether this much fits on the disk on which files arrive, with 256 MiB left. The database often has the same disk, and
   * goes on after uploads have stopped.
   */
  async hasRoom(sizeBytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(await this.incoming());
    return bavail * bsize - sizeBytes >= leftFreeBytes;
  }

  /** The folder for what is on its way into the store. */
  async incoming(): Promise<string> {
    this.#prepared ??= prepare(this.#incomingDir);
    await this.#prepared;
    return this.#incomingDir;
  }

  /**
   * The content, checked against what was stored: a reader of other bytes gets an error in place of the last piece, and
   * never takes them for the file. Throws `not_found` at once where nothing is stored under the key.
   */
  async getChecked(file: StoredFile): Promise<AsyncGenerator<Uint8Array>> {
    const { key, sizeBytes } = file;
    const isSealed = contentKeyId(key) !== undefined;
    try {
      const { contentLength } = await this.#disk.getMetaData(key);
      if (contentLength !== (isSealed ? sealedSize(sizeBytes) : sizeBytes)) throw new UnreadableFile(key);
    } catch (cause) {
      if (isMissing(cause)) throw new AppError("not_found", "The file is not there any more.", { cause });
      throw cause;
    }
    const stored = this.#stored(key);
    return checked(isSealed ? openContent(stored, file) : stored, file);
  }

  /** Opened when the first piece is asked for, and closed when the reader goes away. */
  async *#stored(key: string): AsyncGenerator<Uint8Array, void, undefined> {
    yield* await this.#disk.getStream(key);
  }

  /** A file that does not exist is not a failure. */
  async delete(key: string): Promise<void> {
    try {
      await this.#disk.delete(key);
    } catch (cause) {
      if (!isMissing(cause)) throw cause;
    }
  }
}

/** False where the two are on different disks. */
async function isRenamed(path: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(path, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EXDEV") return false;
    throw error;
  }
}

async function* checked(
  content: AsyncIterable<Uint8Array>,
  { key, sizeBytes, sha256 }: StoredFile,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let takenBytes = 0;
  let held: Uint8Array | undefined;
  for await (const piece of content) {
    if (held) yield held;
    held = piece;
    hash.update(piece);
    takenBytes += piece.byteLength;
  }
  if (takenBytes !== sizeBytes || hash.digest("hex") !== sha256) throw new UnreadableFile(key);
  if (held) yield held;
}

/** Ids begin with the time, so their first letters would put a month into one folder; the date gives one a day. */
function keyOf(id: string, at: Date): string {
  const [day = ""] = at.toISOString().split("T");
  return `${day.replaceAll("-", "/")}/${id}`;
}

/** Removes what a process left when it ended in the middle of an upload. */
async function prepare(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > leftoverAgeMs) await rm(path, { force: true });
  }
}
