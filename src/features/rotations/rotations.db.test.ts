import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query<Row>(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from placements where rotation_id not in ('rotation_north', 'rotation_south')");
  await rows("delete from rotations where id not in ('rotation_north', 'rotation_south')");
  await rows("delete from notification_queue");
});

const dayMs = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

const plan = (more: Record<string, unknown> = {}) => ({
  name: "Theatre",
  site: "General",
  unit: "Theatre 2",
  startsOn: day(-5),
  endsOn: day(30),
  programId: null,
  places: 2,
  requiredMinutes: 6000,
  ...more,
});

async function makeRotation(more: Record<string, unknown> = {}): Promise<string> {
  const answer = await api.post("admin", "/api/rotations", plan(more));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return (answer.body as { id: string }).id;
}

const place = (rotationId: string, studentIds: string[], more: Record<string, unknown> = {}) =>
  api.post("admin", `/api/rotations/${rotationId}/placements`, {
    studentIds,
    supervisorIds: ["hansen", "said"],
    startsOn: day(0),
    endsOn: day(20),
    ...more,
  });

describe("a rotation", () => {
  it("is planned and changed by the school, and its places are not made fewer than are taken", async () => {
    const id = await makeRotation();
    expect((await place(id, ["amina", "ben"])).status).toBe(201);
    const change = (more: Record<string, unknown>) =>
      api.call("admin", "PUT", `/api/rotations/${id}`, { body: plan(more) });
    expect((await change({ places: 1 })).status).toBe(409);
    expect((await change({ endsOn: day(10) })).status).toBe(409);
    expect((await change({ places: 5, name: "Theatres" })).status).toBe(200);
    const { body } = await api.get("admin", "/api/rotations");
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ id, name: "Theatres", places: 5, placedNow: 2, placedLater: 0, mostPlaced: 2 }),
    );
  });

  it("is deleted while nobody was ever placed in it, and stays once somebody was", async () => {
    const remove = (id: string) => api.call("admin", "DELETE", `/api/rotations/${id}`);
    const unused = await makeRotation();
    expect((await remove(unused)).status).toBe(200);
    expect((await remove(unused)).status).toBe(404);
    const used = await makeRotation();
    await place(used, ["amina"]);
    await rows("update placements set ended_at = now() where rotation_id = $1", [used]);
    expect((await remove(used)).status).toBe(409);
    expect(await rows("select id from rotations where id = any($1)", [[unused, used]])).toEqual([{ id: used }]);
    const [audited] = await rows("select count(*)::int as n from audit_log where action = 'rotation.delete'");
    expect(audited).toEqual({ n: 1 });
  });

  it("does not end before it begins, nor belong to a program of another school", async () => {
    const backwards = await api.post("admin", "/api/rotations", plan({ endsOn: day(-6) }));
    expect(backwards.body).toMatchObject({ errors: [{ path: "endsOn" }] });
    const foreign = await api.post("admin", "/api/rotations", plan({ programId: "program_south" }));
    expect(foreign.body).toMatchObject({ errors: [{ path: "programId" }] });
  });
});

describe("placing students", () => {
  it("places all of them under all supervisors, and tells them", async () => {
    const id = await makeRotation();
    expect((await place(id, ["amina", "ben"])).status).toBe(201);
    const { body } = await api.get("admin", `/api/rotations/${id}/placements`);
    expect(body).toMatchObject({
      items: [
        { student: "Amina", phase: "RUNNING", supervisors: [{ name: "Hansen" }, { name: "Said" }] },
        { student: "Ben", phase: "RUNNING" },
      ],
    });
    expect(await rows("select user_id from notification_queue where channel = 'IN_APP' order by 1")).toEqual([
      { user_id: "amina" },
      { user_id: "ben" },
    ]);
    // Supervision follows the placement at once.
    const { body: students } = await api.get("said", "/api/students");
    expect((students as { items: { id: string }[] }).items.map((student) => student.id)).toContain("amina");
  });

  it("places nobody where a place is missing, also when two admins place at once", async () => {
    const id = await makeRotation();
    expect((await place(id, ["amina", "ben", "dora"])).status).toBe(409);
    const answers = await Promise.all([place(id, ["amina", "ben"]), place(id, ["dora"]), place(id, ["amina", "dora"])]);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    const [{ most } = { most: -1 }] = await rows<{ most: number }>(
      "select app.most_placed_at_once($1, $2::date, $3::date, null) as most",
      [id, day(-5), day(30)],
    );
    expect(most).toBeLessThanOrEqual(2);
    expect((await place(id, ["ben"], { startsOn: day(21), endsOn: day(30) })).status).toBe(201);
  });

  it("refuses students and supervisors of other schools, and days outside the rotation", async () => {
    const id = await makeRotation();
    const answer = await place(id, ["amina", "carl"], { supervisorIds: ["foreign"], endsOn: day(31) });
    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(["endsOn", "studentIds.1", "supervisorIds.0"]);
    expect(await rows("select from placements where rotation_id = $1", [id])).toEqual([]);
  });

  it("does not place somebody twice at the same time, and says who it is", async () => {
    const id = await makeRotation();
    await place(id, ["amina"]);
    const again = await place(id, ["amina"], { startsOn: day(20), endsOn: day(30) });
    expect([again.status, again.body]).toEqual([
      409,
      expect.objectContaining({ detail: expect.stringContaining("Amina") }),
    ]);
  });
});

describe("a placement", () => {
  async function makePlacement(): Promise<string> {
    const answer = await place(await makeRotation(), ["ben"]);
    return (answer.body as { placementIds: string[] }).placementIds[0] ?? "";
  }

  it("gets other supervisors and days", async () => {
    const id = await makePlacement();
    const answer = await api.call("admin", "PUT", `/api/placements/${id}`, {
      body: { supervisorIds: ["hansen"], startsOn: day(1), endsOn: day(25) },
    });
    expect(answer.status).toBe(200);
    expect(await rows("select supervisor_id from placement_supervisors where placement_id = $1", [id])).toEqual([
      { supervisor_id: "hansen" },
    ]);
  });

  it("that is ended early ends the supervision at once, once, and frees its place", async () => {
    const id = await makePlacement();
    const seen = async () => {
      const { body } = await api.get("hansen", "/api/students");
      return (body as { items: { id: string }[] }).items.some((student) => student.id === "ben");
    };
    expect(await seen()).toBe(true);
    expect((await api.post("admin", `/api/placements/${id}/end`, undefined)).status).toBe(200);
    expect(await seen()).toBe(false);
    expect((await api.post("admin", `/api/placements/${id}/end`, undefined)).status).toBe(409);
    const [{ rotation_id } = { rotation_id: "" }] = await rows<{ rotation_id: string }>(
      "select rotation_id from placements where id = $1",
      [id],
    );
    expect((await place(rotation_id, ["ben", "amina"])).status).toBe(201);
  });

  it("of today is what the list of students shows, by the day of the school", async () => {
    const placement = async () => {
      const { body } = await api.get("admin", "/api/students", { query: { studentId: "dora" } });
      return (body as { items: { placement: string | null }[] }).items[0]?.placement;
    };
    // Dora's placement was over a month ago.
    expect(await placement()).toBe(null);
    await place(await makeRotation(), ["dora"], { startsOn: day(-1) });
    expect(await placement()).toBe("Theatre");
  });
});
