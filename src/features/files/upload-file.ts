import { createReadStream } from "node:fs";
import { fileTypeFromFile } from "file-type";
import { AppError } from "#src/errors.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import { acceptedMediaTypes, maxFileSizeBytes } from "#src/features/files/values.ts";
import { isStorable, withoutHidden } from "#src/lib/fields.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Upload } from "#src/platform/http/upload.ts";

/** Any user of a school may upload evidence; the media type is detected from the content, not from the file name. */
export async function uploadFile(ctx: UserContext, upload: Upload): Promise<FileAnswer> {
  const name = shownName(upload.fileName);
  const mediaType = await mediaTypeOf(upload);
  const stored = await fileStore().put(createReadStream(upload.path), { maxBytes: maxFileSizeBytes });
  const id = newId();
  try {
    return await withActor(
      ctx.actor,
      async (tx) => {
        tx.send(insertFile, {
          id,
          schoolId: ctx.actor.schoolId,
          uploadedBy: ctx.actor.userId,
          name,
          sizeBytes: stored.sizeBytes,
          mediaType,
          sha256: stored.sha256,
          storageKey: stored.key,
        });
        audit(tx, ctx.actor, {
          action: "file.upload",
          entityType: "file",
          entityId: id,
          schoolId: ctx.actor.schoolId,
          requestId: ctx.requestId,
          detail: { sizeBytes: stored.sizeBytes, mediaType, sha256: stored.sha256 },
        });
        return { fileId: id, name, sizeBytes: stored.sizeBytes, mediaType, sha256: stored.sha256 };
      },
      ctx.bracket,
    );
  } catch (error) {
    // Without a row the file must not stay. If even this fails, the bytes cannot be reached through the API.
    await fileStore().delete(stored.key);
    throw error;
  }
}

function shownName(given: string): string {
  const name = withoutHidden(given);
  if (name === "" || name.length > 255 || !isStorable(given)) {
    throw new AppError("invalid", "The file needs a name of at most 255 characters.", {
      errors: [{ path: "file", message: "needs a name of at most 255 characters" }],
    });
  }
  return name;
}

async function mediaTypeOf({ path, mediaType: declared }: Upload): Promise<string> {
  const detected = (await fileTypeFromFile(path))?.mime;
  const isText = detected === undefined && /^text\/(plain|csv)\b/.test(declared) && (await isPlainText(path));
  const type = isText ? declared.split(";")[0]?.trim() : detected;
  const accepted = acceptedMediaTypes.find((candidate) => candidate === type);
  if (!accepted) {
    throw new AppError(
      "unsupported_media",
      "This kind of file is not accepted. Send a PDF, picture, video, audio or text.",
    );
  }
  return accepted;
}

async function isPlainText(path: string): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const piece of createReadStream(path)) {
      if (decoder.decode(piece, { stream: true }).includes("\u0000")) return false;
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

type NewFile = Omit<typeof files.$inferSelect, "createdAt">;

const insertFile = statement("file_insert", (db, p: Params<NewFile>) =>
  db.insert(files).values({
    id: p.id,
    schoolId: p.schoolId,
    uploadedBy: p.uploadedBy,
    name: p.name,
    sizeBytes: p.sizeBytes,
    mediaType: p.mediaType,
    sha256: p.sha256,
    storageKey: p.storageKey,
  }),
);
