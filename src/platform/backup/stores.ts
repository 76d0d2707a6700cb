import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isMissing, keysIn, type S3Settings, s3Disk } from "#src/platform/files/disks.ts";

/** Objects by name (`a/b/c`), each written whole or not at all, and never changed. */
export type ObjectStore = {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is none of this name. */
  get(name: string): Promise<Buffer | undefined>;
  /** The names that begin with a folder, in no order. */
  list(folder: string): AsyncGenerator<string>;
  remove(name: string): Promise<void>;
};

const partial = ".partial";

/** A folder of this machine. What was put is on the disk, also after the power failed. */
export function folderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const pathOf = (name: string) => join(root, ...name.split("/"));
  return {
    async put(name, bytes) {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Two may copy the same object into a second place at once.
      const written = `${path}.${randomUUID()}${partial}`;
      const file = await open(written, "w", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(written, path);
      await syncFolder(dirname(path));
    },
    async get(name) {
      return readFile(pathOf(name)).catch(undefinedIfMissing);
    },
    async *list(under) {
      const top = pathOf(under);
      const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(undefinedIfMissing);
      for (const entry of entries ?? []) {
        if (!entry.isFile() || entry.name.endsWith(partial)) continue;
        yield relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
      }
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
    },
  };
}

/** Where the system knows no such thing (Windows), the name is on the disk when the system likes. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const idleMs = 30_000;

/** A bucket over the S3 protocol, under a prefix that may be empty. What is put is there whole or not at all. */
export function bucketStore(settings: S3Settings, prefix: string): ObjectStore {
  const disk = s3Disk({ ...settings, idleMs });
  const keyOf = (name: string) => (prefix ? `${prefix}/${name}` : name);
  const plainly = (error: unknown) => {
    throw describeFault(error, settings);
  };
  return {
    put: (name, bytes) => disk.put(keyOf(name), bytes).catch(plainly),
    async get(name) {
      try {
        return Buffer.from(await disk.getBytes(keyOf(name)));
      } catch (error) {
        return isMissing(error) ? undefined : plainly(error);
      }
    },
    async *list(folder) {
      try {
        for await (const key of keysIn(disk, keyOf(folder))) {
          // The server knows no folders: to it `files/a` begins `files/ab/0` too.
          if (key.startsWith(`${keyOf(folder)}/`)) yield prefix ? key.slice(prefix.length + 1) : key;
        }
      } catch (error) {
        plainly(error);
      }
    },
    remove: (name) => disk.delete(keyOf(name)).catch(plainly),
  };
}

const refusals = new Set(["InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "Forbidden"]);

/** What somebody can do something about, in the words of the setting, in place of the name of an object. */
function describeFault(error: unknown, { bucket, accessKeyId }: S3Settings): Error {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  const place = `s3://${bucket}`;
  if (name === "NoSuchBucket") return new Error(`There is no bucket ${place}.`, { cause: error });
  if (refusals.has(name)) {
    return new Error(`${place} refused the access key ${accessKeyId} (${name}).`, { cause: error });
  }
  return new Error(`${place} cannot be used: ${message || name}`, { cause: error });
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
