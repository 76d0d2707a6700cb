import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { ProgramsAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query<Row>(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from deployment_targets where target_type in ('cohort', 'program')");
  await rows("update users set program_id = null, cohort_id = null");
  await rows("delete from cohorts");
  await rows("delete from programs");
});

async function make(path: string, body: Record<string, unknown>): Promise<string> {
  const answer = await api.post("admin", path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return (answer.body as { id: string }).id;
}

const list = async () => (await api.get("admin", "/api/programs")).body as ProgramsAnswer;

describe("programs and cohorts", () => {
  it("are listed by name, each cohort in its program, with their students", async () => {
    const nursing = await make("/api/programs", { name: "Bachelor of Nursing" });
    const midwifery = await make("/api/programs", { name: "Midwifery", code: "MW" });
    const cohortId = await make("/api/cohorts", { programId: nursing, name: "2031", startsOn: "2028-09-01" });
    await rows("update users set program_id = $1, cohort_id = $2 where id in ('amina', 'dora')", [nursing, cohortId]);
    await rows("update users set status = 'LEFT' where id = 'dora'");
    const { items } = await list();
    await rows("update users set status = 'ACTIVE' where id = 'dora'");
    expect(items).toEqual([
      expect.objectContaining({
        id: nursing,
        code: "BN",
        students: 1,
        cohorts: [
          {
            id: cohortId,
            programId: nursing,
            name: "2031",
            startsOn: "2028-09-01",
            endsOn: null,
            students: 1,
            uses: { people: 2, rotations: 0, competencies: 0, deployments: 0 },
          },
        ],
      }),
      expect.objectContaining({ id: midwifery, code: "MW", students: 0, cohorts: [] }),
    ]);
  });

  it("are changed, by what is named", async () => {
    const nursing = await make("/api/programs", { name: "Nursing", code: "N" });
    const cohortId = await make("/api/cohorts", { programId: nursing, name: "2031", startsOn: "2028-09-01" });
    expect((await api.call("admin", "PATCH", `/api/programs/${nursing}`, { body: { name: "BSc" } })).status).toBe(200);
    const changed = await api.call("admin", "PATCH", `/api/cohorts/${cohortId}`, {
      body: { name: "2032", startsOn: null },
    });
    expect(changed.status).toBe(200);
    expect((await list()).items).toEqual([
      expect.objectContaining({
        name: "BSc",
        code: "N",
        cohorts: [expect.objectContaining({ name: "2032", startsOn: null })],
      }),
    ]);
  });

  it("refuses a code or a name that is taken, and days in the wrong order", async () => {
    const nursing = await make("/api/programs", { name: "Nursing", code: "N" });
    await make("/api/cohorts", { programId: nursing, name: "2031" });
    const taken = await api.post("admin", "/api/programs", { name: "Other", code: "n" });
    expect(taken.status).toBe(422);
    expect((taken.body as { errors: unknown }).errors).toEqual([
      { path: "code", message: "is the code of another program" },
    ]);
    const twice = await api.post("admin", "/api/cohorts", { programId: nursing, name: "2031" });
    expect(twice.status).toBe(422);
    const backwards = await api.post("admin", "/api/cohorts", {
      programId: nursing,
      name: "2033",
      startsOn: "2030-01-02",
      endsOn: "2030-01-01",
    });
    expect(backwards.status).toBe(422);
  });

  it("gives one of two cohorts the name that both ask for at once", async () => {
    const nursing = await make("/api/programs", { name: "Nursing" });
    const both = await Promise.all(
      [1, 2].map(() => api.post("admin", "/api/cohorts", { programId: nursing, name: "2031" })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
  });
});

describe("deleting", () => {
  it("says what uses a cohort, and a program, and then keeps it", async () => {
    const nursing = await make("/api/programs", { name: "Nursing" });
    const cohortId = await make("/api/cohorts", { programId: nursing, name: "2031" });
    const full = await api.call("admin", "DELETE", `/api/programs/${nursing}`);
    expect(full).toMatchObject({ status: 409, body: { detail: expect.stringContaining("still has cohorts") } });
    await rows("update users set cohort_id = $1 where id = 'amina'", [cohortId]);
    const used = await api.call("admin", "DELETE", `/api/cohorts/${cohortId}`);
    expect(used).toMatchObject({ status: 409, body: { detail: "The cohort is in use: 1 person. It stays." } });
    await rows("update users set cohort_id = null");
    expect((await api.call("admin", "DELETE", `/api/cohorts/${cohortId}`)).status).toBe(200);
    await rows("update rotations set program_id = $1 where id = 'rotation_north'", [nursing]);
    const planned = await api.call("admin", "DELETE", `/api/programs/${nursing}`);
    expect(planned).toMatchObject({ status: 409, body: { detail: expect.stringContaining("1 rotation") } });
    await rows("update rotations set program_id = null");
    expect((await api.call("admin", "DELETE", `/api/programs/${nursing}`)).status).toBe(200);
    const acts = await rows("select action from audit_log where entity_id = any ($1) order by occurred_at", [
      [nursing, cohortId],
    ]);
    expect(acts.map((act) => (act as { action: string }).action)).toEqual([
      "program.add",
      "cohort.add",
      "cohort.delete",
      "program.delete",
    ]);
  });

  it("keeps a cohort in its program while it has people", async () => {
    const nursing = await make("/api/programs", { name: "Nursing" });
    const other = await make("/api/programs", { name: "Midwifery" });
    const cohortId = await make("/api/cohorts", { programId: nursing, name: "2031" });
    await rows("update users set cohort_id = $1 where id = 'amina'", [cohortId]);
    const move = () => api.call("admin", "PATCH", `/api/cohorts/${cohortId}`, { body: { programId: other } });
    expect((await move()).status).toBe(409);
    await rows("update users set cohort_id = null");
    expect((await move()).status).toBe(200);
  });
});
