import { AppError } from "#src/errors.ts";
import { selectPicture } from "#src/features/profile/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const yearSeconds = 31_536_000;

/** The picture of somebody whom the reader may see. Under its own tag it never changes, so the browser keeps it. */
export async function readPicture(ctx: UserContext, userId: string, tag: string | undefined): Promise<Response> {
  const [found] = await readAs(ctx.actor, (tx) => tx.query(selectPicture, { userId }));
  if (!found?.picture) throw new AppError("not_found", "There is no such picture.");
  const isKept = tag !== undefined && tag === found.tag;
  return new Response(new Uint8Array(found.picture), {
    headers: {
      "content-type": "image/webp",
      "content-length": String(found.picture.length),
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": isKept ? `private, max-age=${yearSeconds}, immutable` : "private, no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}
