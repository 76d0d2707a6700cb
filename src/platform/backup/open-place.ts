import { resolve } from "node:path";
import type { backupSettings } from "#src/config.ts";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { bucketStore, folderStore } from "#src/platform/backup/stores.ts";

export type OpenedPlace = { place: BackupPlace; keepDays: number };

/**
 * The place of BACKUP_TO; undefined without it.
 * @param key of the data folder, where BACKUP_KEY is not set
 */
export function openPlace(env: ReturnType<typeof backupSettings>, key: () => string): OpenedPlace | undefined {
  const to = env.BACKUP_TO;
  if (to === undefined) return undefined;
  const secret = Buffer.from(env.BACKUP_KEY ?? key(), "base64url");
  const keepDays = env.BACKUP_KEEP_DAYS;
  if (!to.startsWith("s3://")) {
    return { place: new BackupPlace(folderStore(resolve(to)), secret), keepDays };
  }
  const [bucket = "", ...prefix] = to.slice("s3://".length).split("/");
  const { BACKUP_S3_ACCESS_KEY_ID: accessKeyId, BACKUP_S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error("BACKUP_TO: a bucket needs BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY beside it");
  }
  const store = bucketStore(
    { bucket, endpoint: env.BACKUP_S3_ENDPOINT, region: env.BACKUP_S3_REGION, accessKeyId, secretAccessKey },
    prefix.filter(Boolean).join("/"),
  );
  return { place: new BackupPlace(store, secret), keepDays };
}
