import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { certificates } from "#src/platform/db/tables/certificates.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { demoSchool, stableUuid, studentEmail, supervisors } from "./people.ts";

const schoolId = demoSchool.id;
const dayMs = 86_400_000;
const templateId = stableUuid("framework:care-foundations");
const framework = "Foundations of care";

/** Each with the days ago on which it was completed, and by whom it was assessed. */
const parts = [
  { name: "Wash hands at the five moments", category: "Safety", daysAgo: 176, by: 0 },
  { name: "Call for help by the ward's plan", category: "Safety", daysAgo: 172, by: 4 },
  { name: "Give bed care with dignity", category: "Care", daysAgo: 169, by: 0 },
] as const;

/**
 * What the demo student completed in the first weeks and has been withdrawn since, as it was only for the entry. The
 * first certificate was revoked when an assessment was voided; the second one holds.
 */
export async function insertCertificates(tx: Tx, adminId: string, midnight: number): Promise<void> {
  const studentId = stableUuid(studentEmail(0));
  const at = (daysAgo: number) => new Date(midnight - daysAgo * dayMs + 10 * 3_600_000);
  const common = { schoolId, studentId };
  await insertRows(tx, competencyTemplates, [
    {
      id: templateId,
      schoolId,
      name: framework,
      version: "1",
      createdBy: adminId,
      createdAt: at(200),
      updatedAt: at(200),
    },
  ]);
  await insertRows(
    tx,
    competencies,
    parts.map(({ name, category }, sortOrder) => ({
      ...{ id: idOf("competency", name), schoolId, templateId, code: `F${sortOrder + 1}`, name, category, sortOrder },
      ...{ level: "FUNDAMENTAL" as const, ratingScaleId: "scale_entrustment", targetRating: 3, createdBy: adminId },
    })),
  );
  moveFramework(tx, { id: templateId, status: "DRAFT" }, "PUBLISHED", "admin");
  moveFramework(tx, { id: templateId, status: "PUBLISHED" }, "DEPRECATED", "admin");
  await insertRows(
    tx,
    competencyAssignments,
    parts.map(({ name, daysAgo }) => ({
      ...{ id: idOf("assignment", name), schoolId, userId: studentId, competencyId: idOf("competency", name) },
      ...{ status: "WITHDRAWN" as const, progressPercentage: 100, completionDate: at(daysAgo), result: 3 },
      ...{ observations: 1, evaluators: 1, days: 1, createdAt: at(182), updatedAt: at(150) },
    })),
  );
  await insertEvidence(tx, common, at);
  const achievementId = stableUuid("achievement:foundations");
  await insertRows(tx, achievements, [
    { id: achievementId, ...common, kind: "framework", ref: templateId, name: framework, unlockedAt: at(169) },
  ]);
  const certificate = {
    ...{ ...common, templateId, framework, version: "1", competencies: parts.length, completedAt: at(169) },
    categories: [
      { name: "Care", count: 1 },
      { name: "Safety", count: 2 },
    ],
  };
  await insertRows(tx, certificates, [
    {
      ...{
        ...certificate,
        id: stableUuid("certificate:foundations:1"),
        achievementId: stableUuid("achievement:before"),
      },
      ...{ completedAt: at(174), code: "4N7KDEM4Q8RT", issuedAt: at(174) },
      ...{ revokedAt: at(173), revokedBecause: "REOPENED" as const, revokedCompetency: parts[1].name },
    },
    {
      ...{ ...certificate, id: stableUuid("certificate:foundations:2"), achievementId },
      ...{ code: "7Q4M2KDX9TRB", issuedAt: at(169) },
    },
  ]);
}

async function insertEvidence(
  tx: Tx,
  { studentId }: { studentId: string },
  at: (daysAgo: number) => Date,
): Promise<void> {
  const rows = parts.map(({ name, daysAgo, by }) => ({
    common: { schoolId, studentId, competencyId: idOf("competency", name), createdAt: at(daysAgo) },
    ...{ name, when: at(daysAgo), assessor: stableUuid(supervisors[by].email) },
  }));
  await insertRows(
    tx,
    assessments,
    rows.map(({ common, name, when, assessor }) => ({
      ...{ ...common, id: idOf("assessment", name), assignmentId: idOf("assignment", name), assessorId: assessor },
      ...{ status: "SUBMITTED" as const, method: "DIRECT_OBSERVATION" as const, observedAt: when, submittedAt: when },
    })),
  );
  await insertRows(
    tx,
    evaluations,
    rows.map(({ common, name, when, assessor }) => ({
      ...{ ...common, id: idOf("evaluation", name), assessmentId: idOf("assessment", name), evaluatorId: assessor },
      ...{ state: "SIGNED" as const, overallRating: 3, signedAt: when },
      ...wordColumns({ ...common, evaluationId: idOf("evaluation", name) }, { strengths: "Steady and safe." }),
    })),
  );
}

function idOf(kind: string, name: string): string {
  return stableUuid(`foundations:${kind}:${name}`);
}
