import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { auditLog as a } from "#src/platform/db/tables/audit.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { featureFlags as f } from "#src/platform/db/tables/feature-flags.ts";
import { flagExposures as e } from "#src/platform/db/tables/flag-exposures.ts";
import { learningAnalytics as l } from "#src/platform/db/tables/learning-analytics.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";

const row = { key: f.key, rules: f.rules, round: f.round, revision: f.revision, changedAt: f.changedAt };

/** Every row, known to the program or not. */
export const selectFlags = statement("feature_flags_all", (db) => db.select(row).from(f).orderBy(f.key));

/** Under whose log a change of a flag is: that of what all schools share. */
export const flagsSchool = "default";
export const entityType = "feature_flag";

export const lockFlag = statement("feature_flags_lock", (db, p: Params<{ key: string }>) =>
  db.select(row).from(f).where(eq(f.key, p.key)).for("update"),
);

export const insertFlag = statement("feature_flags_insert", (db, p: Params<{ key: string; rules: unknown }>) =>
  db.insert(f).values({ key: p.key, rules: p.rules }),
);

type Changed = { key: string; rules: unknown; round: number; revision: number };

export const updateFlag = statement("feature_flags_update", (db, p: Params<Changed>) =>
  db
    .update(f)
    .set({ rules: p.rules, round: p.round, revision: p.revision, changedAt: sql`now()` })
    .where(eq(f.key, p.key)),
);

export const deleteFlag = statement("feature_flags_delete", (db, p: Params<{ key: string }>) =>
  db.delete(f).where(eq(f.key, p.key)),
);

/** The ids of people who are named by an id or by an email, which no two people of the program have in common. */
export const selectNamedPeople = sqlStatement(
  "feature_flags_named_people",
  z.object({ id: z.string(), email: z.string() }),
  (p: Params<{ names: string[] }>) => sql`
    select ${users.id}, lower(${users.email}) as email from ${users}
    where ${users.id} = any (${p.names}::text[]) or lower(${users.email}) = any (${p.names}::text[])`,
);

/** What the overrides' ids are called. */
export const selectNames = sqlStatement(
  "feature_flags_names",
  z.object({ of: z.enum(["PERSON", "SCHOOL"]), id: z.string(), name: z.string() }),
  (p: Params<{ ids: string[] }>) => sql`
    select 'PERSON' as of, ${users.id}, ${users.name} from ${users} where ${users.id} = any (${p.ids}::text[])
    union all
    select 'SCHOOL', ${schools.id}, ${schools.name} from ${schools} where ${schools.id} = any (${p.ids}::text[])`,
);

export const findFlag = statement("feature_flags_find", (db, p: Params<{ key: string }>) =>
  db.select(row).from(f).where(eq(f.key, p.key)),
);

export const selectHistory = sqlStatement(
  "feature_flags_history",
  z.object({ id: z.string(), at: z.date(), by: z.string(), detail: z.record(z.string(), z.unknown()).nullable() }),
  (p: Params<{ key: string }>) => sql`
    select ${a.id}, ${a.occurredAt} as at, coalesce(${users.name}, ${a.actorId}, '') as by, ${a.detail}
    from ${a} left join ${users} on ${users.id} = ${a.actorId}
    where ${a.schoolId} = ${flagsSchool} and ${a.entityType} = ${entityType} and ${a.entityId} = ${p.key}
    order by ${a.id} desc limit 50`,
);

type NewExposure = { key: string; round: number; userId: string; schoolId: string; variant: string; at: Date };

/** Once a person and round, and with their consent alone. */
export const insertExposure = sqlWrite(
  "flag_exposures_insert",
  (p: Params<NewExposure>) => sql`
    insert into ${e} (flag_key, round, user_id, school_id, variant, exposed_at)
    select ${p.key}, ${p.round}::int, ${p.userId}, ${p.schoolId}, ${p.variant}, ${p.at}::timestamptz
    where exists (
      select from ${consents} where ${consents.userId} = ${p.userId} and ${consents.purpose} = 'learning_analytics'
        and ${consents.withdrawnAt} is null)
    on conflict do nothing`,
);

/**
 * By variant: who met it, and of those whose days for the goal are over, so that what they did can change no more, how
 * many reached it.
 */
export const selectOutcomes = sqlStatement(
  "flag_exposures_outcomes",
  z.object({
    variant: z.string(),
    people: z.number(),
    compared: z.number(),
    reached: z.number(),
    since: z.date(),
  }),
  (p: Params<{ key: string; goal: string; days: number }>) => sql`
    select o.variant, count(*)::int as people, count(*) filter (where o.is_over)::int as compared,
      count(*) filter (where o.is_over and o.reached)::int as reached, min(o.exposed_at) as since
    from (
      select ${e.variant}, ${e.exposedAt}, ${e.exposedAt} + make_interval(days => ${p.days}::int) <= now() as is_over,
        exists (
          select from ${l} where ${l.userId} = ${e.userId} and ${l.interactionType} = ${p.goal}
            and ${l.timestamp} > ${e.exposedAt}
            and ${l.timestamp} <= ${e.exposedAt} + make_interval(days => ${p.days}::int)) as reached
      from ${e} join ${f} on ${f.key} = ${e.flagKey} and ${f.round} = ${e.round}
      where ${e.flagKey} = ${p.key}) o
    group by o.variant order by o.variant`,
);
