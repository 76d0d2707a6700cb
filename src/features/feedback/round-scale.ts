import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { ScaleRule } from "#src/features/progress/rules.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The scale of a round's competency with its target, and the assignment that it is about. */
export async function findScale(
  tx: Tx,
  { studentId, competencyId }: { studentId: string; competencyId: string },
): Promise<ScaleRule & { assignmentId: string }> {
  const [found] = await tx.query(selectScale, { studentId, competencyId });
  if (!found) throw new AppError("conflict", "The student no longer has this competency.");
  return found;
}

const a = competencyAssignments;
const c = competencies;
const rs = ratingScales;

const selectScale = sqlStatement(
  "feedback_scale",
  z.object({
    assignmentId: z.string(),
    kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
    min: z.coerce.number(),
    max: z.coerce.number(),
    target: z.coerce.number(),
  }),
  (p: Params<{ studentId: string; competencyId: string }>) => sql`
    select ${a.id} as "assignmentId", ${rs.kind}, ${rs.minValue} as min, ${rs.maxValue} as max, ${c.targetRating} as target
    from ${a} join ${c} on ${c.id} = ${a.competencyId} join ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${a.userId} = ${p.studentId} and ${holdsCompetency(a, p.competencyId)} and ${isNoneOf(a.status, "WITHDRAWN")}
    order by ${a.competencyId} = ${p.competencyId} desc limit 1`,
);
