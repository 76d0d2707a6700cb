import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../../tests/support/database.ts";
import { inTwoSchools, type Person, refused } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const { asOwner, attempt, attemptAs, become, idsAs } = inTwoSchools(database.owner);

/** A table as a migration creates it, with a row of Amina's and one of Carl's. */
beforeEach(async () => {
  await asOwner(`create table reflections (
    id text collate "C" primary key, school_id text collate "C" not null, student_id text collate "C" not null,
    competency_id text collate "C" references competencies (id), read_by text collate "C" references users (id),
    constraint reflections_student_fkey foreign key (school_id, student_id) references users (school_id, id))`);
  await asOwner("insert into reflections values ('of_amina', 'north', 'amina'), ('of_carl', 'south', 'carl')");
});

const readers: Person[] = ["amina", "ben", "hansen", "said", "admin", "foreign", "foreignAdmin", "super"];

async function readersOf(row: string): Promise<string[]> {
  const found: string[] = [];
  for (const person of readers) {
    if ((await idsAs(person, "select id from reflections")).includes(row)) found.push(person);
  }
  return found;
}

const add = "insert into reflections values ('new', 'north', 'amina')";
const change = "update reflections set id = 'changed' where id = 'of_amina'";

describe("a student table", () => {
  it("is read by the student, their supervisors and the school, in requests and in commands", async () => {
    await asOwner("call app.protect_student_table('reflections', 'student_id')");
    expect(await readersOf("of_amina")).toEqual(["amina", "hansen", "admin", "super"]);
    expect(await idsAs("hansen", "select id from reflections", "app_command")).toEqual(["of_amina"]);
    expect(await attemptAs("admin", add)).toBe(refused);
    expect(await attemptAs("admin", change)).toBe(refused);
  });

  it("is written by those given in the call", async () => {
    await asOwner(
      "call app.protect_student_table('reflections', 'student_id', added_by => '{own}', changed_by => '{school,supervisor}')",
    );
    expect(await attemptAs("amina", add)).toBe("1 rows");
    expect(await attemptAs("ben", add)).toBe(refused);
    expect(await attemptAs("amina", "insert into reflections values ('other', 'south', 'amina')")).toBe(refused);
    expect(await attemptAs("amina", change)).toBe("0 rows");
    expect(await attemptAs("hansen", change)).toBe("1 rows");
    expect(await attemptAs("admin", "delete from reflections")).toBe(refused);
  });
});

describe("an own table", () => {
  it("is read by the person and the school, and written by those given in the call", async () => {
    await asOwner("call app.protect_own_table('reflections', 'student_id', removed_by => '{own}')");
    expect(await readersOf("of_amina")).toEqual(["amina", "admin", "super"]);
    expect(await attemptAs("ben", "delete from reflections")).toBe("0 rows");
    expect(await attemptAs("amina", "delete from reflections")).toBe("1 rows");
    expect(await attempt(add)).toBe(refused);
  });
});

describe("a school table", () => {
  it("is read by everybody of the school and written by its admins", async () => {
    await asOwner("call app.protect_school_table('reflections')");
    expect(await readersOf("of_amina")).toEqual(["amina", "ben", "hansen", "said", "admin", "super"]);
    expect(await attemptAs("hansen", add)).toBe(refused);
    expect(await attemptAs("foreignAdmin", add)).toBe(refused);
    expect(await attemptAs("admin", add)).toBe("1 rows");
  });

  it("is read only by staff where the call says so, and replaces the earlier policies", async () => {
    await asOwner("call app.protect_school_table('reflections')");
    await asOwner("call app.protect_school_table('reflections', read_by => 'staff', verbs => '{read}')");
    expect(await readersOf("of_amina")).toEqual(["hansen", "said", "admin", "super"]);
  });
});

describe("any of them", () => {
  it("grants all verbs to the system's own work", async () => {
    await asOwner("call app.close_table('reflections')");
    await become("app_system", "");
    expect(await attempt("delete from reflections")).toBe("2 rows");
    expect(await attemptAs("admin", "select from reflections")).toBe(refused);
  });

  it("refuses unknown kinds of people, and own rows beside others' without a rule for them", async () => {
    expect(await attempt("call app.protect_own_table('reflections', 'student_id', added_by => '{dean}')")).toBe(
      "P0001",
    );
    expect(await attempt("call app.protect_own_table('reflections', 'student_id', added_by => '{own,school}')")).toBe(
      "P0001",
    );
  });

  it("refuses people and competencies of another school after one more call", async () => {
    await asOwner("call app.guard_shared_references('reflections')");
    const refer = (competency: string, reader: string) =>
      `insert into reflections values ('new', 'north', 'amina', '${competency}', '${reader}')`;
    expect(await attempt(refer("competency_south", "hansen"))).toBe("23503 reflections_competency_school");
    expect(await attempt(refer("comp_clinical_001", "foreign"))).toBe("23503 reflections_people_school");
    expect(await attempt(refer("comp_clinical_001", "hansen"))).toBe("1 rows");
  });
});
