import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import type { HealthAnswer, SchoolsAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query<Row>(text, values)).rows;
}

const password = "correct horse battery staple";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  const { hashPassword } = await import("#src/platform/identity/passwords.ts");
  const hash = await hashPassword(password);
  for (const id of ["amina", "foreign"]) {
    await rows(
      `insert into identity."user" (id, name, email) select id, name, email from users where id = $1 on conflict do nothing`,
      [id],
    );
    await rows(
      `insert into identity.account (id, "account_id", provider_id, user_id, password) values ($1 || '_account', $1, 'credential', $1, $2)`,
      [id, hash],
    );
  }
});

const emailOf = async (id: string) =>
  (await rows<{ email: string }>("select email from users where id = $1", [id]))[0]?.email;
const signIn = async (id: string) => api.post(undefined, "/api/auth/sign-in", { email: await emailOf(id), password });
const list = async () => (await api.get("super", "/api/schools")).body as SchoolsAnswer;
const one = async (id: string) => (await list()).items.find((school) => school.id === id);

describe("the schools", () => {
  it("are listed with counts and without anybody's name", async () => {
    const { items } = await list();
    expect(items.map(({ id }) => id).sort()).toEqual(["north", "south"]);
    expect(await one("north")).toMatchObject({
      students: 3,
      supervisors: 2,
      admins: 1,
      status: "OPEN",
      maxStudents: null,
    });
    const text = JSON.stringify(items);
    for (const { name, email } of await rows<{ name: string; email: string }>("select name, email from users")) {
      expect(text).not.toContain(name);
      expect(text).not.toContain(email);
    }
    const csv = await api.get("super", "/api/schools/csv");
    expect(csv.status).toBe(200);
    expect(String(csv.body).split("\r\n").filter(Boolean)).toHaveLength(3);
  });

  it("are opened with a first administrator, who is invited; both or neither", async () => {
    const body = {
      name: "East",
      timeZone: "Europe/Oslo",
      admin: { name: "Ada Vik", email: "ada@east.test" },
      maxStudents: 2,
    };
    const opened = await api.post("super", "/api/schools", body);
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    const { id } = opened.body as { id: string };
    expect((await api.get("super", `/api/schools/${id}/admins`)).body).toEqual({
      items: [expect.objectContaining({ name: "Ada Vik", email: "ada@east.test", status: "INVITED" })],
    });
    expect(await rows("select 1 from invitations where school_id = $1", [id])).toHaveLength(1);
    const again = await api.post("super", "/api/schools", { ...body, name: "East two" });
    expect(again.status).toBe(422);
    expect((await list()).items.map(({ name }) => name)).not.toContain("East two");
    const elsewhere = await api.post("super", "/api/schools", { ...body, timeZone: "Europe/Atlantis" });
    expect(elsewhere.status).toBe(422);
  });

  it("are limited, under the revision that was read", async () => {
    const revision = (await one("north"))?.revision ?? 0;
    const limit = (maxStudents: number | null, tag: string) =>
      api.call("super", "PUT", "/api/schools/north/limits", {
        body: { maxStudents, maxStorageBytes: null },
        headers: { "if-match": tag },
      });
    expect((await limit(3, `"${revision}"`)).status).toBe(200);
    expect((await limit(4, `"${revision}"`)).status).toBe(412);
    const invite = (email: string) =>
      api.post("admin", "/api/users/invitations", { people: [{ name: "Eli", email, role: "STUDENT" }], send: false });
    const full = await invite("eli@north.test");
    expect(full).toMatchObject({ status: 409, body: { detail: expect.stringContaining("more students") } });
    expect((await limit(null, "*")).status).toBe(200);
    expect((await invite("eli@north.test")).status).toBeLessThan(300);
  });
});

describe("a suspended school", () => {
  it("signs everybody out at once, lets nobody in and says so; another school goes on", async () => {
    const before = await signIn("amina");
    expect(before.status, JSON.stringify(before.body)).toBe(200);
    const { accessToken } = before.body as { accessToken: string };
    const cookie = before.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const withToken = () =>
      api.call(undefined, "GET", "/api/me", { headers: { authorization: `Bearer ${accessToken}` } });
    expect((await withToken()).status).toBe(200);

    const suspended = await api.post("super", "/api/schools/north/suspend", { reason: "The contract ended" });
    expect(suspended).toMatchObject({ status: 200, body: { status: "SUSPENDED" } });
    expect((await withToken()).status).toBe(401);
    const refreshed = await api.call(undefined, "POST", "/api/auth/refresh", { headers: { cookie }, body: {} });
    expect(refreshed.status).toBe(401);
    const refused = await signIn("amina");
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("suspended") } });
    const wrong = await api.post(undefined, "/api/auth/sign-in", { email: await emailOf("amina"), password: "wrong" });
    expect(wrong.status).toBe(401);
    expect((await signIn("foreign")).status).toBe(200);
    expect(await one("north")).toMatchObject({ status: "SUSPENDED", suspendedReason: "The contract ended" });

    const reopened = await api.post("super", "/api/schools/north/reopen", {});
    expect(reopened.status).toBeLessThan(300);
    expect((await signIn("amina")).status).toBe(200);
    const acts = await rows<{ action: string }>(
      "select action from audit_log where entity_id = 'north' and action like 'school.%' order by occurred_at",
    );
    expect(acts.map(({ action }) => action).slice(-2)).toEqual(["school.suspend", "school.reopen"]);
  });

  it("is never the one that all schools share", async () => {
    expect((await api.post("super", "/api/schools/default/suspend", { reason: "x" })).status).toBe(404);
  });

  it("leaves no session of a sign-in at that moment", async () => {
    const [, ...signedIn] = await Promise.all([
      api.post("super", "/api/schools/south/suspend", { reason: "Now" }),
      ...[1, 2, 3].map(() => signIn("foreign")),
    ]);
    for (const answer of signedIn) {
      if (answer.status !== 200) continue;
      const { accessToken } = answer.body as { accessToken: string };
      const me = await api.call(undefined, "GET", "/api/me", { headers: { authorization: `Bearer ${accessToken}` } });
      expect(me.status).toBe(401);
    }
    expect(await rows("select 1 from sessions where school_id = 'south' and revoked_at is null")).toEqual([]);
    await api.post("super", "/api/schools/south/reopen", {});
  });
});

it("reads how the program works", async () => {
  const { parts, version, uptimeSeconds } = (await api.get("super", "/api/system-health")).body as HealthAnswer;
  expect(parts.map(({ part }) => part).sort()).toEqual([
    "backups",
    "database",
    "email",
    "events",
    "files",
    "jobs",
    "redis",
  ]);
  // No worker runs in this test, and that stands first.
  expect(parts[0]).toMatchObject({ part: "jobs", state: "failed", figures: { isWorkerAlive: 0 } });
  const database = parts.find(({ part }) => part === "database");
  expect(database?.figures.bytes).toBeGreaterThan(1_000_000);
  expect(database?.figures.connections).toBeGreaterThan(0);
  expect(version).toMatch(/^\d+\.\d+/);
  expect(uptimeSeconds).toBeGreaterThan(0);
});
