import { AppError } from "#src/errors.ts";
import { takeIn } from "#src/features/files/intake/take-in.ts";
import { countOwnFiles } from "#src/features/files/queries.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { partialUploads } from "#src/platform/files/partial-uploads.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Makes a file of an upload that has arrived. What is refused is removed; after a fault of ours it can be tried again. */
export async function finishUpload(ctx: UserContext, uploadId: string): Promise<FileAnswer> {
  try {
    return await partialUploads().finish(ctx.actor.userId, uploadId, (arrived) => takeIn(ctx, arrived));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found" || !ctx.bracket) throw error;
    // A repeat whose first answer was lost: the upload is a file by now, and its answer is stored under the key.
    return withActor(
      ctx.actor,
      async (tx) => {
        // Waits for what is stored under the key, which ends the command.
        await tx.query(countOwnFiles, { userId: ctx.actor.userId });
        throw error;
      },
      ctx.bracket,
    );
  }
}
