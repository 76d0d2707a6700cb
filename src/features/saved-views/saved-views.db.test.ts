import { beforeAll, describe, expect, it } from "vitest";
import type { SavedView, ViewsAnswer } from "#src/features/saved-views/schema.ts";
import { maxViewName, maxViews } from "#src/features/saved-views/values.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/saved-views";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await database
    .owner()
    .query(
      "insert into users (id, school_id, name, email, role) values ('colleague', 'north', 'Colleague', 'c@north.test', 'SCHOOL_ADMIN')",
    );
});

const body = (name: string, query = "role=STUDENT&sort=seen&order=desc") => ({ page: "people", name, query });

async function keep(person: Person, name: string, query?: string): Promise<SavedView> {
  const answer = await api.post(person, path, body(name, query));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as SavedView;
}

async function names(person: Person): Promise<string[]> {
  const { body: answer } = await api.get(person, path, { query: { page: "people" } });
  return (answer as ViewsAnswer).items.map(({ name }) => name);
}

describe("saved views", () => {
  it("are a person's own, by name, and are what the address was", async () => {
    await keep("admin", "never seen", "seen=never");
    await keep("admin", "  Ångström ward");
    await keep("admin", "Second years", "cohort=c2&search=am%20ok");
    await keep("foreignAdmin", "Of the south");
    expect(await names("admin")).toEqual(["Ångström ward", "never seen", "Second years"]);
    expect(await names("foreignAdmin")).toEqual(["Of the south"]);
    const { body: answer } = await api.get("admin", path, { query: { page: "people" } });
    expect((answer as ViewsAnswer).items.at(-1)?.query).toBe("cohort=c2&search=am%20ok");
    expect((await api.get("hansen", path, { query: { page: "people" } })).status).toBe(403);
  });

  it("are renamed, changed and deleted by whoever saved them, and by nobody else", async () => {
    const { id } = await keep("admin", "To change");
    const put = (person: Person, name: string) =>
      api.call(person, "PUT", `${path}/${id}`, { body: { name, query: "status=LEFT" } });
    expect((await put("foreignAdmin", "Taken")).status).toBe(404);
    expect((await put("super", "Taken")).status).toBe(403);
    const changed = await put("admin", "Changed");
    expect([changed.status, changed.body]).toEqual([200, { id, name: "Changed", query: "status=LEFT" }]);
    expect((await api.call("foreignAdmin", "DELETE", `${path}/${id}`)).status).toBe(404);
    expect((await api.call("admin", "DELETE", `${path}/${id}`)).status).toBe(200);
    expect((await api.call("admin", "DELETE", `${path}/${id}`)).status).toBe(404);
  });

  it("are hidden from the other admins of the school", async () => {
    await database
      .owner()
      .query(
        "insert into saved_views (id, school_id, user_id, page, name, query) values ('theirs', 'north', 'colleague', 'people', 'Theirs', '')",
      );
    expect(await names("admin")).not.toContain("Theirs");
    expect((await api.call("admin", "DELETE", `${path}/theirs`)).status).toBe(404);
  });

  it("have a name once, whatever its letters", async () => {
    const { id } = await keep("admin", "Été à l'hôpital");
    const again = await api.post("admin", path, body("ÉTÉ À L'HÔPITAL"));
    expect([again.status, (again.body as { detail: string }).detail]).toEqual([
      409,
      "You have a saved view of this name already.",
    ]);
    const other = await keep("admin", "Other");
    const rename = await api.call("admin", "PUT", `${path}/${other.id}`, {
      body: { name: "été à l'hôpital", query: "" },
    });
    expect(rename.status).toBe(409);
    const same = await api.call("admin", "PUT", `${path}/${id}`, { body: { name: "été à l'hôpital", query: "" } });
    expect(same.status).toBe(200);
    expect((await keep("foreignAdmin", "Été à l'hôpital")).name).toBe("Été à l'hôpital");
  });

  it.each([
    ["", "role=STUDENT"],
    ["   ", "role=STUDENT"],
    ["x".repeat(maxViewName + 1), "role=STUDENT"],
    ["Elsewhere", "https://example.org/?role=STUDENT"],
    ["Marked", "role=STUDENT#end"],
    ["Endless", `search=${"x".repeat(2_000)}`],
  ])("are refused: %j %j", async (name, query) => {
    expect((await api.post("admin", path, body(name, query))).status).toBe(422);
  });

  it("leave the audit without their words", async () => {
    const { id } = await keep("admin", "Looks for Amina", "search=amina");
    const { rows } = await database
      .owner()
      .query("select action, actor_id, detail from audit_log where entity_id = $1", [id]);
    expect(rows).toEqual([{ action: "saved-view.keep", actor_id: "admin", detail: { page: "people" } }]);
  });

  it("are not kept without end", async () => {
    await database.owner().query(
      `insert into saved_views (id, school_id, user_id, page, name, query)
       select 'many_' || n, 'south', 'foreignAdmin', 'people', 'View ' || n, '' from generate_series(1, $1) n`,
      [maxViews],
    );
    const refused = await api.post("foreignAdmin", path, body("One more"));
    expect(refused.status).toBe(409);
    expect((refused.body as { detail: string }).detail).toContain(String(maxViews));
  });
});
