import { join } from "node:path";
import { config } from "#src/config.ts";
import { folderDisk, s3Disk } from "#src/platform/files/disks.ts";
import { FileStore } from "#src/platform/files/file-store.ts";

const registryKey = Symbol.for("competency.files");
const holder = globalThis as { [registryKey]?: FileStore };

/** The one store of this process: a folder of the data, or the bucket of the configuration. */
export function fileStore(): FileStore {
  holder[registryKey] ??= openStore();
  return holder[registryKey];
}

function openStore(): FileStore {
  const incomingDir = join(config.dataDir, "incoming");
  if (config.s3) return new FileStore({ disk: s3Disk(config.s3), incomingDir });
  const folder = join(config.dataDir, "files");
  return new FileStore({ disk: folderDisk(folder), folder, incomingDir });
}
