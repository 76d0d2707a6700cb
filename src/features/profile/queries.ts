import { eq } from "drizzle-orm";
import type { Profile } from "#src/features/profile/schema.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";

export const lockProfile = statement("profile_lock", (db, p: Params<{ userId: string }>) =>
  db
    .select({ name: users.name, pronouns: users.pronouns, timeZone: users.timeZone, theme: users.theme })
    .from(users)
    .where(eq(users.id, p.userId))
    .for("update"),
);

export const updateProfile = statement("profile_update", (db, p: Params<Profile & { userId: string; time: Date }>) =>
  db
    .update(users)
    .set({ name: p.name, pronouns: p.pronouns, timeZone: p.timeZone, theme: p.theme, updatedAt: p.time })
    .where(eq(users.id, p.userId)),
);

type NewPicture = { userId: string; picture: Uint8Array | null; pictureTag: string | null; time: Date };

export const updatePicture = statement("profile_picture_update", (db, p: Params<NewPicture>) =>
  db
    .update(users)
    .set({ picture: p.picture, pictureTag: p.pictureTag, updatedAt: p.time })
    .where(eq(users.id, p.userId)),
);

/** Of a person whom the reader may see. */
export const selectPicture = statement("profile_picture", (db, p: Params<{ userId: string }>) =>
  db.select({ picture: users.picture }).from(users).where(eq(users.id, p.userId)),
);
