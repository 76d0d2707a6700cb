import { writeXlsx } from "hucre/xlsx";
import { beforeAll, describe, expect, it } from "vitest";
import { type ImportAnswer, importAnswer, rowsAnswer } from "#src/features/people-imports/schema.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";
import { zip } from "../../../tests/support/zip.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/people-imports";
const actor = systemActor("test");

const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "update users set student_number = 'N1', cohort_id = 'cohort_north', program_id = 'program_north' where id = 'amina'",
  );
});

async function handIn(content: string | Uint8Array<ArrayBuffer>, fileName = "people.csv", person: Person = "admin") {
  const raw = new FormData();
  raw.set("file", new File([content], fileName));
  const answer = await api.call(person, "POST", base, { raw });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return importAnswer.parse(answer.body).importId;
}

const runner = async () => makeJobRunner((await import("#src/features/people-imports/jobs.ts")).jobs);
const deliver = async (type: string, id: string) =>
  (await runner()).deliver(database.owner(), `people.import_${type}`, id);

async function read(id: string): Promise<ImportAnswer> {
  return importAnswer.parse((await api.get("admin", `${base}/${id}`)).body);
}

async function ready(content: string | Uint8Array<ArrayBuffer>, fileName?: string): Promise<ImportAnswer> {
  const id = await handIn(content, fileName);
  await deliver("requested", id);
  return read(id);
}

async function rowsOf(id: string, query: Record<string, string> = {}) {
  return rowsAnswer.parse((await api.get("admin", `${base}/${id}/rows`, { query })).body).items;
}

const fix = (id: string, body: unknown, person: Person = "admin") =>
  api.call(person, "PATCH", `${base}/${id}/rows`, { body });
const commit = (id: string, body: unknown = {}) => api.post("admin", `${base}/${id}/commit`, body);

async function committed(id: string): Promise<ImportAnswer> {
  expect((await commit(id)).status).toBe(202);
  await deliver("commit_requested", id);
  return read(id);
}

let made = 0;
/** A list whose people are new to the school. */
function listOf(count: number): string {
  made += 1;
  const people = Array.from({ length: count }, (_, n) => `Person ${n},p${n}.of${made}@people.test,M${made}-${n},2027`);
  return ["Name,Email,Student number,Cohort", ...people].join("\n");
}

const peopleOf = async (id: string) =>
  rows(
    "select u.status from people_import_rows r join users u on u.id = r.user_id where r.import_id = $1 and r.verdict = 'ADD'",
    [id],
  );

