import type { UploadState } from "#src/features/files/schema.ts";
import { addTusHeaders } from "#src/features/files/uploads/announced.ts";
import { partialUploads } from "#src/platform/files/partial-uploads.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** How much of an upload has arrived: where its sender goes on. Asked by HEAD, the headers say the same. */
export async function findUpload(ctx: UserContext, uploadId: string): Promise<UploadState> {
  const { offsetBytes, sizeBytes, expiresAt } = await partialUploads().find(ctx.actor.userId, uploadId);
  addTusHeaders(ctx, expiresAt);
  ctx.addHeader("upload-offset", String(offsetBytes));
  ctx.addHeader("upload-length", String(sizeBytes));
  ctx.addHeader("cache-control", "no-store");
  return { offsetBytes, sizeBytes };
}
