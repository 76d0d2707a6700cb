import { AppError } from "#src/errors.ts";
import { readLink } from "#src/features/files/link.ts";
import { selectFile } from "#src/features/files/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { log } from "#src/platform/log/log.ts";

/**
 * The content of a signed link, checked while it is read. The policies decide again, in the name of whom the link was
 * made for. Always a download, never shown in place, so that an uploaded file never runs on our origin.
 */
export async function readContent(token: string, requestId: string): Promise<Response> {
  const link = readLink(token);
  if (!link) throw new AppError("forbidden", "This link has ended. Open the file again from its page.");
  const [file] = await readAs(link.actor, (tx) => tx.query(selectFile, { fileId: link.fileId }));
  if (!file) throw new AppError("not_found", "There is no such file.");
  const pieces = await fileStore().getChecked(file);
  return new Response(streamOf(pieces, { fileId: link.fileId, requestId }), {
    headers: {
      "content-type": file.mediaType,
      "content-length": String(file.sizeBytes),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, escaped)}`,
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The reader sees a connection that breaks off, since the length was promised; why is in the log. */
function streamOf(
  pieces: AsyncGenerator<Uint8Array>,
  noted: { fileId: string; requestId: string },
): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (err) {
          log.error({ ...noted, err }, "a file could not be read to its end");
          controller.error(err);
        }
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    // Nothing is opened for a reader who asks for the headers only.
    { highWaterMark: 0 },
  );
}

/** What RFC 8187 keeps for itself and encodeURIComponent does not. */
function escaped(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
