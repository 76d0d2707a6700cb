import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { newId } from "#src/lib/ids.ts";
import { type IncomingBody, type ReceiveLimits, receive, tooLarge } from "#src/platform/http/incoming-body.ts";

/** A file that arrived as multipart/form-data in the field `file`, complete and within its limit. */
export type Upload = {
  /** As the sender named it, with the folders that it named; may be empty. Only for showing, never as a path. */
  fileName: string;
  /** As the sender declared it; not checked. */
  mediaType: string;
  sizeBytes: number;
  /** Hex, over the bytes received. */
  sha256: string;
  /** Where it is on this machine until the request has been answered. */
  path: string;
};

/** What the fields around the file may add to a body. */
export const overheadBytes = 64 * 1024;

/** Longer than an upload may take together with its request. */
const leftoverAgeMs = 15 * 60_000;

/**
 * Writes the file of a multipart body to the disk while it arrives, so that none of it stays in memory. The caller
 * removes the file with `removeUpload`; a body that is refused or breaks off leaves none. Throws for 400, 408, 413, 415,
 * and 422 where there is no file.
 */
export async function receiveUpload(body: IncomingBody, limits: ReceiveLimits): Promise<Upload> {
  if (!isMultipart(body)) {
    throw new AppError("unsupported_media", "Send the file as multipart/form-data, in the field “file”.");
  }
  const path = join(await prepareUploads(), newId());
  const parser = parserOf(body.contentType, limits.limitBytes);
  let file: Readable | undefined;
  let saving: Promise<Upload> | undefined;
  parser.on("file", (field, stream, fileName, _encoding, mediaType) => {
    if (field === "file" && !saving) {
      file = stream;
      stream.on("limit", () => stream.destroy(tooLarge(limits.limitBytes)));
      saving = save(stream, { path, fileName: fileName ?? "", mediaType });
      // It is awaited when the body is complete, and its failure stops the body.
      saving.catch((error: Error) => parser.destroy(error));
    } else {
      stream.on("error", () => {}).resume();
    }
  });
  try {
    const failed = new Promise<never>((_resolve, reject) => parser.once("error", reject));
    failed.catch(() => {});
    await receive(body, { ...limits, limitBytes: limits.limitBytes + overheadBytes }, (piece) =>
      Promise.race([failed, new Promise<void>((taken) => parser.write(piece, () => taken()))]),
    );
    await Promise.race([failed, Promise.all([once(parser, "finish"), parser.end()])]);
    const upload = await saving;
    if (upload) return upload;
  } catch (error) {
    parser.destroy();
    file?.destroy();
    await saving?.catch(() => {});
    await removeUpload({ path });
    throw error instanceof AppError || isOfDisk(error) ? error : brokenUpload(error);
  }
  throw new AppError("invalid", "No file was sent.", { errors: [{ path: "file", message: "is needed" }] });
}

export function isMultipart({ contentType }: IncomingBody): boolean {
  return /^multipart\/form-data\s*;/i.test(contentType);
}

export async function removeUpload({ path }: { path: string }): Promise<void> {
  await rm(path, { force: true });
}

let prepared: Promise<string> | undefined;

/** The folder of uploads, without what earlier processes left when they ended in the middle of one. */
export function prepareUploads(): Promise<string> {
  prepared ??= prepare(join(config.dataDir, "uploads")).catch((error) => {
    prepared = undefined;
    throw error;
  });
  return prepared;
}

async function prepare(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  setInterval(() => removeLeftovers(folder).catch(() => {}), leftoverAgeMs).unref();
  return folder;
}

/** Other processes may be receiving into the same folder. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > leftoverAgeMs) await rm(path, { force: true });
  }
}

function parserOf(contentType: string, limitBytes: number) {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      preservePath: true,
      limits: {
        files: 4,
        fileSize: limitBytes,
        fields: 20,
        fieldSize: 4096,
        parts: 24,
        headerPairs: 20,
        headerSize: 8192,
      },
    });
  } catch (cause) {
    throw brokenUpload(cause);
  }
}

async function save(stream: Readable, file: { path: string; fileName: string; mediaType: string }): Promise<Upload> {
  const { path, fileName, mediaType } = file;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const target = createWriteStream(path, { mode: 0o600, flags: "wx" });
  try {
    await pipeline(
      stream,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          sizeBytes += piece.byteLength;
          hash.update(piece);
          yield piece;
        }
      },
      target,
    );
  } catch (error) {
    // A body can break off before its file is created; the file would then appear after its removal.
    if (!target.closed) await once(target, "close");
    throw error;
  }
  return { fileName, mediaType, sizeBytes, sha256: hash.digest("hex"), path };
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function brokenUpload(cause: unknown): AppError {
  return new AppError("malformed", "The upload could not be read; it may have been cut off.", { cause });
}
