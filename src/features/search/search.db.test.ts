import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query(`
    insert into users (id, school_id, name, email, role, status)
      select school || '_' || n, school, 'Zoë Zöllner ' || n, school || n || '@many.test', 'STUDENT', case n when 1 then 'LEFT' else 'ACTIVE' end
      from unnest(array['north', 'south']) school, generate_series(1, 7) n;
    insert into competency_templates (id, school_id, name, status, created_by) values
      ('framework_zoo', 'north', 'Zoonoses', 'DRAFT', 'admin'),
      ('framework_draft', 'north', 'Zoonoses, new', 'DRAFT', 'admin'),
      ('framework_south', 'south', 'Zoonoses of the South', 'DRAFT', 'foreignAdmin');
    insert into competencies (id, school_id, template_id, code, name, category, level, rating_scale_id, target_rating, created_by)
      select id || '_c', school_id, id, 'Z1', 'Recognises zoönoses', 'Zoo', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
      from competency_templates where name like 'Zoonoses%';
    update competency_templates set status = 'PUBLISHED', published_at = now() where id in ('framework_zoo', 'framework_south');
    insert into competency_assignments (id, school_id, user_id, competency_id) values
      ('assignment_zoo', 'north', 'amina', 'framework_zoo_c');
    update users set name = 'Amina Zoé' where id = 'amina';
  `);
});

async function found(person: Person, q: string) {
  const { status, body } = await api.get(person, "/api/search", { query: { q } });
  expect(status).toBe(200);
  const answer = body as Record<"students" | "competencies" | "frameworks", { id: string }[]>;
  const ids = (lines: { id: string }[]) => lines.map(({ id }) => id);
  return {
    students: ids(answer.students),
    competencies: ids(answer.competencies),
    frameworks: ids(answer.frameworks),
  };
}

describe("the search", () => {
  it("finds a school's students, competencies and frameworks for its admin, at most five of a kind, none who left", async () => {
    expect(await found("admin", "zo")).toEqual({
      students: ["amina", "north_2", "north_3", "north_4", "north_5"],
      competencies: ["framework_draft_c", "framework_zoo_c"],
      frameworks: ["framework_zoo", "framework_draft"],
    });
  });

  it("finds for a supervisor the students of their placements, and nothing of a draft framework", async () => {
    expect(await found("hansen", "ZOÉ")).toMatchObject({ students: ["amina"] });
    expect((await found("hansen", "zoo")).frameworks).toEqual(["framework_zoo"]);
    expect((await found("hansen", "zoonoses")).competencies).toEqual(["framework_zoo_c"]);
    expect((await found("said", "zo")).students).toEqual([]);
  });

  it("finds for a student only the competencies assigned to them", async () => {
    expect(await found("amina", "zo")).toEqual({ students: [], competencies: ["framework_zoo_c"], frameworks: [] });
    expect(await found("ben", "zo")).toEqual({ students: [], competencies: [], frameworks: [] });
  });

  it("finds nothing of another school, and everything for a super admin", async () => {
    expect((await found("foreignAdmin", "zo")).frameworks).toEqual(["framework_south"]);
    expect((await found("super", "zoonoses")).frameworks).toHaveLength(3);
  });

  it("finds by code, and nothing by signs alone", async () => {
    expect((await found("admin", "z1 recognises")).competencies).toHaveLength(2);
    expect(await found("admin", "\u0301 ")).toEqual({ students: [], competencies: [], frameworks: [] });
    expect((await found("admin", "%")).students).toEqual([]);
  });

  it("refuses no text and too much", async () => {
    expect((await api.get("admin", "/api/search", { query: { q: "" } })).status).toBe(422);
    expect((await api.get("admin", "/api/search", { query: { q: "a".repeat(101) } })).status).toBe(422);
    expect((await api.get(undefined, "/api/search", { query: { q: "a" } })).status).toBe(401);
  });
});
