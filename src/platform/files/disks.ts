import { resolve } from "node:path";
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from "@aws-sdk/client-s3";
import { Disk, errors } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { S3Driver } from "flydrive/drivers/s3";

export type S3Settings = {
  bucket: string;
  endpoint: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** A connection on which nothing moves for this long fails. Unset where a slow reader may pause one. */
  idleMs?: number;
};

/** What a bucket says of everything in it: sealed, it is nothing that a browser could show or run. */
export const storedType = "application/octet-stream";

/** A name may end as if it had another type, since the id of the key that seals is its last part. */
class OneTypeDriver extends S3Driver {
  protected override createPutObjectCommand(_client: S3Client, input: PutObjectCommandInput): PutObjectCommand {
    const { Body } = input;
    // Of an empty note the client would say no length at all.
    const length = typeof Body === "string" ? { ContentLength: Buffer.byteLength(Body) } : {};
    return new PutObjectCommand({ ...input, ...length, ContentType: storedType });
  }
}

export function folderDisk(folder: string): Disk {
  return new Disk(new FSDriver({ location: resolve(folder), visibility: "private" }));
}

export function s3Disk(settings: S3Settings): Disk {
  return new Disk(
    new OneTypeDriver({
      bucket: settings.bucket,
      region: settings.region,
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
      // Stores other than Amazon's address buckets by path and support neither access lists nor the newest checksums.
      ...(settings.endpoint ? { endpoint: settings.endpoint, forcePathStyle: true } : {}),
      supportsACL: false,
      ...(settings.idleMs
        ? { requestHandler: { connectionTimeout: settings.idleMs, socketTimeout: settings.idleMs } }
        : {}),
      visibility: "private",
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    }),
  );
}

/** All keys in a folder, which they begin with; none where there is no such folder. */
export async function* keysIn(disk: Disk, folder: string): AsyncGenerator<string> {
  let paginationToken: string | undefined;
  do {
    const page = await disk
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

/** Whether a disk failed because nothing is stored under the key. */
export function isMissing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "NoSuchKey" || cause.name === "NotFound") return true;
    if ("code" in cause && cause.code === "ENOENT") return true;
  }
  return error instanceof errors.E_CANNOT_READ_FILE && error.cause === undefined;
}
