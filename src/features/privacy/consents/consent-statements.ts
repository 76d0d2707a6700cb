import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { decisions, type Purpose, purposes } from "#src/features/privacy/values.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { consents as c, consentDecisions as d, consentTexts as t } from "#src/platform/db/tables/consents.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Sealed, sealedColumn } from "#src/platform/sealed/field.ts";

/** The words that are asked now, with the person's answer; `learning_analytics` also without words of the school. */
export const selectOwnConsents = sqlStatement(
  "consents_own",
  z.object({
    purpose: z.enum(purposes),
    textId: z.string().nullable(),
    version: z.number().nullable(),
    words: sealedColumn.nullable(),
    publishedAt: z.date().nullable(),
    isGranted: z.boolean(),
    isAnswered: z.boolean(),
    since: z.date().nullable(),
  }),
  (p: Params<{ userId: string; schoolId: string }>) => sql`
    select asked.purpose, ${t.id} as "textId", ${t.version}, ${t.words}, ${t.publishedAt} as "publishedAt",
      ${c.userId} is not null and ${c.withdrawnAt} is null as "isGranted",
      ${c.userId} is not null and ${c.textId} is not distinct from ${t.id} as "isAnswered",
      coalesce(${c.withdrawnAt}, ${c.grantedAt}) as since
    from unnest(${sql.raw(`'{${purposes.join(",")}}'`)}::text[]) with ordinality as asked (purpose, place)
    left join ${t} on ${t.schoolId} = ${p.schoolId} and ${t.purpose} = asked.purpose and ${t.endedAt} is null
    left join ${c} on ${c.userId} = ${p.userId} and ${c.purpose} = asked.purpose
    where ${t.id} is not null or asked.purpose = 'learning_analytics' order by asked.place`,
);

/** The version that is asked now, and whether its reader agreed to one before. */
export const selectLiveText = sqlStatement(
  "consent_text_live",
  z.object({ id: z.string().nullable(), wasGranted: z.boolean() }),
  (p: Params<{ userId: string; schoolId: string; purpose: Purpose }>) => sql`
    select (select ${t.id} from ${t} where ${t.schoolId} = ${p.schoolId} and ${t.purpose} = ${p.purpose}
        and ${t.endedAt} is null) as id,
      exists (select from ${c} where ${c.userId} = ${p.userId} and ${c.purpose} = ${p.purpose}
        and ${c.withdrawnAt} is null) as "wasGranted"`,
);

type NewDecision = {
  id: string;
  schoolId: string;
  userId: string;
  purpose: Purpose;
  textId: string | null;
  decision: (typeof decisions)[number];
  decidedAt: Date;
};

export const insertDecision = statement("consent_decide", (db, p: Params<NewDecision>) =>
  db.insert(d).values({
    id: p.id,
    schoolId: p.schoolId,
    userId: p.userId,
    purpose: p.purpose,
    textId: p.textId,
    decision: p.decision,
    decidedAt: p.decidedAt,
  }),
);

/** All versions, newest first within their purpose, with the answers to each that hold now. */
export const selectTexts = sqlStatement(
  "consent_texts_list",
  z.object({
    textId: z.string(),
    purpose: z.enum(purposes),
    version: z.number(),
    words: sealedColumn,
    publishedAt: z.date(),
    endedAt: z.date().nullable(),
    given: z.number(),
    refused: z.number(),
  }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${t.id} as "textId", ${t.purpose}, ${t.version}, ${t.words}, ${t.publishedAt} as "publishedAt",
      ${t.endedAt} as "endedAt", count(u.id) filter (where ${c.withdrawnAt} is null)::int as given,
      count(u.id) filter (where ${c.withdrawnAt} is not null)::int as refused
    from ${t} left join ${c} on ${c.schoolId} = ${t.schoolId} and ${c.textId} = ${t.id}
    left join ${users} u on u.id = ${c.userId} and u.status = 'ACTIVE'
    where ${t.schoolId} = ${p.schoolId} group by ${t.id}
    order by ${t.purpose}, ${t.version} desc`,
);

export const countAsked = sqlStatement(
  "consent_people",
  z.object({ people: z.number() }),
  (p: Params<{ schoolId: string }>) => sql`
    select count(*)::int as people from ${users}
    where ${users.schoolId} = ${p.schoolId} and ${isNoneOf(users.status, "LEFT", "SUSPENDED", "INVITED")}`,
);

export const endLiveText = sqlWrite(
  "consent_text_end_live",
  (p: Params<{ schoolId: string; purpose: Purpose }>) => sql`
    update ${t} set ended_at = now() where ${t.schoolId} = ${p.schoolId} and ${t.purpose} = ${p.purpose} and ${t.endedAt} is null`,
);

export const insertText = sqlWrite(
  "consent_text_insert",
  (p: Params<{ id: string; schoolId: string; purpose: Purpose; words: Sealed; publishedBy: string }>) => sql`
    insert into ${t} (id, school_id, purpose, version, words, published_by)
    select ${p.id}, ${p.schoolId}, ${p.purpose}, coalesce(max(${t.version}), 0) + 1, ${p.words}, ${p.publishedBy}
    from ${t} where ${t.schoolId} = ${p.schoolId} and ${t.purpose} = ${p.purpose}`,
);

export const lockText = statement("consent_text_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: t.id, schoolId: t.schoolId, purpose: t.purpose, endedAt: t.endedAt })
    .from(t)
    .where(eq(t.id, p.id))
    .for("update"),
);

export const endText = sqlWrite(
  "consent_text_end",
  (p: Params<{ id: string }>) => sql`update ${t} set ended_at = now() where ${t.id} = ${p.id} and ${t.endedAt} is null`,
);

/** Every answer of the school, newest first, page by page. */
export const selectLedger = sqlStatement(
  "consent_ledger",
  z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    purpose: z.enum(purposes),
    version: z.number().nullable(),
    decision: z.enum(decisions),
    decidedAt: z.date(),
  }),
  (p: Params<{ schoolId: string; purpose: Purpose | null; before: string | null; rows: number }>) => sql`
    select ${d.id}, ${users.name}, ${users.email}, ${users.role}, ${d.purpose}, ${t.version}, ${d.decision},
      ${d.decidedAt} as "decidedAt"
    from ${d} join ${users} on ${users.id} = ${d.userId} left join ${t} on ${t.id} = ${d.textId}
    where ${d.schoolId} = ${p.schoolId} and (${p.purpose}::text is null or ${d.purpose} = ${p.purpose})
      and (${p.before}::text is null or ${d.id} < ${p.before})
    order by ${d.id} desc limit ${p.rows}`,
  { isPlannedForValues: true },
);
