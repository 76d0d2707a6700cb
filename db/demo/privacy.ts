import { events } from "#src/features/privacy/events.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { consentDecisions, consentTexts } from "#src/platform/db/tables/consents.ts";
import { personExports } from "#src/platform/db/tables/privacy.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { demoSchool, stableUuid } from "./people.ts";

const dayMs = 86_400_000;
const textId = "demo_consent_research";

const words = `Riverside studies how nurses learn on the wards, together with the university.

We would like to use your ratings, the dates of your assessments and the names of competencies for it, without your name. Nobody but the two researchers sees them; they are deleted after five years. Whether you agree changes nothing for your studies, and you may stop at any time.

Questions: the study office, research@riverside.example.`;

type People = {
  adminId: string;
  staff: readonly { id: string; schoolId: string }[];
  students: readonly { id: string; n: number }[];
};

/**
 * The school asks whether records may be used for research: all have answered but the first student, whom it still asks. The
 * admin has asked for what is known about that student; the worker makes the archive when it starts.
 */
export async function insertPrivacy(tx: Tx, { adminId, staff, students }: People, midnight: number): Promise<void> {
  const [first] = students;
  if (!first) return;
  await insertRows(tx, consentTexts, [
    {
      id: textId,
      schoolId: demoSchool.id,
      purpose: "research",
      version: 1,
      words: sealText(sealedFields.consentText, { schoolId: demoSchool.id, rowId: textId }, words),
      publishedBy: adminId,
      publishedAt: new Date(midnight - 20 * dayMs),
    },
  ]);
  const ofSchool = staff.filter(({ schoolId }) => schoolId === demoSchool.id).map(({ id }, n) => ({ id, n: n * 3 }));
  const asked = [...ofSchool, ...students].filter(({ id }) => id !== first.id);
  await insertRows(
    tx,
    consentDecisions,
    asked.map(({ id, n }) => ({
      id: stableUuid(`consent ${id}`),
      schoolId: demoSchool.id,
      userId: id,
      purpose: "research" as const,
      textId,
      decision: n % 5 === 4 ? ("REFUSED" as const) : ("GIVEN" as const),
      decidedAt: new Date(midnight - (19 - (n % 14)) * dayMs),
    })),
  );
  const exportId = stableUuid("export of the first student");
  await insertRows(tx, personExports, [
    { id: exportId, schoolId: demoSchool.id, userId: first.id, requestedBy: adminId },
  ]);
  emit(tx, [events.exportRequested.of({ schoolId: demoSchool.id, data: { exportId } })]);
}
