import { tusVersion } from "#src/features/files/uploads/announced.ts";
import { partialUploads } from "#src/platform/files/partial-uploads.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Gives an upload up; nothing of it is left. */
export async function cancelUpload(ctx: UserContext, uploadId: string): Promise<Response> {
  await partialUploads().cancel(ctx.actor.userId, uploadId);
  return new Response(null, { status: 204, headers: { "tus-resumable": tusVersion } });
}
