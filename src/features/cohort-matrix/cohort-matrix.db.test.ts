import { unzipSync } from "fflate";
import { readXlsx } from "hucre/xlsx";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChoicesAnswer, MatrixAnswer } from "#src/features/cohort-matrix/schema.ts";
import { maxStudents, standingWords } from "#src/features/cohort-matrix/values.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { expectPackedCells } from "../../../tests/support/packed-cells.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const run = (text: string, values: unknown[] = []) => database.owner().query(text, values);

const path = "/api/cohort-matrix";
const north = { frameworkId: "matrix_north" };

/** In the north eight competencies, one for each way in which Amina's may stand, and one that is not hers. */
const stands = [
  ["overdue", "OVERDUE", "'IN_PROGRESS', now() - interval '3 days', null, null, 2, 40"],
  ["expired", "EXPIRED", "'EXPIRED', null, now() - interval '2 years', null, 4, 100"],
  ["soon", "EXPIRES_SOON", "'ACHIEVED', now() - interval '1 year', now() - interval '11 months', null, 4, 100"],
  ["completed", "COMPLETED", "'APPROVED', null, now() - interval '1 month', null, 4, 100"],
  ["unsure", "NOT_ENOUGH_EVIDENCE", "'IN_PROGRESS', now() + interval '9 days', null, null, null, 25"],
  ["begun", "IN_PROGRESS", "'IN_PROGRESS', null, null, null, 3.5, 62.5"],
  ["renewing", "IN_PROGRESS", "'IN_PROGRESS', now() - interval '9 days', null, now() - interval '1 year', 3, 50"],
  ["new", "NOT_STARTED", "'NOT_STARTED', now() + interval '9 days', null, null, null, 0"],
] as const;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run("update users set cohort_id = 'cohort_' || school_id, student_number = 'N-' || id where role = 'STUDENT'");
  await run(`
    insert into competency_templates (id, school_id, name, version, created_by) values
      ('matrix_north', 'north', 'Registered Nurse', '2', 'admin'), ('matrix_south', 'south', 'Foreign', '1', 'foreignAdmin')`);
  for (const [n, [id]] of [...stands, ["foreign"] as const].entries()) {
    await run(
      `insert into competencies (id, school_id, template_id, code, name, short_name, category, level, rating_scale_id,
         target_rating, created_by, validity_months, sort_order)
       values ($1, $2, $3, $4, $5, $6, $7, 'FUNDAMENTAL', 'scale_entrustment', 4, 'system', $8, $9)`,
      id === "foreign"
        ? ["m_foreign", "south", "matrix_south", "F", "Foreign", null, "Care", null, 1]
        : [
            `m_${id}`,
            "north",
            "matrix_north",
            `1.${n}`,
            `=${id}`,
            id,
            n % 2 ? "Care" : "Acts",
            id === "completed" ? null : 12,
            n,
          ],
    );
  }
  await run("update competency_templates set status = 'PUBLISHED', published_at = now() where id like 'matrix_%'");
  for (const [id, , values] of stands) {
    await run(`insert into competency_assignments
      (id, school_id, user_id, competency_id, status, due_date, completion_date, cycle_starts_at, result, progress_percentage)
      values ('m_amina_${id}', 'north', 'amina', 'm_${id}', ${values})`);
  }
  await run(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('m_ben_new', 'north', 'ben', 'm_new'), ('m_carl', 'south', 'carl', 'm_foreign')`);
});

async function read(person: Person, query: Record<string, string> = north, status = 200): Promise<MatrixAnswer> {
  const answer = await api.get(person, path, { query });
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body as MatrixAnswer;
}

describe("the matrix", () => {
  it("says of each cell where it stands, once and with its figures", async () => {
    const { frame, rows, standings } = await read("admin");
    // Those of a category together, in the order of the first.
    expect(frame.competencies.map(({ shortName }) => shortName)).toEqual(
      [0, 2, 4, 6, 1, 3, 5, 7].map((n) => stands[n]?.[0]),
    );
    const amina = rows.find(({ studentId }) => studentId === "amina");
    const found = frame.competencies.map(({ shortName }, at) => [shortName, standings[amina?.cells[at]?.[1] ?? -1]]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(stands.map(([id, standing]) => [id, standing])));
    expect(amina).toMatchObject({
      name: "Amina",
      number: "N-amina",
      placement: "Ward",
      completed: 2,
      total: 8,
      overdue: 1,
    });
    expect(amina?.cells[6]).toEqual(["m_amina_begun", standings.indexOf("IN_PROGRESS"), 62.5, 3.5]);
    const ben = rows.find(({ studentId }) => studentId === "ben");
    expect(ben?.cells.filter((cell) => cell !== null)).toHaveLength(1);
    expect(frame.scales[0]?.levels[0]).toMatchObject({ value: 1, word: expect.any(String) });
  });

  it("agrees with the list of a student's competencies", async () => {
    const { frame, rows, standings } = await read("admin");
    const list = await api.get("admin", "/api/competency-assignments", { query: { studentId: "amina" } });
    const { items } = list.body as {
      items: { id: string; status: string; expiresSoon: boolean; result: number | null }[];
    };
    const cells = rows.find(({ studentId }) => studentId === "amina")?.cells ?? [];
    for (const cell of cells) {
      const item = items.find(({ id }) => id === cell?.[0]);
      const standing = standings[cell?.[1] ?? -1];
      const isCompleted = item?.status === "ACHIEVED" || item?.status === "APPROVED";
      expect(item?.expiresSoon).toBe(standing === "EXPIRES_SOON");
      expect(isCompleted).toBe(standing === "COMPLETED" || standing === "EXPIRES_SOON");
      expect(item?.status === "OVERDUE").toBe(standing === "OVERDUE");
      expect(item?.result).toBe(cell?.[3]);
    }
    expect(frame.competencies).toHaveLength(cells.length);
  });

  it.each<[Person, string[]]>([
    ["hansen", ["amina"]],
    ["said", ["ben"]],
    ["admin", ["amina", "ben", "dora"]],
  ])("has the students of the reader: %s", async (person, ids) => {
    expect((await read(person)).rows.map(({ studentId }) => studentId)).toEqual(ids);
  });

  it("is narrowed to a cohort or to a rotation", async () => {
    const ids = async (query: Record<string, string>) =>
      (await read("admin", { ...north, ...query })).rows.map(({ studentId }) => studentId);
    expect(await ids({ cohortId: "cohort_north" })).toEqual(["amina", "ben", "dora"]);
    await run("update users set cohort_id = null where id = 'ben'");
    expect(await ids({ cohortId: "cohort_north" })).toEqual(["amina", "dora"]);
    await run("update users set cohort_id = 'cohort_north' where id = 'ben'");
    expect(await ids({ rotationId: "rotation_north" })).toEqual(["amina", "ben", "dora"]);
  });

  it("knows nothing of another school, and nothing for students", async () => {
    await read("foreignAdmin", north, 404);
    await read("admin", { ...north, cohortId: "cohort_south" }, 404);
    await read("admin", { ...north, rotationId: "rotation_south" }, 404);
    await read("amina", north, 403);
    expect((await read("foreignAdmin", { frameworkId: "matrix_south" })).rows).toHaveLength(1);
  });

  it("leaves out who was suspended or left", async () => {
    await run("update users set status = 'SUSPENDED' where id = 'ben'");
    await run("update users set status = 'LEFT' where id = 'dora'");
    expect((await read("admin")).rows.map(({ studentId }) => studentId)).toEqual(["amina"]);
    await run("update users set status = 'ACTIVE' where id in ('ben', 'dora')");
  });

  it("asks for less where there are too many students", async () => {
    await run(
      `insert into users (id, school_id, name, email, role)
       select 'many_' || n, 'north', 'Many', n || '@many.test', 'STUDENT' from generate_series(1, $1::int) n`,
      [maxStudents],
    );
    const answer = await api.get("admin", path, { query: north });
    expect([answer.status, answer.body]).toMatchObject([422, { errors: [{ path: "cohortId" }] }]);
    expect((await read("admin", { ...north, cohortId: "cohort_north" })).rows).toHaveLength(3);
    await run("delete from users where id like 'many_%'");
  });

  it("leaves one row in the access log, with what narrowed it", async () => {
    await run("truncate access_log");
    await read("hansen", { ...north, rotationId: "rotation_north" });
    const { rows } = await run("select actor_id, what, detail from access_log");
    const filter = { rotationId: "rotation_north", frameworkId: "matrix_north" };
    expect(rows).toEqual([{ actor_id: "hansen", what: "cohort matrix", detail: { count: 1, filter } }]);
  });
});

describe("the tag", () => {
  const tagOf = async (person: Person = "admin") =>
    (await api.get(person, path, { query: north })).headers.get("etag") ?? "";
  const again = async (etag: string) =>
    (await api.get("admin", path, { query: north, headers: { "if-none-match": etag } })).status;

  it("is answered with 304 until something that is sent changes", async () => {
    const etag = await tagOf();
    expect(await again(etag)).toBe(304);
    for (const change of [
      "update competency_assignments set progress_percentage = progress_percentage + 1 where id = 'm_amina_begun'",
      "update users set name = 'Benny' where id = 'ben'",
      "update placements set ended_at = now() where student_id = 'ben'",
      "update competency_templates set updated_at = now() where id = 'matrix_north'",
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ('m_late', 'north', 'dora', 'm_new')",
      "update users set status = 'LEFT' where id = 'dora'",
      "update schools set time_zone = 'Pacific/Kiritimati' where id = 'north'",
    ]) {
      const before = await tagOf();
      await run(change);
      expect([await again(before), await again(await tagOf())], change).toEqual([200, 304]);
    }
    await run("update schools set time_zone = 'Europe/London' where id = 'north'");
    await run("update users set status = 'ACTIVE', name = initcap(id) where id in ('ben', 'dora')");
    await run("delete from competency_assignments where id = 'm_late'");
    await run("update placements set ended_at = null where student_id = 'ben'");
  });

  it("of one reader does not fit the answer to another", async () => {
    expect(await tagOf("hansen")).not.toBe(await tagOf());
  });
});

describe("the choices", () => {
  const choices = async (person: Person, query: Record<string, string> = {}) => {
    const answer = await api.get(person, `${path}/choices`, { query });
    expect(answer.status).toBe(200);
    return answer.body as ChoicesAnswer;
  };

  it("are the reader's own groups, and frameworks that are assigned among their students", async () => {
    const admin = await choices("admin");
    expect(admin.cohorts).toEqual([{ id: "cohort_north", name: "2027" }]);
    expect(admin.rotations).toEqual([{ id: "rotation_north", name: "Ward" }]);
    expect(admin.frameworks[0]).toEqual({ id: "matrix_north", name: "Registered Nurse", version: "2" });
    expect(admin.frameworks.map(({ id }) => id)).toEqual(["matrix_north", "template_north"]);
    expect((await choices("foreign")).frameworks.map(({ id }) => id)).toEqual(["matrix_south", "template_south"]);
    expect((await choices("admin", { cohortId: "cohort_south" })).frameworks).toEqual([]);
  });
});

describe("the file", () => {
  const file = (format: string) => api.get("admin", `${path}/export`, { query: { ...north, format } });

  it("says the same as the matrix, as CSV and as a workbook", async () => {
    const { frame, rows, standings } = await read("admin");
    const wordOf = (place: number | undefined) => {
      const standing = standings[place ?? -1];
      return standing === undefined ? "" : standingWords[standing];
    };
    const expected = rows.map((row) => [
      row.name,
      row.number ?? "",
      row.placement ?? "",
      row.completed,
      row.total,
      row.overdue,
      ...row.cells.map((cell) => wordOf(cell?.[1])),
    ]);
    const csv = await file("csv");
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, ...lines] = String(csv.body).replace("\uFEFF", "").trimEnd().split("\r\n");
    expect(head).toContain("1.0 =overdue");
    expect(lines).toEqual(expected.map((line) => line.join(",")));

    const xlsx = await file("xlsx");
    expect(xlsx.headers.get("content-disposition")).toBe('attachment; filename="cohort-matrix.xlsx"');
    const bytes = xlsx.body as Uint8Array;
    const book = await readXlsx(bytes);
    expect(book.sheets.map(({ name }) => name)).toEqual(["Status", "Level", "Competencies"]);
    const [status, level, competencies] = book.sheets.map((sheet) => sheet.rows.slice(1));
    expect(status?.map((line) => expected[0]?.map((_, at) => line[at] ?? ""))).toEqual(expected);
    expect(level?.map((line) => frame.competencies.map((_, at) => line[at + 2] ?? null))).toEqual(
      rows.map(({ cells }) => cells.map((cell) => cell?.[3] ?? null)),
    );
    expect(competencies).toHaveLength(frame.competencies.length);
    expect(Buffer.from(unzipSync(bytes)["xl/worksheets/sheet1.xml"] ?? []).toString()).not.toContain("<f>");
  });
});

describe("the packed cells", () => {
  it("are those of the assignments, whatever is done to them", async () => {
    const same = () => expectPackedCells(database.owner());
    await same();
    await run("update competency_assignments set due_date = due_date + interval '1 day' where user_id = 'amina'");
    await run("update competency_assignments set status = 'WITHDRAWN' where id in ('m_amina_new', 'm_ben_new')");
    await same();
    // A withdrawn one beside the live one of the same competency changes nothing of it.
    await run(
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ('m_twin', 'north', 'ben', 'm_new')",
    );
    await run("update competency_assignments set updated_at = now() where id = 'm_ben_new'");
    await same();
    await run("update competency_assignments set competency_id = 'm_begun' where id = 'm_twin'");
    await same();
    await run("update competency_assignments set user_id = 'dora' where id = 'm_twin'");
    await same();
    await run("delete from competency_assignments where id in ('m_twin', 'm_amina_overdue')");
    await same();
    await run("update competency_assignments set status = 'NOT_STARTED' where id = 'm_ben_new'");
    await same();
  });
});
