import { sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/privacy/permissions.ts";
import { graceDaysOf } from "#src/features/privacy/queries.ts";
import type { RetentionAnswer, RetentionBody, RetentionQuery } from "#src/features/privacy/retention/schema.ts";
import { type RetentionKind, retentionKinds, retentionRules } from "#src/features/privacy/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

export type Months = Record<RetentionKind, number | null>;

/** How long each kind is kept, and what would go in the next night; with a query, as if the school had chosen so. */
export function readRetention({ actor }: UserContext, { kind, months }: RetentionQuery): Promise<RetentionAnswer> {
  authorize(actor, permissions.retain, { schoolId: actor.schoolId });
  return readAs(actor, (tx) => answerOf(tx, { schoolId: actor.schoolId, kind: kind ?? null, months: months ?? null }));
}

/** A school admin chooses how long one kind is kept. What is older goes in the next night. */
export function changeRetention(ctx: UserContext, { kind, months }: RetentionBody): Promise<RetentionAnswer> {
  const { actor, requestId } = ctx;
  const { schoolId } = actor;
  return withActor(
    actor,
    async (tx) => {
      authorize(actor, permissions.retain, { schoolId });
      tx.send(updateRetention, { schoolId, kind, months });
      audit(tx, actor, {
        action: "privacy.retention.change",
        entityType: "school",
        entityId: schoolId,
        schoolId,
        requestId,
        detail: { kind, months },
      });
      return answerOf(tx, { schoolId, kind: null, months: null });
    },
    ctx.bracket,
  );
}

export function withDefaults(chosen: Partial<Months>): Months {
  const pairs = retentionKinds.map((kind) => {
    const months = chosen[kind];
    return [kind, months === undefined ? retentionRules[kind].unlessChosen : months];
  });
  return Object.fromEntries(pairs) as Months;
}

async function answerOf(
  tx: Tx,
  asked: { schoolId: string; kind: RetentionKind | null; months: number | null },
): Promise<RetentionAnswer> {
  const unlessChosen = retentionKinds.map((one) => retentionRules[one].unlessChosen);
  const found = await tx.query(selectDue, { ...asked, kinds: [...retentionKinds], unlessChosen });
  return { items: found.map(({ oldest, ...item }) => ({ ...item, oldestAt: oldest?.toISOString() ?? null })) };
}

const chosen = z.partialRecord(z.enum(retentionKinds), z.number().nullable());
export const selectEveryRetention = sqlStatement(
  "retention_all",
  z.object({ schoolId: z.string(), chosen, graceDays: z.number() }),
  () => sql`
    select ${schools.id} as "schoolId", coalesce(${schools.settings} -> 'retention', '{}') as chosen,
      ${graceDaysOf} as "graceDays" from ${schools}`,
);

/** In the order of the kinds; with `kind` as if its months were chosen. */
const selectDue = sqlStatement(
  "retention_due",
  z.object({
    kind: z.enum(retentionKinds),
    months: z.number().nullable(),
    due: z.number(),
    oldest: z.date().nullable(),
  }),
  (
    p: Params<{
      schoolId: string;
      kinds: RetentionKind[];
      unlessChosen: (number | null)[];
      kind: RetentionKind | null;
      months: number | null;
    }>,
  ) => sql`
    select k.kind, m.months, coalesce(d.due, 0)::int as due, d.oldest
    from ${schools} join unnest(${p.kinds}::text[], ${p.unlessChosen}::int[]) with ordinality k (kind, months, at) on true
      cross join lateral (select case when k.kind = ${p.kind}::text then ${p.months}::int
        when ${schools.settings} -> 'retention' ? k.kind then (${schools.settings} -> 'retention' ->> k.kind)::int
        else k.months end as months) m
      left join lateral app.retention_due(k.kind, now() - make_interval(months => m.months)) d on m.months is not null
    where ${schools.id} = ${p.schoolId} order by k.at`,
);

const updateRetention = sqlWrite(
  "retention_change",
  (p: Params<{ schoolId: string; kind: RetentionKind; months: number | null }>) => sql`
    update ${schools} set ${columns(schools.settings)} = ${schools.settings} || jsonb_build_object('retention',
      coalesce(${schools.settings} -> 'retention', '{}') || jsonb_build_object(${p.kind}::text, ${p.months}::int))
    where ${schools.id} = ${p.schoolId}`,
);
