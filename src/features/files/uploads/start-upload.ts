import { checkName, checkRoom } from "#src/features/files/intake/take-in.ts";
import type { StartedUpload } from "#src/features/files/schema.ts";
import { addTusHeaders, announcedIn, otherVersion } from "#src/features/files/uploads/announced.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { partialUploads } from "#src/platform/files/partial-uploads.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Announces a file that will arrive in pieces; what would be refused anyway is refused before its first byte. */
export async function startUpload(ctx: UserContext): Promise<StartedUpload | Response> {
  const refused = otherVersion(ctx.headers);
  if (refused) return refused;
  const start = async (): Promise<StartedUpload> => {
    const announced = announcedIn(ctx.headers);
    checkName(announced.fileName);
    await checkRoom(ctx, announced.sizeBytes);
    return { uploadId: await partialUploads().start(ctx.actor.userId, announced) };
  };
  // With a key it is written what was answered, in a transaction; there is nothing else to write.
  const { bracket } = ctx;
  const started = bracket ? await withActor(ctx.actor, start, bracket) : await start();
  addTusHeaders(ctx);
  ctx.addHeader("location", `/api/uploads/${started.uploadId}`);
  return started;
}