describe("a file", { timeout: 60_000 }, () => {
  it("is read and judged row by row, and nobody is added by that", async () => {
    const before = await rows("select count(*) from users");
    const found = await ready(
      [
        "Name,E-mail,Role,Group,Matrikelnummer",
        "Ada Byron,ada@people.test,Student,2027,N2",
        "Amina,amina@two-schools.test,Studentin,2027,N1",
        "Amina Yusuf,amina@two-schools.test,,,",
        "Carl,carl@two-schools.test,Student,,",
        "Grace,grace@people,Student,2072,",
        ",nobody@people.test,Boss,,",
        "=HYPERLINK(1),f@people.test,,,",
      ].join("\n"),
    );
    expect(found).toMatchObject({
      status: "READY",
      format: "CSV",
      columns: [
        { name: "Name", field: "name" },
        { name: "E-mail", field: "email" },
        { name: "Role", field: "role" },
        { name: "Group", field: "cohort" },
        { name: "Matrikelnummer", field: "studentNumber" },
      ],
      counts: { rows: 7, add: 1, change: 0, same: 0, fix: 6, leftOut: 0, fixed: 0 },
    });
    const shown = (await rowsOf(found.importId)).map(({ line, verdict, faults }) => [
      line,
      verdict,
      ...faults.map(({ field, message }) => `${field}: ${message}`),
    ]);
    expect(shown).toEqual([
      [2, "ADD"],
      [3, "FIX", "email: Address used twice: lines 3, 4"],
      [4, "FIX", "email: Address used twice: lines 3, 4"],
      [5, "FIX", "email: This address cannot be used"],
      [6, "FIX", "email: No dot after the @", "cohort: No such cohort"],
      [7, "FIX", "name: Missing", "role: No such role"],
      [8, "FIX", "name: Looks like a formula"],
    ]);
    expect(await rows("select count(*) from users")).toEqual(before);
  });

  it("may be a workbook, or OneRoster in an archive", async () => {
    const book = await writeXlsx({
      sheets: [
        {
          name: "People",
          rows: [
            ["Vorname", "Nachname", "E-Mail"],
            ["Jörg", "Weiß", "joerg@people.test"],
          ],
        },
      ],
    });
    expect(await ready(Uint8Array.from(book), "people.xlsx")).toMatchObject({ format: "XLSX", counts: { add: 1 } });
    const roster = zip(
      Object.entries({
        "manifest.csv": "propertyName,value\noneroster.version,1.1",
        "users.csv":
          "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,email,identifier\nu1,,true,o,student,x,Ann,Lee,ann@people.test,R1\nu2,tobedeleted,false,o,student,y,Bob,Ray,bob@people.test,R2",
        "classes.csv": "sourcedId,status,title,courseSourcedId\nc1,,2027,k1",
        "courses.csv": "sourcedId,status,title\nk1,,Nursing",
        "enrollments.csv": "sourcedId,status,classSourcedId,userSourcedId,role\ne1,,c1,u1,student",
      }).map(([name, content]) => ({ name, content: Buffer.from(content) })),
    );
    const found = await ready(Uint8Array.from(roster), "roster.zip");
    expect(found).toMatchObject({ format: "ONEROSTER", counts: { add: 1, same: 1, fix: 0 } });
    expect((await rowsOf(found.importId))[0]?.values).toMatchObject({
      cohort: "2027",
      program: "Nursing",
      externalId: "u1",
    });
  });

  it.each([
    ["a line of 100,000 columns", `Name,Email\n${",".repeat(99_999)}`, /Line 2: .*100,?000 columns/],
    [
      "an archive that fills the memory",
      Uint8Array.from(zip([{ name: "users.csv", content: Buffer.alloc(140 * 1024 * 1024) }])),
      /larger than 128 MB/,
    ],
    ["a damaged archive", new TextEncoder().encode("PK\u0003\u0004 nothing"), /damaged|cannot be (un|re)/],
    ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 1, 2, 3, 0, 0]), /not a text file/],
    ["only a header", "Name,Email", /nobody below it/],
  ])("that is %s is refused with the reason, and changes nothing", async (_what, content, reason) => {
    const found = await ready(content);
    expect(found.status).toBe("FAILED");
    expect(found.error).toMatch(reason);
    expect((await commit(found.importId)).status).toBe(409);
  });

  it("with a NUL byte in a cell is read, and the cell named", async () => {
    const found = await ready("Name,Email\nAda\u0000 Byron,ada2@people.test\nBob,bob2@people.test");
    expect(
      (await rowsOf(found.importId, { verdict: "FIX" })).map(({ line, faults }) => [line, faults[0]?.message]),
    ).toEqual([[2, "A letter could not be read"]]);
  });
});

