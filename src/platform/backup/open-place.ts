import { resolve } from "node:path";
import type { backupSettings } from "#src/config.ts";
import { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { bucketStore, folderStore, type ObjectStore } from "#src/platform/backup/stores.ts";

type Settings = ReturnType<typeof backupSettings>;

export type OpenedPlace = {
  place: BackupPlace;
  /** That follows it, where there is one. */
  second: BackupPlace | undefined;
  keepDays: number;
};

/**
 * The place of BACKUP_TO, and that of BACKUP_SECOND_TO; undefined without the former.
 * @param key of the data folder, where BACKUP_KEY is not set
 */
export function openPlace(env: Settings, key: () => string): OpenedPlace | undefined {
  const { BACKUP_TO: to, BACKUP_SECOND_TO: secondTo } = env;
  if (to === undefined) {
    if (secondTo !== undefined) throw new Error("BACKUP_SECOND_TO: it follows BACKUP_TO, which is not set");
    return undefined;
  }
  const secret = Buffer.from(env.BACKUP_KEY ?? key(), "base64url");
  const first: Bucket = {
    endpoint: env.BACKUP_S3_ENDPOINT,
    region: env.BACKUP_S3_REGION,
    accessKeyId: env.BACKUP_S3_ACCESS_KEY_ID,
    secretAccessKey: env.BACKUP_S3_SECRET_ACCESS_KEY,
  };
  const second: Bucket = {
    endpoint: env.BACKUP_SECOND_S3_ENDPOINT ?? first.endpoint,
    region: env.BACKUP_SECOND_S3_REGION ?? first.region,
    accessKeyId: env.BACKUP_SECOND_S3_ACCESS_KEY_ID ?? first.accessKeyId,
    secretAccessKey: env.BACKUP_SECOND_S3_SECRET_ACCESS_KEY ?? first.secretAccessKey,
  };
  if (secondTo !== undefined && whereIs(secondTo, second) === whereIs(to, first)) {
    throw new Error("BACKUP_SECOND_TO: must be another place than BACKUP_TO");
  }
  return {
    place: new BackupPlace(storeOf("BACKUP", to, first), secret),
    second: secondTo === undefined ? undefined : new BackupPlace(storeOf("BACKUP_SECOND", secondTo, second), secret),
    keepDays: env.BACKUP_KEEP_DAYS,
  };
}

type Bucket = {
  endpoint: string | undefined;
  region: string;
  accessKeyId: string | undefined;
  secretAccessKey: string | undefined;
};

const scheme = "s3://";

/** @param setting with which the names of its settings begin */
function storeOf(setting: string, to: string, { accessKeyId, secretAccessKey, ...server }: Bucket): ObjectStore {
  if (!to.startsWith(scheme)) return folderStore(resolve(to));
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      `${setting}_TO: a bucket needs ${setting}_S3_ACCESS_KEY_ID and ${setting}_S3_SECRET_ACCESS_KEY beside it`,
    );
  }
  const [bucket = "", ...prefix] = to.slice(scheme.length).split("/");
  return bucketStore({ bucket, ...server, accessKeyId, secretAccessKey }, prefix.filter(Boolean).join("/"));
}

function whereIs(to: string, { endpoint }: Bucket): string {
  return to.startsWith(scheme) ? `${endpoint ?? ""} ${to.split("/").filter(Boolean).join("/")}` : resolve(to);
}
