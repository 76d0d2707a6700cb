import { insertRows } from "#src/features/samples/insert-rows.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { cohorts, demoSchool, stableUuid, studentName } from "./people.ts";

const dayMs = 86_400_000;

type Joining = {
  name: string;
  email: string;
  role?: "STUDENT" | "CLINICAL_SUPERVISOR";
  status: "ACTIVE" | "INVITED" | "SUSPENDED" | "LEFT";
  reason?: string;
  studentNumber?: string;
  inCohort?: boolean;
};

/** People who have not joined yet, are away or left, and one who was added twice, with and without a number. */
const people: readonly Joining[] = [
  { name: "Sana Ahmed", email: "sana.ahmed@demo.test", status: "INVITED" },
  { name: "Tahmina Begum", email: "tahmina.begum@demo.test", status: "INVITED" },
  { name: "Dr. Ivo Castellan", email: "ivo.castellan@demo.test", status: "INVITED", role: "CLINICAL_SUPERVISOR" },
  {
    name: "Ana Boateng",
    email: "ana.boateng@demo.test",
    status: "SUSPENDED",
    reason: "Away until the spring term",
    studentNumber: "N20671",
    inCohort: true,
  },
  {
    name: "Mikkel Andersen",
    email: "mikkel.andersen@demo.test",
    status: "LEFT",
    studentNumber: "N20615",
    inCohort: true,
  },
  { name: studentName(7), email: "second.address@demo.test", status: "INVITED" },
];

const schoolId = demoSchool.id;

export async function insertJoining(tx: Tx, midnight: number): Promise<void> {
  const [cohort] = cohorts;
  await insertRows(
    tx,
    users,
    people.map(({ name, email, role = "STUDENT", status, reason = null, studentNumber = null, inCohort = false }) => ({
      id: stableUuid(email),
      schoolId,
      name,
      email,
      role,
      status,
      statusReason: sealText(sealedFields.statusReason, { schoolId, rowId: stableUuid(email) }, reason),
      statusBefore: status === "SUSPENDED" || status === "LEFT" ? ("ACTIVE" as const) : null,
      studentNumber,
      cohortId: inCohort ? cohort.id : null,
      programId: role === "STUDENT" ? cohort.programId : null,
      yearOfStudy: inCohort ? cohort.year : null,
      createdAt: new Date(midnight - 5 * dayMs),
      updatedAt: new Date(midnight - 5 * dayMs),
    })),
  );
}