describe("corrections", { timeout: 60_000 }, () => {
  it("are made in place, for one cell or for all that say the same, and taken back", async () => {
    const list = ["Name,Email,Cohort", ...[1, 2, 3].map((n) => `P${n},fix${n}@people.test,Class 27`)].join("\n");
    const { importId, alike } = await ready(list);
    expect(alike).toEqual([{ field: "cohort", value: "Class 27", rows: 3 }]);
    const answer = await fix(importId, { cells: [{ line: 3, field: "cohort", value: "2027" }], alike: true });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body).toMatchObject({ before: [2, 3, 4].map((line) => ({ line, field: "cohort", value: null })) });
    expect((await read(importId)).counts).toMatchObject({ add: 3, fix: 0, fixed: 3 });
    expect((await rowsOf(importId))[0]).toMatchObject({ values: { cohort: "2027" }, was: { cohort: "Class 27" } });
    const { before } = answer.body as { before: unknown };
    await fix(importId, { cells: before });
    expect((await read(importId)).counts).toMatchObject({ add: 0, fix: 3, fixed: 0 });
  });

  it("of one row free the other that had the same address, also by leaving one out", async () => {
    const { importId } = await ready("Name,Email\nA,twice@people.test\nB,twice@people.test\nC,TWICE@people.test");
    const verdictsOf = async () => (await rowsOf(importId)).map(({ verdict }) => verdict);
    expect(await verdictsOf()).toEqual(["FIX", "FIX", "FIX"]);
    await fix(importId, { cells: [{ line: 3, field: "email", value: "once@people.test" }] });
    expect(await verdictsOf()).toEqual(["FIX", "ADD", "FIX"]);
    await fix(importId, { leaveOut: [{ line: 4, leftOut: true }] });
    expect(await verdictsOf()).toEqual(["ADD", "ADD", "LEFT_OUT"]);
    await fix(importId, {
      cells: [{ line: 3, field: "email", value: "twice@people.test" }],
      leaveOut: [{ line: 4, leftOut: false }],
    });
    expect(await verdictsOf()).toEqual(["FIX", "FIX", "FIX"]);
  });

  it("judged one by one are the same as all judged at once", async () => {
    const { importId } = await ready(`${listOf(8)}\nX,p1.of${made}@people.test,M${made}-2,2027`);
    for (const [line, field, value] of [
      [4, "email", `p0.of${made}@people.test`],
      [10, "studentNumber", "N1"],
      [5, "cohort", "None"],
      [10, "email", "x@people.test"],
      [6, "name", "=1"],
    ] as const) {
      await fix(importId, { cells: [{ line, field, value }] });
    }
    const before = await rows(
      "select line, verdict, faults, person, user_id, email_key from people_import_rows where import_id = $1 order by 1",
      [importId],
    );
    const mapping = (await read(importId)).columns.map(({ field }) => field);
    expect(
      (await api.call("admin", "PATCH", `${base}/${importId}`, { body: { mapping, defaultRole: "STUDENT" } })).status,
    ).toBe(200);
    await deliver("remapped", importId);
    expect(
      await rows(
        "select line, verdict, faults, person, user_id, email_key from people_import_rows where import_id = $1 order by 1",
        [importId],
      ),
    ).toEqual(before);
  });

  it("make the cohort that the file names, when the import is written", async () => {
    const { importId } = await ready(
      "Name,Email,Cohort\nA,made1@people.test,Class of 2031\nB,made2@people.test,class of 2031",
    );
    const answer = await api.post("admin", `${base}/${importId}/groups`, {
      kind: "cohort",
      name: "Class of 2031",
      programId: "program_north",
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body).toMatchObject({ counts: { add: 2, fix: 0 } });
    expect(await rows("select id from cohorts where name = 'Class of 2031'")).toEqual([]);
    expect((await committed(importId)).figures).toMatchObject({ added: 2, refused: 0 });
    expect(
      await rows(
        "select c.name, u.program_id from users u join cohorts c on c.id = u.cohort_id where u.email like 'made_@people.test'",
      ),
    ).toEqual(Array(2).fill({ name: "Class of 2031", program_id: "program_north" }));
    await api.post("admin", `${base}/${importId}/undo`, {});
    await deliver("undo_requested", importId);
    expect(await rows("select id from cohorts where name = 'Class of 2031'")).toEqual([]);
  });

  it("are refused to another school, a student and a supervisor", async () => {
    const { importId } = await ready(listOf(1));
    const body = { cells: [{ line: 2, field: "name", value: "X" }] };
    expect((await fix(importId, body, "foreignAdmin")).status).toBe(404);
    expect((await fix(importId, body, "hansen")).status).toBe(403);
    expect((await fix(importId, body, "amina")).status).toBe(403);
  });
});

