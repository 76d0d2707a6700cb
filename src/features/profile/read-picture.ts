import { AppError } from "#src/errors.ts";
import { selectPicture } from "#src/features/profile/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The picture of somebody whom the reader may see. A page asks once for each, since a document keeps what it shows. */
export async function readPicture(ctx: UserContext, userId: string): Promise<Response> {
  const [found] = await readAs(ctx.actor, (tx) => tx.query(selectPicture, { userId }));
  if (!found?.picture) throw new AppError("not_found", "There is no such picture.");
  return new Response(new Uint8Array(found.picture), {
    headers: {
      "content-type": "image/webp",
      "content-length": String(found.picture.length),
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}
