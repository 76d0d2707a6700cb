import { createHash } from "node:crypto";
import { drawPortrait } from "#src/features/files/intake/draw-portrait.ts";
import { updatePicture } from "#src/features/profile/queries.ts";
import type { PictureAnswer } from "#src/features/profile/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Upload } from "#src/platform/http/upload.ts";

/** A person shows a picture of themselves: cut to a square and drawn again, so that nothing of the camera is kept. */
export async function changePicture(ctx: UserContext, upload: Upload): Promise<PictureAnswer> {
  const picture = await drawPortrait(upload);
  const pictureTag = createHash("sha256").update(picture).digest("base64url").slice(0, 16);
  await writePicture(ctx, picture, pictureTag);
  return { picture: `/api/users/${ctx.actor.userId}/picture?v=${pictureTag}` };
}

/** A person takes their picture away; removing none is no error. */
export async function removePicture(ctx: UserContext): Promise<PictureAnswer> {
  await writePicture(ctx, null, null);
  return { picture: null };
}

async function writePicture(ctx: UserContext, picture: Uint8Array | null, pictureTag: string | null): Promise<void> {
  const { userId, schoolId } = ctx.actor;
  await withActor(ctx.actor, (tx) => {
    tx.send(updatePicture, { userId, picture, pictureTag, time: now() });
    audit(tx, ctx.actor, {
      action: picture ? "profile.picture.change" : "profile.picture.remove",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
    });
  });
}
