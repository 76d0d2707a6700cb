import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { mediaTypeOf } from "#src/features/files/intake/media-type.ts";
import { redrawPicture } from "#src/features/files/intake/picture.ts";
import { checkWordDocument } from "#src/features/files/intake/word-document.ts";
import { countOwnFiles, insertFile, lockOwnFiles, noteKey } from "#src/features/files/queries.ts";
import { describe, extensionOf, nameFor, refusalOfName, shownName } from "#src/features/files/rules.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import { type AcceptedMediaType, maxLooseFiles } from "#src/features/files/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { scanFile } from "#src/platform/scan/clamd.ts";

/** A complete file on this machine, as it was sent. */
export type Arrived = { path: string; fileName: string; mediaType: string };

/** A key is noted until the row of its file is there; longer than that takes. */
const noteMs = 60 * 60_000;
const mib = 1024 * 1024;
const readBytes = 256 * 1024;

/**
 * Takes a file in as evidence: checked by its content, scanned where a scanner is configured, pictures drawn again. What
 * is refused leaves nothing: no row, and no content in the store.
 */
export async function takeIn(ctx: UserContext, arrived: Arrived): Promise<FileAnswer> {
  const name = checkName(arrived.fileName);
  await checkRoom(ctx, (await stat(arrived.path)).size);
  const mediaType = await mediaTypeOf(arrived.path, arrived.mediaType);
  const named = nameFor(name, mediaType);
  if (named === undefined) {
    const end = extensionOf(name);
    throw new AppError("unsupported_media", `The name ends in .${end}, but the content is ${describe(mediaType)}.`);
  }
  await scan(arrived.path);
  const redrawn = join(await fileStore().incoming(), newId());
  try {
    const path = await checkContent(arrived.path, redrawn, mediaType);
    return await keep(ctx, { path, name: named, mediaType });
  } finally {
    await rm(redrawn, { force: true });
  }
}

/** Also before the first byte of a file has been sent. */
export function checkName(given: string): string {
  const shown = shownName(given);
  if ("refusal" in shown) {
    throw new AppError("invalid", shown.refusal, { errors: [{ path: "file", message: shown.refusal }] });
  }
  const refusal = refusalOfName(shown.name);
  if (refusal) throw new AppError("unsupported_media", refusal);
  return shown.name;
}

/**
 * Who fills the store with what nothing uses is stopped, and who has as much as a person may have. A school's own limit
 * is the trigger `files_added`'s.
 */
export async function checkRoom(ctx: UserContext, sizeBytes: number): Promise<void> {
  const [own] = await readAs(ctx.actor, (tx) => tx.query(countOwnFiles, { userId: ctx.actor.userId }));
  if ((own?.loose ?? 0) >= maxLooseFiles) {
    throw new AppError(
      "conflict",
      `You have uploaded ${maxLooseFiles} files that nothing uses yet. Attach them, or wait a day until they are removed.`,
    );
  }
  requireOwnRoom((own?.sizeBytes ?? 0) + sizeBytes);
  await requireDiskRoom(sizeBytes);
}

function requireOwnRoom(neededBytes: number): void {
  if (neededBytes <= config.personFilesBytes) return;
  const most = Math.floor(config.personFilesBytes / mib).toLocaleString("en");
  throw new AppError(
    "conflict",
    `With this file you would have more than the ${most} MiB that one person may have. Ask an administrator of your school.`,
  );
}

async function requireDiskRoom(sizeBytes: number): Promise<void> {
  if (await fileStore().hasRoom(sizeBytes)) return;
  throw new AppError("unavailable", "The disk of this server is nearly full. Nothing was lost; try again later.", {
    retryAfterSeconds: 600,
  });
}

/** Refuses what the scanner knows, where one is configured. */
export async function scan(path: string): Promise<void> {
  if (!config.clamdUrl) return;
  const verdict = await scanFile(config.clamdUrl, path);
  if (verdict.kind === "clean") return;
  throw new AppError("unsupported_media", `The virus scanner found ${verdict.signature} in the file. It was not kept.`);
}

/** The path of what is kept: the file itself, or its picture drawn again. */
async function checkContent(path: string, redrawn: string, mediaType: AcceptedMediaType): Promise<string> {
  switch (mediaType) {
    case "image/jpeg":
    case "image/png":
    case "image/webp":
      await redrawPicture(path, redrawn, mediaType);
      return redrawn;
    case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
      await checkWordDocument(path);
      return path;
    default:
      return path;
  }
}

async function keep(
  ctx: UserContext,
  { path, name, mediaType }: { path: string; name: string; mediaType: AcceptedMediaType },
): Promise<FileAnswer> {
  const { schoolId, userId } = ctx.actor;
  const stored = await fileStore().put(createReadStream(path, { highWaterMark: readBytes }), {
    schoolId,
    note: async (storageKey) => {
      const dueAt = new Date(now().getTime() + noteMs);
      await withActor(ctx.actor, (tx) => tx.send(noteKey, { storageKey, schoolId, notedBy: userId, dueAt }));
    },
  });
  const { key: storageKey, sizeBytes, sha256 } = stored;
  const id = newId();
  try {
    return await withActor(
      ctx.actor,
      async (tx) => {
        tx.send(lockOwnFiles, { userId });
        const [own] = await tx.query(countOwnFiles, { userId });
        requireOwnRoom((own?.sizeBytes ?? 0) + sizeBytes);
        tx.send(insertFile, { id, schoolId, uploadedBy: userId, name, sizeBytes, mediaType, sha256, storageKey });
        audit(tx, ctx.actor, {
          action: "file.upload",
          entityType: "file",
          entityId: id,
          schoolId,
          requestId: ctx.requestId,
          detail: { sizeBytes, mediaType, sha256 },
        });
        return { fileId: id, name, sizeBytes, mediaType, sha256 };
      },
      ctx.bracket,
    );
  } catch (error) {
    // If even this fails, the note of the key has the content removed.
    await fileStore().delete(storageKey);
    throw error;
  }
}
