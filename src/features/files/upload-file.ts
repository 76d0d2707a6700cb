import { readFile } from "node:fs/promises";
import { fileTypeFromFile } from "file-type";
import { AppError } from "#src/errors.ts";
import { acceptedMediaTypes, type FileAnswer, maxFileSizeBytes } from "#src/features/files/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { readUpload } from "#src/http/multipart.ts";
import { isStorable } from "#src/lib/fields.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";

/** Anybody of a school uploads evidence; what kind of file it is says its content, and not its name. */
export async function uploadFile(ctx: UserContext): Promise<FileAnswer> {
  const upload = await readUpload(ctx.request, maxFileSizeBytes);
  const name = shownName(upload.name);
  let mediaType = "";
  // The DOM's stream type does not say that it can be iterated; Node's can.
  const content = upload.stream() as unknown as AsyncIterable<Uint8Array>;
  const stored = await fileStore().put(content, {
    maxBytes: maxFileSizeBytes,
    inspect: async (path) => {
      mediaType = await mediaTypeOf(path, upload.type);
    },
  });
  const id = newId();
  try {
    await withActor(
      ctx.actor,
      async (tx) => {
        void tx.query({
          name: "file_insert",
          text: `insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          values: [
            id,
            ctx.actor.schoolId,
            ctx.actor.userId,
            name,
            stored.sizeBytes,
            mediaType,
            stored.sha256,
            stored.key,
          ],
        });
        audit(tx, ctx.actor, {
          action: "file.upload",
          entityType: "file",
          entityId: id,
          schoolId: ctx.actor.schoolId,
          requestId: ctx.requestId,
          detail: { sizeBytes: stored.sizeBytes, mediaType, sha256: stored.sha256 },
        });
      },
      ctx.bracket,
    );
  } catch (error) {
    // No row, no file. Where even this fails the bytes are unreachable, and no reader can see them.
    await fileStore().delete(stored.key);
    throw error;
  }
  return { fileId: id, name, sizeBytes: stored.sizeBytes, mediaType, sha256: stored.sha256 };
}

/** The last part of whatever path the browser sent; shown, and never used as a path. */
function shownName(given: string): string {
  const name = given.split(/[\\/]/).at(-1) ?? "";
  if (name === "" || name.length > 255 || !isStorable(name)) {
    throw new AppError("invalid", "The file needs a name of at most 255 characters.", {
      errors: [{ path: "file", message: "needs a name of at most 255 characters" }],
    });
  }
  return name;
}

async function mediaTypeOf(path: string, declared: string): Promise<string> {
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
  try {
    return !new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path)).includes("\u0000");
  } catch {
    return false;
  }
}
