import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/rating-scales/permissions.ts";
import type { OwnScale, OwnScalesAnswer } from "#src/features/rating-scales/schema.ts";
import { maxScales } from "#src/features/rating-scales/values.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

type Level = OwnScale["levels"][number];
type StoredScale = Omit<OwnScale, "levels" | "isOwn"> & {
  schoolId: string;
  levels: (Omit<Level, "short"> & { short?: string })[];
};

/** The school's own scales and those that all schools share, the own ones first. */
export async function listOwnScales(ctx: UserContext): Promise<OwnScalesAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.manage, { schoolId });
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectScales, { schoolId }));
  return {
    items: rows.map(({ schoolId: ofSchool, levels, ...row }) => ({
      ...row,
      isOwn: ofSchool === schoolId,
      levels: levels.map((level) => ({ ...level, short: level.short ?? shortLevelWord(level.label) })),
    })),
  };
}

const selectScales = sqlStatement(
  "own_scales_list",
  // Checked as the endpoint's output.
  z.custom<StoredScale>(),
  (p: Params<{ schoolId: string }>) => sql`
    select ${ratingScales.id}, ${ratingScales.schoolId} as "schoolId", ${ratingScales.name}, ${ratingScales.kind},
      ${ratingScales.question}, ${ratingScales.minValue}::float8 as "minValue", ${ratingScales.maxValue}::float8 as "maxValue",
      ${ratingScales.defaultTarget}::float8 as "defaultTarget", ${ratingScales.allowMean} as "allowMean",
      ${ratingScales.levels},
      (select count(*)::int from ${competencies} where ${competencies.ratingScaleId} = ${ratingScales.id}
        and ${competencies.schoolId} = ${p.schoolId}) as competencies
    from ${ratingScales} where ${ratingScales.schoolId} in (${p.schoolId}, 'default')
    order by ${ratingScales.schoolId} = 'default', ${inNameOrder(ratingScales.name)}, ${ratingScales.id}
    limit ${fixedLimit(maxScales + 20)}`,
);

/** Locked so that no competency begins to use it meanwhile. */
export const lockScale = statement("rating_scale_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      schoolId: ratingScales.schoolId,
      name: ratingScales.name,
      kind: ratingScales.kind,
      question: ratingScales.question,
      minValue: ratingScales.minValue,
      maxValue: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      allowMean: ratingScales.allowMean,
      levels: ratingScales.levels,
    })
    .from(ratingScales)
    .where(eq(ratingScales.id, p.id))
    .for("update"),
);

export const countUses = statement("rating_scale_uses", (db, p: Params<{ id: string }>) =>
  db.select({ count: sql<number>`count(*)::int` }).from(competencies).where(eq(competencies.ratingScaleId, p.id)),
);

export const countScales = statement("rating_scales_count", (db, p: Params<{ schoolId: string }>) =>
  db.select({ count: sql<number>`count(*)::int` }).from(ratingScales).where(eq(ratingScales.schoolId, p.schoolId)),
);

type Values = {
  id: string;
  name: string;
  kind: OwnScale["kind"];
  question: string;
  minValue: number;
  maxValue: number;
  defaultTarget: number;
  allowMean: boolean;
  levels: Level[];
};

export const insertScale = statement("rating_scale_insert", (db, p: Params<Values & { schoolId: string }>) =>
  db.insert(ratingScales).values({
    id: p.id,
    schoolId: p.schoolId,
    name: p.name,
    kind: p.kind,
    question: p.question,
    minValue: p.minValue,
    maxValue: p.maxValue,
    defaultTarget: p.defaultTarget,
    allowMean: p.allowMean,
    levels: p.levels,
  }),
);

export const updateScale = statement("rating_scale_update", (db, p: Params<Values>) =>
  db
    .update(ratingScales)
    .set({
      name: p.name,
      kind: p.kind,
      question: p.question,
      minValue: p.minValue,
      maxValue: p.maxValue,
      defaultTarget: p.defaultTarget,
      allowMean: p.allowMean,
      levels: p.levels,
    })
    .where(eq(ratingScales.id, p.id)),
);

export const removeScale = statement("rating_scale_delete", (db, p: Params<{ id: string }>) =>
  db.delete(ratingScales).where(eq(ratingScales.id, p.id)),
);
