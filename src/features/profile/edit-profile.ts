import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { lockProfile, updateProfile } from "#src/features/profile/queries.ts";
import type { Profile, profileBody } from "#src/features/profile/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A person changes what their profile says; what is left out stays as it is. */
export async function editProfile(ctx: UserContext, changes: z.output<typeof profileBody>): Promise<Profile> {
  const { userId, schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      const [known] = await tx.query(lockProfile, { userId });
      if (!known) throw new AppError("unauthenticated", "Sign in to continue.");
      const profile: Profile = { ...known, ...definedOf(changes) };
      tx.send(updateProfile, { ...profile, userId, time: now() });
      audit(tx, ctx.actor, {
        action: "profile.edit",
        entityType: "user",
        entityId: userId,
        schoolId,
        requestId: ctx.requestId,
        detail: { fields: Object.keys(changes) },
      });
      return profile;
    },
    ctx.bracket,
  );
}

function definedOf(changes: z.output<typeof profileBody>): Partial<Profile> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
