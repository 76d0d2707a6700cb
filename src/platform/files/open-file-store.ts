import { join } from "node:path";
import type { Disk } from "flydrive";
import { config } from "#src/config.ts";
import { folderDisk, s3Disk } from "#src/platform/files/disks.ts";
import { FileStore } from "#src/platform/files/file-store.ts";

const registryKey = Symbol.for("competency.files");
const holder = globalThis as { [registryKey]?: FileStore };

/** The one store of this process: a folder of the data, or the bucket of the configuration. */
export function fileStore(): FileStore {
  holder[registryKey] ??= new FileStore({
    disk: fileDisk(),
    ...(config.s3 ? {} : { folder: fileFolder() }),
    incomingDir: join(config.dataDir, "incoming"),
  });
  return holder[registryKey];
}

/** What the store is on, for backups, which take what stands there as it is. */
export function fileDisk(): Disk {
  return config.s3 ? s3Disk(config.s3) : folderDisk(fileFolder());
}

function fileFolder(): string {
  return join(config.dataDir, "files");
}
