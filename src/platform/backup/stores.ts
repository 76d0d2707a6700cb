import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { keysIn, type S3Settings, s3Disk } from "#src/platform/files/disks.ts";

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
      const file = await open(path + partial, "w", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(path + partial, path);
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

/** A bucket over the S3 protocol, under a prefix that may be empty. */
export function bucketStore(settings: S3Settings, prefix: string): ObjectStore {
  const disk = s3Disk(settings);
  const keyOf = (name: string) => (prefix ? `${prefix}/${name}` : name);
  return {
    put: (name, bytes) => disk.put(keyOf(name), bytes),
    async get(name) {
      if (!(await disk.exists(keyOf(name)))) return undefined;
      return Buffer.from(await disk.getBytes(keyOf(name)));
    },
    async *list(folder) {
      for await (const key of keysIn(disk, keyOf(folder))) yield prefix ? key.slice(prefix.length + 1) : key;
    },
    remove: (name) => disk.delete(keyOf(name)),
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
