import { AppError } from "#src/errors.ts";
import { otherVersion, tusVersion, wholeNumber } from "#src/features/files/uploads/announced.ts";
import { partialUploads } from "#src/platform/files/partial-uploads.ts";
import type { Piece, UserContext } from "#src/platform/http/endpoint.ts";

/** Takes the next piece of an upload. */
export async function appendToUpload(ctx: UserContext, uploadId: string, piece: Piece): Promise<Response> {
  const refused = otherVersion(ctx.headers);
  if (refused) return refused;
  const offset = wholeNumber(ctx.headers.get("upload-offset"));
  if (offset === undefined)
    throw new AppError("malformed", "Upload-Offset must be the byte at which the piece begins.");
  const upload = await partialUploads().append(ctx.actor.userId, uploadId, { offsetBytes: offset, ...piece });
  return new Response(null, {
    status: 204,
    headers: {
      "tus-resumable": tusVersion,
      "upload-offset": String(upload.offsetBytes),
      "upload-expires": upload.expiresAt.toUTCString(),
    },
  });
}
