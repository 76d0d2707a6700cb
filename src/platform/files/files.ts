import { join } from "node:path";
import type { Readable } from "node:stream";
import { config } from "#src/config.ts";
import { DiskFileStore } from "#src/platform/files/disk-file-store.ts";
import { folderDisk, s3Disk } from "#src/platform/files/disks.ts";

export type StoredFile = {
  /** Where it is kept: made here, never from a name that a user gave. */
  key: string;
  sizeBytes: number;
  /** Hex, over the bytes that are kept. */
  sha256: string;
};

export type PutOptions = {
  /** More than this is refused (`too_large`), whatever length the sender claimed. */
  maxBytes: number;
  /** Looks at the whole file (its path on this machine) before it is kept; throws to refuse it. */
  inspect?: (path: string) => Promise<void>;
};

/** Where evidence is kept: a folder, or a bucket over the S3 protocol. */
export type FileStore = {
  /** Keeps all of the content or nothing. It is never held in memory as a whole. */
  put(content: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredFile>;
  /** Throws `not_found` where nothing is kept under the key. */
  getStream(key: string): Promise<Readable>;
  /** Deleting what is gone is no failure. */
  delete(key: string): Promise<void>;
};

const registryKey = Symbol.for("competency.files");
const holder = globalThis as { [registryKey]?: FileStore };

export function fileStore(): FileStore {
  holder[registryKey] ??= new DiskFileStore({
    disk: config.s3 ? s3Disk(config.s3) : folderDisk(join(config.dataDir, "files")),
    incomingDir: join(config.dataDir, "incoming"),
  });
  return holder[registryKey];
}
