import { nextTime } from "#src/features/reports/rules.ts";
import type { Question, Schedule } from "#src/features/reports/schema.ts";
import { kindSpecs } from "#src/features/reports/values.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { reportDefinitions } from "#src/platform/db/tables/reports.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { admin, cohorts, demoSchool, stableUuid } from "./people.ts";

const everyMonth: Schedule = { every: "MONTH", weekday: 1, time: "07:00" };

function questionOf(given: Pick<Question, "kind" | "title" | "cohortId" | "format">, off: readonly string[]): Question {
  return {
    ...given,
    period: "year",
    sections: kindSpecs[given.kind].sections.map(({ id }) => ({ id, shown: !off.includes(id) })),
    showNames: true,
    paper: "A4",
  };
}

/** Two saved reports of the demo admin: one that is shared and sent each month, one of their own. */
export async function insertReports(tx: Tx, midnight: number): Promise<void> {
  const ownerId = stableUuid(admin.email);
  const at = new Date(midnight - 5 * 86_400_000);
  const [first] = cohorts;
  const row = (question: Question) => ({
    id: stableUuid(`report:${question.title}`),
    ...{ schoolId: demoSchool.id, ownerId, kind: question.kind, title: question.title, question },
    ...{ createdAt: at, updatedAt: at, openedAt: at },
  });
  const summary = questionOf(
    { kind: "COHORT_SUMMARY", title: `${first.name}: monthly summary`, cohortId: first.id, format: "PDF" },
    ["text", "hours"],
  );
  const hours = questionOf(
    { kind: "HOURS", title: `${first.name}: hours by rotation`, cohortId: first.id, format: "XLSX" },
    ["text", "entries"],
  );
  await insertRows(tx, reportDefinitions, [
    {
      ...row(summary),
      ...{ sharing: "SCHOOL" as const, schedule: everyMonth, recipientIds: [ownerId] },
      nextAt: nextTime(everyMonth, new Date(midnight), demoSchool.timeZone),
    },
    { ...row(hours), ...{ sharing: "PRIVATE" as const, schedule: null, recipientIds: [], nextAt: null } },
  ]);
}
