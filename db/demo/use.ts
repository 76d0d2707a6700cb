import { insertRows } from "#src/features/samples/insert-rows.ts";
import { consentDecisions } from "#src/platform/db/tables/consents.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, makeRandom, stableUuid } from "./people.ts";

const dayMs = 86_400_000;
const weeks = 10;
const types = ["PROGRESS_CHECK", "VIEW", "FEEDBACK_VIEW", "EVIDENCE_UPLOAD"] as const;

/** Every student agreed that their use of the program is recorded: ten weeks of it. */
export async function insertUse(
  tx: Tx,
  students: readonly { id: string; n: number }[],
  midnight: number,
): Promise<void> {
  const since = midnight - weeks * 7 * dayMs;
  await insertRows(
    tx,
    consentDecisions,
    students.map(({ id }) => ({
      id: stableUuid(`use ${id}`),
      userId: id,
      schoolId: demoSchool.id,
      purpose: "learning_analytics" as const,
      decision: "GIVEN" as const,
      decidedAt: new Date(since),
    })),
  );
  await insertRows(
    tx,
    learningAnalytics,
    students.flatMap(({ id, n }) => usesOf(id, n, since)),
  );
}

function usesOf(userId: string, n: number, since: number): (typeof learningAnalytics.$inferInsert)[] {
  const random = makeRandom(7_000 + n);
  // Some look every day, some once a week.
  const perWeek = 1 + (n % 5);
  return Array.from({ length: weeks * perWeek }, (_, index) => {
    const at = new Date(since + Math.floor((index / perWeek) * 7 + random()) * dayMs + (7 + random() * 12) * 3_600_000);
    return {
      id: stableUuid(`use:${userId}:${index}`),
      schoolId: demoSchool.id,
      userId,
      interactionType: types[Math.min(types.length - 1, Math.floor(random() ** 2 * types.length))] ?? "VIEW",
      timestamp: at,
      createdAt: at,
    };
  });
}
