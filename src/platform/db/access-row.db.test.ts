import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ofAssessment } from "#src/features/assessments/subjects.ts";
import { ofFile } from "#src/features/files/subjects.ts";
import { ofAssignment } from "#src/features/progress/subjects.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { closePools } from "#src/platform/db/client.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { insertTwoSchools, type Person, people } from "../../../tests/support/two-schools.ts";

const database = useDatabase();

beforeAll(async () => {
  await database.owner().query("begin");
  await insertTwoSchools(database.owner());
  await database.owner().query("commit");
});
beforeEach(() => database.owner().query("truncate access_log"));
afterAll(closePools);

const subjects = [
  ["a student", ofStudent, "amina"],
  ["an assignment", ofAssignment, "assignment_amina"],
  ["an assessment", ofAssessment, "assessment_amina"],
  ["a file", ofFile, "file_amina"],
] as const;

describe.each(subjects)("reading the record of %s", (_, of, recordId) => {
  async function rowsAfterReading(person: Person, id: string): Promise<unknown[]> {
    const { role, schoolId } = people[person];
    const actor = { kind: "user", userId: people[person].id, role, schoolId, sessionId: "session" } as const;
    await readAs(actor, () => undefined, { subject: of(id), what: "record", requestId: "request" });
    const { rows } = await database
      .owner()
      .query("select school_id, actor_id, subject_id, what, request_id from access_log");
    return rows;
  }

  it("writes a row about its student", async () => {
    expect(await rowsAfterReading("hansen", recordId)).toEqual([
      { school_id: "north", actor_id: "hansen", subject_id: "amina", what: "record", request_id: "request" },
    ]);
  });

  it("writes a super admin's row in the school of the record, whose admins see it", async () => {
    expect(await rowsAfterReading("super", recordId)).toEqual([
      { school_id: "north", actor_id: "super", subject_id: "amina", what: "record", request_id: "request" },
    ]);
  });

  it("writes none where the reader is that student, or where there is no such record", async () => {
    expect(await rowsAfterReading("amina", recordId)).toEqual([]);
    expect(await rowsAfterReading("hansen", "nobody")).toEqual([]);
  });
});
