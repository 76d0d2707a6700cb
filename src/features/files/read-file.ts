import { Readable } from "node:stream";
import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { ofFile } from "#src/features/files/subjects.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * Evidence, for everyone who may read the record it belongs to: the row-level policies decide. Always served as a
 * download, so that an uploaded file never runs on our origin.
 */
export async function readFile(ctx: UserContext, fileId: string): Promise<Response> {
  const [file] = await readAs(ctx.actor, (tx) => tx.query(selectFile, { fileId }), {
    subject: ofFile(fileId),
    what: "file",
    requestId: ctx.requestId,
  });
  if (!file) throw new AppError("not_found", "There is no such file.");
  const content = await fileStore().getStream(file.storageKey);
  return new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": file.mediaType,
      "content-length": String(file.sizeBytes),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

const selectFile = statement("file_get", (db, p: Params<{ fileId: string }>) =>
  db
    .select({
      name: files.name,
      sizeBytes: files.sizeBytes,
      mediaType: files.mediaType,
      storageKey: files.storageKey,
    })
    .from(files)
    .where(eq(files.id, p.fileId)),
);
