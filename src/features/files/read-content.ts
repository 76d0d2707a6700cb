import { AppError } from "#src/errors.ts";
import { readLink } from "#src/features/files/link.ts";
import { selectFile } from "#src/features/files/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { storedDownload } from "#src/platform/http/download.ts";

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
  return storedDownload(
    file,
    pieces,
    { fileId: link.fileId, requestId },
    {
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
    },
  );
}