describe("a commit", { timeout: 60_000 }, () => {
  it("adds people as INVITED and changes those who are here, and sends nothing unless asked", async () => {
    const { importId, counts } = await ready(
      "Name,Email,Student number,Year\nNew One,new1@people.test,C1,2\nAmina Yusuf,amina@two-schools.test,N1,3\nBad,bad@,C3,1",
    );
    expect(counts).toMatchObject({ add: 1, change: 1, fix: 1 });
    expect((await rowsOf(importId, { verdict: "CHANGE" }))[0]?.changes).toMatchObject([
      { field: "name", fromText: "Amina", toText: "Amina Yusuf" },
      { field: "yearOfStudy", fromText: "", toText: "3" },
    ]);
    const done = await committed(importId);
    expect(done).toMatchObject({
      status: "COMMITTED",
      done: 2,
      total: 2,
      figures: { added: 1, changed: 1, refused: 0 },
      uninvited: 1,
    });
    expect(
      await rows(
        "select name, status, year_of_study from users where email in ('new1@people.test', 'amina@two-schools.test') order by 1",
      ),
    ).toEqual([
      { name: "Amina Yusuf", status: "ACTIVE", year_of_study: 3 },
      { name: "New One", status: "INVITED", year_of_study: 2 },
    ]);
    expect(await rows("select action from audit_log where detail ->> 'importId' = $1 order by 1", [importId])).toEqual([
      { action: "user.import" },
      { action: "user.import_change" },
    ]);
    expect(await rows("select count(*)::int as n from invitations")).toEqual([{ n: 0 }]);
    expect((await api.post("admin", `${base}/${importId}/invitations`, {})).body).toEqual({ sent: 1 });
    expect((await api.post("admin", `${base}/${importId}/invitations`, {})).body).toEqual({ sent: 0 });
    expect((await read(importId)).uninvited).toBe(0);
    // The same file again has nothing to do.
    expect(
      (
        await ready(
          "Name,Email,Student number,Year\nNew One,new1@people.test,C1,2\nAmina Yusuf,amina@two-schools.test,N1,3",
        )
      ).counts,
    ).toMatchObject({
      same: 2,
      add: 0,
      change: 0,
    });
  });

  it("killed in the middle goes on without doubles, also two at once", async () => {
    const { importId } = await ready(listOf(1_300));
    await commit(importId);
    const { writePeople } = await import("#src/features/people-imports/writing/write-people.ts");
    // The third batch fails, as when the process or the database ends in it.
    await rows(`create function fail_once() returns trigger language plpgsql as $$ begin
      if new.email like 'p1100.%' then raise exception 'killed'; end if; return new; end $$`);
    await rows("create trigger killed before insert on users for each row execute function fail_once()");
    await expect(writePeople(actor, importId)).rejects.toThrow();
    expect(await read(importId)).toMatchObject({ status: "COMMITTING", done: 1_000 });
    await rows("drop trigger killed on users");
    await Promise.all([writePeople(actor, importId), writePeople(actor, importId), writePeople(actor, importId)]);
    expect(await read(importId)).toMatchObject({
      status: "COMMITTED",
      done: 1_300,
      figures: { added: 1_300, refused: 0 },
    });
    expect(
      await rows("select count(*)::int as n from users where email like $1", [`p%.of${made}@people.test`]),
    ).toEqual([{ n: 1_300 }]);
    expect((await commit(importId)).body).toMatchObject({ status: "COMMITTED" });
    expect(
      await rows(
        "select count(*)::int as n from events where type = 'people.import_commit_requested' and data ->> 'importId' = $1",
        [importId],
      ),
    ).toEqual([{ n: 1 }]);
  });

  it("is found again by the clock after a crash", async () => {
    const { importId } = await ready(listOf(3));
    await commit(importId);
    await rows("alter table people_imports disable trigger user");
    await rows("update people_imports set updated_at = now() - interval '5 minutes' where id = $1", [importId]);
    await rows("alter table people_imports enable trigger user");
    expect(await read(importId)).toMatchObject({ status: "COMMITTING", isStalled: true });
    await (await runner()).run("people-imports.keep-up", {});
    expect(await read(importId)).toMatchObject({ status: "COMMITTED", figures: { added: 3 }, isStalled: false });
  });

  it("refuses alone whose address, number or cohort was taken meanwhile", async () => {
    const { importId } = await ready(listOf(4));
    await rows("insert into users (id, school_id, name, email, role) values ('early', 'south', 'E', $1, 'STUDENT')", [
      `P1.of${made}@people.test`,
    ]);
    await rows(
      "insert into users (id, school_id, name, email, role, student_number) values ('early2', 'north', 'E', 'e2@people.test', 'STUDENT', $1)",
      [`M${made}-2`],
    );
    expect((await committed(importId)).figures).toMatchObject({ added: 2, refused: 2 });
    expect((await rowsOf(importId, { refused: "true" })).map(({ line }) => line)).toEqual([3, 4]);
  });
});

