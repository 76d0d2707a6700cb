import { Readable } from "node:stream";
import { AppError } from "#src/errors.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";

/**
 * Evidence for whoever may read the record it belongs to: the row-level policies decide. Always a download, so that
 * nothing that was uploaded runs on our origin.
 */
export async function readFile(ctx: UserContext, fileId: string): Promise<Response> {
  const { rows } = await readAs(
    ctx.actor,
    (tx) =>
      tx.query<{ name: string; size_bytes: string; media_type: string; storage_key: string }>({
        name: "file_get",
        text: "select name, size_bytes, media_type, storage_key from files where id = $1",
        values: [fileId],
      }),
    { subject: { fileId }, what: "file", requestId: ctx.requestId },
  );
  const file = rows[0];
  if (!file) throw new AppError("not_found", "There is no such file.");
  const content = await fileStore().getStream(file.storage_key);
  return new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": file.media_type,
      "content-length": file.size_bytes,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
