import { resolve } from "node:path";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { S3Driver } from "flydrive/drivers/s3";

export type S3Settings = {
  bucket: string;
  endpoint: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};

export function folderDisk(folder: string): Disk {
  return new Disk(new FSDriver({ location: resolve(folder), visibility: "private" }));
}

export function s3Disk(settings: S3Settings): Disk {
  return new Disk(
    new S3Driver({
      bucket: settings.bucket,
      region: settings.region,
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
      // Stores other than Amazon's address buckets by path and support neither access lists nor the newest checksums.
      ...(settings.endpoint ? { endpoint: settings.endpoint, forcePathStyle: true } : {}),
      supportsACL: false,
      visibility: "private",
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    }),
  );
}
