import { AppError } from "#src/errors.ts";
import { signLink } from "#src/features/files/link.ts";
import { selectFile } from "#src/features/files/queries.ts";
import { ofFile } from "#src/features/files/subjects.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Evidence, for everyone who may read the record it belongs to: redirects to a link that lasts five minutes. */
export async function openFile(ctx: UserContext, fileId: string): Promise<Response> {
  const [file] = await readAs(ctx.actor, (tx) => tx.query(selectFile, { fileId }), {
    subject: ofFile(fileId),
    what: "file",
    requestId: ctx.requestId,
  });
  if (!file) throw new AppError("not_found", "There is no such file.");
  const location = `/api/file-contents/${signLink({ fileId, actor: ctx.actor })}`;
  return new Response(null, { status: 302, headers: { location, "cache-control": "private, no-store" } });
}
