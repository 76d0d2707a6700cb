import { isDeepStrictEqual } from "node:util";
import { sql } from "drizzle-orm";
import type { Scale } from "#src/features/frameworks/export/extensions.ts";
import type { ScaleFacts } from "#src/features/frameworks/settle-competencies.ts";
import { newId } from "#src/lib/ids.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The scales that a file brings, each as the school's own that is the same in all, or else made for the school. */
export async function settleScales(
  tx: Tx,
  given: readonly Scale[],
  schoolId: string,
): Promise<Map<string, ScaleFacts>> {
  const settled = new Map<string, ScaleFacts>();
  if (given.length === 0) return settled;
  const known = await tx.query(selectOwnScales, { schoolId });
  const made: Scale[] = [];
  for (const scale of given) {
    const { id: _id, ...value } = scale;
    const same = [...known, ...made].find(({ id: _other, ...other }) => isDeepStrictEqual(other, value));
    if (same) {
      settled.set(scale.id, same);
      continue;
    }
    const own = { ...scale, id: newId() };
    made.push(own);
    settled.set(scale.id, own);
    tx.send(insertScale, {
      id: own.id,
      schoolId,
      name: own.name,
      kind: own.kind,
      minValue: own.min,
      maxValue: own.max,
      defaultTarget: own.defaultTarget,
      question: own.question,
      levels: own.levels,
      allowMean: own.allowMean,
    });
  }
  return settled;
}

const selectOwnScales = statement("import_scales", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({
      id: ratingScales.id,
      name: ratingScales.name,
      kind: ratingScales.kind,
      min: ratingScales.minValue,
      max: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      question: ratingScales.question,
      allowMean: ratingScales.allowMean,
      levels: ratingScales.levels,
    })
    .from(ratingScales)
    .where(sql`${ratingScales.schoolId} in (${p.schoolId}, 'default')`)
    .orderBy(ratingScales.id),
);

type NewScale = Omit<typeof ratingScales.$inferSelect, "createdAt">;

const insertScale = statement("import_insert_scale", (db, p: Params<NewScale>) =>
  db.insert(ratingScales).values({
    id: p.id,
    schoolId: p.schoolId,
    name: p.name,
    kind: p.kind,
    minValue: p.minValue,
    maxValue: p.maxValue,
    defaultTarget: p.defaultTarget,
    question: p.question,
    levels: p.levels,
    allowMean: p.allowMean,
  }),
);
