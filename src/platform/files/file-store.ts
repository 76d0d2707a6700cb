import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Disk, errors } from "flydrive";
import { AppError } from "#src/errors.ts";
import { newId } from "#src/lib/ids.ts";

const leftoverAgeMs = 24 * 60 * 60 * 1000;
const readBytes = 256 * 1024;

export type StoredFile = {
  /** Where it is stored; generated here, never from a name that a user gave. */
  key: string;
  sizeBytes: number;
  /** Hex, over the bytes stored. */
  sha256: string;
};

export type PutOptions = {
  /** More than this is refused (`too_large`), whatever length the sender claimed. */
  maxBytes: number;
  /** Checks the whole file (its path on this machine) before it is stored; throws to refuse it. */
  inspect?: (path: string) => Promise<void>;
};

/** What is stored is not what was put there: a damaged disk, or somebody's hand in the folder or bucket. */
export class DamagedFile extends Error {
  constructor(key: string) {
    super(`the content of ${key} is not what was stored`);
    this.name = "DamagedFile";
  }
}

/**
 * Where evidence is stored: a folder, or a bucket over the S3 protocol. Content is first written to a file beside the
 * store, and moved in once it is complete and checked. So an upload that breaks off leaves nothing in the store, and
 * S3, which needs the length in advance, does not need the content in memory.
 */
export class FileStore {
  readonly #disk: Disk;
  readonly #incomingDir: string;
  #prepared: Promise<void> | undefined;

  constructor(parts: { disk: Disk; incomingDir: string }) {
    this.#disk = parts.disk;
    this.#incomingDir = parts.incomingDir;
  }

  /** Stores all of the content or nothing. It is never in memory as a whole. */
  async put(content: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredFile> {
    const id = newId();
    const path = join(await this.incoming(), id);
    try {
      const { sizeBytes, sha256 } = await receive(content, path, options.maxBytes);
      await options.inspect?.(path);
      const key = keyOf(id, new Date());
      await this.#disk.moveFromFs(path, key, { contentLength: sizeBytes });
      return { key, sizeBytes, sha256 };
    } finally {
      await rm(path, { force: true });
    }
  }

  /**
   * Puts a complete file of this machine into the store; the file stays where it is, for another try. `before` is called
   * with the key under which it will be, so that what fails afterwards can be found and removed.
   */
  async putFile(path: string, before: (key: string) => Promise<void>): Promise<StoredFile> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    for await (const piece of createReadStream(path, { highWaterMark: readBytes })) {
      sizeBytes += piece.byteLength;
      hash.update(piece);
    }
    const key = keyOf(newId(), new Date());
    await before(key);
    await this.#disk.copyFromFs(path, key, { contentLength: sizeBytes });
    return { key, sizeBytes, sha256: hash.digest("hex") };
  }

  /** Notes a fact under a key of its own, whose first part is none of a file's. Noting it again changes nothing. */
  async note(key: string): Promise<void> {
    await this.#disk.put(key, "");
  }

  /** The keys of all notes in a folder, which they begin with. */
  async *notesIn(folder: string): AsyncGenerator<string> {
    let paginationToken: string | undefined;
    do {
      const page = await this.#disk
        .listAll(folder, { recursive: true, ...(paginationToken ? { paginationToken } : {}) })
        .catch((cause) => {
          if (isMissing(cause)) return undefined;
          throw cause;
        });
      if (!page) return;
      for (const object of page.objects) if (object.isFile) yield object.key;
      paginationToken = page.paginationToken;
    } while (paginationToken);
  }

  /** The folder for what is on its way into the store. */
  async incoming(): Promise<string> {
    this.#prepared ??= prepare(this.#incomingDir);
    await this.#prepared;
    return this.#incomingDir;
  }

  /** Throws `not_found` where nothing is stored under the key. */
  async getStream(key: string): Promise<Readable> {
    try {
      // A stream that fails only when it is read would break off a response that has started.
      await this.#disk.getMetaData(key);
      return await this.#disk.getStream(key);
    } catch (cause) {
      if (isMissing(cause)) throw new AppError("not_found", "The file is not there any more.", { cause });
      throw cause;
    }
  }

  /**
   * The content, checked against what was stored: a reader of other bytes gets an error in place of the last piece, and
   * never takes them for the file. Throws `not_found` at once where nothing is stored under the key.
   */
  async getChecked({ key, sizeBytes, sha256 }: StoredFile): Promise<AsyncGenerator<Uint8Array>> {
    try {
      const { contentLength } = await this.#disk.getMetaData(key);
      if (contentLength !== sizeBytes) throw new DamagedFile(key);
    } catch (cause) {
      if (isMissing(cause)) throw new AppError("not_found", "The file is not there any more.", { cause });
      throw cause;
    }
    return this.#checked({ key, sizeBytes, sha256 });
  }

  async *#checked({ key, sizeBytes, sha256 }: StoredFile): AsyncGenerator<Uint8Array> {
    const hash = createHash("sha256");
    let takenBytes = 0;
    let held: Uint8Array | undefined;
    // The stream is opened when the first piece is asked for, and closed when the reader goes away.
    for await (const piece of await this.#disk.getStream(key)) {
      if (held) yield held;
      held = piece as Uint8Array;
      hash.update(held);
      takenBytes += held.byteLength;
    }
    if (takenBytes !== sizeBytes || hash.digest("hex") !== sha256) throw new DamagedFile(key);
    if (held) yield held;
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

async function receive(
  content: AsyncIterable<Uint8Array>,
  path: string,
  maxBytes: number,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  // Flushed to disk before the row that names it is committed.
  const file = createWriteStream(path, { mode: 0o600, flush: true });
  try {
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          sizeBytes += chunk.byteLength;
          if (sizeBytes > maxBytes) {
            throw new AppError("too_large", `A file may have at most ${Math.floor(maxBytes / 1024 / 1024)} MiB.`);
          }
          hash.update(chunk);
          yield chunk;
        }
      },
      file,
    );
  } catch (error) {
    // Content can break off before its file is created; the file would then appear after its removal.
    if (!file.closed) await once(file, "close");
    throw error;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
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

function isMissing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "NoSuchKey" || cause.name === "NotFound") return true;
    if ("code" in cause && cause.code === "ENOENT") return true;
  }
  return error instanceof errors.E_CANNOT_READ_FILE && error.cause === undefined;
}