describe("an undo", { timeout: 60_000 }, () => {
  it("removes whom the import added, and gives back what it changed, unless changed since", async () => {
    await rows(
      "insert into users (id, school_id, name, email, role, student_number) values ('u1', 'north', 'Una', 'una@people.test', 'STUDENT', 'U1'), ('u2', 'north', 'Uno', 'uno@people.test', 'STUDENT', 'U2')",
    );
    const { importId } = await ready(
      "Name,Email,Number\nUna B,una@people.test,U1\nUno B,uno@people.test,U2\nNew,undo1@people.test,U3\nSeen,undo2@people.test,U4\nKnown,undo3@people.test,U5",
    );
    await committed(importId);
    await rows("update users set name = 'Uno C' where id = 'u2'");
    await rows("update users set status = 'ACTIVE' where email = 'undo2@people.test'");
    await rows(
      "insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on) select 'placement_undo', 'north', id, 'rotation_north', current_date, current_date from users where email = 'undo3@people.test'",
    );
    const answer = await api.post("admin", `${base}/${importId}/undo`, {});
    expect(answer).toMatchObject({ status: 202, body: { status: "UNDOING" } });
    await deliver("undo_requested", importId);
    expect(await read(importId)).toMatchObject({
      status: "UNDONE",
      undoableUntil: null,
      figures: { removed: 1, left: 2, restored: 1, kept: 1 },
    });
    expect(
      await rows(
        "select email, name, status from users where email like 'un_@people.test' or email like 'undo%' order by 1",
      ),
    ).toEqual([
      { email: "una@people.test", name: "Una", status: "ACTIVE" },
      { email: "undo2@people.test", name: "Seen", status: "LEFT" },
      { email: "undo3@people.test", name: "Known", status: "LEFT" },
      { email: "uno@people.test", name: "Uno C", status: "ACTIVE" },
    ]);
    expect(await peopleOf(importId)).toHaveLength(2);
  });

  it("is refused after a day, and by another school", async () => {
    const { importId } = await ready(listOf(1));
    await committed(importId);
    expect((await api.post("foreignAdmin", `${base}/${importId}/undo`, {})).status).toBe(404);
    await rows("update people_imports set committed_at = now() - interval '25 hours' where id = $1", [importId]);
    expect((await api.post("admin", `${base}/${importId}/undo`, {})).status).toBe(409);
    expect((await read(importId)).undoableUntil).toBeNull();
  });
});

describe("the rows to fix", () => {
  it("are exported so that no spreadsheet runs them", async () => {
    const { importId } = await ready("Name,Email\n=cmd|'/C calc'!A0,a1@people.test\nFine,fine@people.test");
    const answer = await api.get("admin", `${base}/${importId}/faults-csv`);
    expect(answer.status).toBe(200);
    expect(answer.body).toBe(
      "Line,Name,Email,To fix\r\n2,'=cmd|'/C calc'!A0,a1@people.test,Name: Looks like a formula\r\n",
    );
  });
});
