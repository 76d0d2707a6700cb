import { and, desc, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { knownDevices } from "#src/platform/db/tables/factors.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import { users } from "#src/platform/db/tables/users.ts";

type OfUser = { userId: string };

/**
 * What is known of a browser that signs in: whether it has been here, or a session of the last month came from the same
 * address with the same header, and whether the person has been anywhere at all.
 */
export const selectFamiliarity = sqlStatement(
  "device_familiarity",
  z.object({
    isKnown: z.boolean(),
    isFamiliar: z.boolean(),
    wasAnywhere: z.boolean(),
    rememberedUntil: z.date().nullable(),
  }),
  (p: Params<OfUser & { tokenHash: string; userAgent: string | null; ip: string }>) => sql`
    select d.id is not null as "isKnown", d.remembered_until as "rememberedUntil",
      exists (select from ${sessions} s where s.user_id = ${p.userId} and s.ip = ${p.ip}
        and s.user_agent is not distinct from ${p.userAgent}::text) as "isFamiliar",
      exists (select from ${sessions} s where s.user_id = ${p.userId})
        or exists (select from ${knownDevices} k where k.user_id = ${p.userId}) as "wasAnywhere"
    from (select 1) as one
    left join ${knownDevices} d on d.user_id = ${p.userId} and d.token_hash = ${p.tokenHash}`,
);

/** Whether the person with this address has signed in in this browser. */
export const selectIsKnownDevice = sqlStatement(
  "device_is_known",
  z.object({ isKnown: z.boolean() }),
  (p: Params<{ email: string; tokenHash: string }>) => sql`
    select exists (select from ${users} u join ${knownDevices} d on d.user_id = u.id
      where lower(u.email) = ${p.email} and d.token_hash = ${p.tokenHash}) as "isKnown"`,
);

type Device = OfUser & {
  id: string;
  schoolId: string;
  tokenHash: string;
  userAgent: string | null;
  time: Date;
  rememberedUntil: Date | null;
};

/** A browser that is remembered stays so until its end, which only another proof of the second factor moves. */
export const upsertDevice = statement("device_keep", (db, p: Params<Device>) =>
  db
    .insert(knownDevices)
    .values({
      id: p.id,
      userId: p.userId,
      schoolId: p.schoolId,
      tokenHash: p.tokenHash,
      userAgent: p.userAgent,
      createdAt: p.time,
      lastUsedAt: p.time,
      rememberedUntil: p.rememberedUntil,
    })
    .onConflictDoUpdate({
      target: [knownDevices.userId, knownDevices.tokenHash],
      set: {
        userAgent: sql`excluded.user_agent`,
        lastUsedAt: sql`excluded.last_used_at`,
        rememberedUntil: sql`coalesce(excluded.remembered_until, ${knownDevices.rememberedUntil})`,
      },
    }),
);

export const selectRemembered = statement("devices_remembered", (db, p: Params<OfUser & { time: Date }>) =>
  db
    .select({
      id: knownDevices.id,
      userAgent: knownDevices.userAgent,
      lastUsedAt: knownDevices.lastUsedAt,
      rememberedUntil: knownDevices.rememberedUntil,
    })
    .from(knownDevices)
    .where(and(eq(knownDevices.userId, p.userId), gt(knownDevices.rememberedUntil, p.time)))
    .orderBy(desc(knownDevices.lastUsedAt), knownDevices.id)
    .limit(200),
);

export const updateNotRemembered = statement("device_forget", (db, p: Params<OfUser & { id: string }>) =>
  db
    .update(knownDevices)
    .set({ rememberedUntil: null })
    .where(and(eq(knownDevices.userId, p.userId), eq(knownDevices.id, p.id))),
);

/** Every browser of the person is asked for the second factor again. */
export const updateNoneRemembered = statement("devices_forget", (db, p: Params<OfUser>) =>
  db.update(knownDevices).set({ rememberedUntil: null }).where(eq(knownDevices.userId, p.userId)),
);
