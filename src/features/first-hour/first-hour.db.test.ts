import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { FirstHourAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();

const admin = { id: "new_admin", role: "SCHOOL_ADMIN", schoolId: "fresh" } as const;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await database.owner().query(`
    insert into schools (id, name) values ('fresh', 'Fresh');
    insert into users (id, school_id, name, email, role) values ('new_admin', 'fresh', 'New', 'new@fresh.test', 'SCHOOL_ADMIN');
    insert into sessions (id, school_id, user_id, expires_at) values ('session_new_admin', 'fresh', 'new_admin', now() + interval '1 day');
  `);
});

const state = async () => (await api.get(admin, "/api/first-hour")).body as FirstHourAnswer;
const idOf = (answer: { body: unknown }) => (answer.body as { id: string }).id;

describe("the first steps", () => {
  it("go from an empty school to what only a supervisor can add, and see what other schools have not", async () => {
    expect(await state()).toMatchObject({ done: [], next: "people", isHidden: false, made: { students: 0 } });

    const programId = idOf(await api.post(admin, "/api/programs", { name: "BSc Nursing" }));
    const cohortId = idOf(await api.post(admin, "/api/cohorts", { programId, name: "2027" }));
    const people = [
      { name: "Stu Dent", email: "stu@fresh.test", role: "STUDENT", cohortId },
      { name: "Su Pervisor", email: "su@fresh.test", role: "CLINICAL_SUPERVISOR" },
    ];
    expect((await api.post(admin, "/api/users/invitations", { people, send: false })).status).toBeLessThan(300);
    expect(await state()).toMatchObject({
      done: ["people"],
      next: "framework",
      made: { notInvited: 2, notJoined: 2, reachedStudents: 0 },
    });
    // One who joined can sign in, whoever else was not invited yet.
    await database.owner().query("update users set status = 'ACTIVE' where email = 'stu@fresh.test'");
    expect(await state()).toMatchObject({ made: { notInvited: 1, reachedStudents: 1, reachedSupervisors: 0 } });
    await database.owner().query("update users set status = 'INVITED' where email = 'stu@fresh.test'");

    const framework = await api.post(admin, "/api/first-hour/framework", {});
    expect(framework.status).toBe(201);
    expect(await state()).toMatchObject({ next: "placement", made: { frameworks: 1 } });

    const days = { startsOn: "2026-11-01", endsOn: "2027-03-01" };
    const rotationId = idOf(
      await api.post(admin, "/api/rotations", { name: "Medicine", site: "Riverside", unit: "4 East", ...days }),
    );
    const { body: students } = await api.get(admin, "/api/students");
    const { body: supervisors } = await api.get(admin, "/api/clinical-supervisors");
    const idsOf = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id);
    const placed = await api.post(admin, `/api/rotations/${rotationId}/placements`, {
      studentIds: idsOf(students),
      supervisorIds: idsOf(supervisors),
      ...days,
    });
    expect(placed.status).toBeLessThan(300);
    expect(await state()).toMatchObject({ next: "assign", made: { placements: 1 } });

    await database.owner().query(
      `insert into competency_assignments (id, school_id, user_id, competency_id)
       select 'assigned', 'fresh', u.id, c.id from users u, competencies c
       where u.email = 'stu@fresh.test' and c.school_id = 'fresh' limit 1`,
    );
    expect(await state()).toMatchObject({ next: "assessment", made: { assessments: 0 } });

    expect((await api.post(admin, "/api/first-hour/invitations", {})).body).toEqual({ sent: 2 });
    expect(await state()).toMatchObject({
      made: { notInvited: 0, notJoined: 2, reachedStudents: 1, reachedSupervisors: 1 },
    });
    expect((await api.post(admin, "/api/first-hour/invitations", {})).body).toEqual({ sent: 0 });
    const { rows } = await database
      .owner()
      .query("select count(*)::int as n from invitations where school_id = 'fresh'");
    expect(rows[0].n).toBe(2);
  });

  it("publish the sample framework once, however often and by how many it is pressed", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => api.post(admin, "/api/first-hour/framework", {})));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect((await state()).made.frameworks).toBe(1);
  });

  it("are put away and come back", async () => {
    const put = (isHidden: boolean) => api.call(admin, "PUT", "/api/first-hour", { body: { isHidden } });
    expect((await put(true)).body).toMatchObject({ isHidden: true });
    expect(await state()).toMatchObject({ isHidden: true });
    expect((await put(false)).body).toMatchObject({ isHidden: false });
  });
});
