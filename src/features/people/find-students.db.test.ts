import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { foldedNames } from "../../../tests/support/folded-names.ts";
import { claimsOf, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

/** In the order in which a reader looks for them. */
const names = [
  "İpek Şahin",
  "José Álvarez",
  "Łukasz Żak",
  "O’Connell Jack",
  "Zoe Adams",
  "Ångström Øst",
  "Ilse 100%",
  "Jose Brown",
];
const inOrder = [
  "Amina",
  "Ångström Øst",
  "Ben",
  "Dora",
  "Ilse 100%",
  "İpek Şahin",
  "José Álvarez",
  "Jose Brown",
  "Łukasz Żak",
  "O’Connell Jack",
  "Zoe Adams",
];

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query(
    `insert into users (id, school_id, name, email, role, student_number)
     select 'named_' || n, 'north', name, n || '@named.test', 'STUDENT', 'NR-' || (1000 + n)
     from unnest($1::text[]) with ordinality as named (name, n)`,
    [names],
  );
  await owner.query(`insert into users (id, school_id, name, email, role)
    values ('south_jose', 'south', 'José of the South', 'jose@south.test', 'STUDENT')`);
});

async function listed(person: Person, query: Record<string, string>): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = await api.get(person, "/api/students", { query: { ...query, ...(cursor ? { cursor } : {}) } });
    expect(answer.status).toBe(200);
    const page = answer.body as { items: { name: string }[]; nextCursor: string | null };
    found.push(...page.items.map(({ name }) => name));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

describe("students", () => {
  it.each([2, 3, 200])("are listed in the order of their letters, %i a page", async (limit) => {
    expect(await listed("admin", { limit: String(limit) })).toEqual(inOrder);
  });

  it.each([
    ["jose", ["José Álvarez", "Jose Brown"]],
    ["José", ["José Álvarez", "Jose Brown"]],
    ["Jose\u0301", ["José Álvarez", "Jose Brown"]],
    ["alvarez", ["José Álvarez"]],
    ["alvarez jose", ["José Álvarez"]],
    ["lukasz", ["Łukasz Żak"]],
    ["ŁUKASZ", ["Łukasz Żak"]],
    ["angstrom", ["Ångström Øst"]],
    ["ipek", ["İpek Şahin"]],
    ["o'connell", ["O’Connell Jack"]],
    ["O’Connell", ["O’Connell Jack"]],
    ["nell", ["O’Connell Jack"]],
    ["z", ["José Álvarez", "Łukasz Żak", "Zoe Adams"]],
    ["oe", ["Zoe Adams"]],
    ["nr-1005", ["Zoe Adams"]],
    ["100%", ["Ilse 100%"]],
    ["0_", []],
    ["nobody", []],
  ])("are found by %j", async (search, expected) => {
    expect((await listed("admin", { search })).sort()).toEqual([...expected].sort());
    expect((await listed("admin", { search, limit: "1" })).sort()).toEqual([...expected].sort());
  });

  it("are found only among those whom the reader may see", async () => {
    expect(await listed("foreignAdmin", { search: "jose" })).toEqual(["José of the South"]);
    expect(await listed("super", { search: "jose" })).toEqual(["José Álvarez", "Jose Brown", "José of the South"]);
    expect(await listed("hansen", { search: "a" })).toEqual(["Amina"]);
    expect(await listed("said", { search: "ben" })).toEqual(["Ben"]);
    expect(await listed("said", { search: "amina" })).toEqual([]);
  });
});

describe("app.search_text", () => {
  it.each(foldedNames)("folds %j to %j, as searchText does", async (name, folded) => {
    const { rows } = await database.owner().query("select app.search_text($1) as text", [name]);
    expect(rows).toEqual([{ text: folded }]);
  });
});

it("app.found_student_ids returns nobody whom the caller may not see", async () => {
  const owner = database.owner();
  const foundBy = async (person: Person) => {
    await owner.query("begin");
    await owner.query("select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)", [
      claimsOf(person),
    ]);
    const { rows } = await owner.query<{ id: string }>("select app.found_student_ids('{}') as id order by 1");
    await owner.query("rollback");
    return rows.map(({ id }) => id);
  };
  expect(await foundBy("amina")).toEqual(["amina"]);
  expect(await foundBy("hansen")).toEqual(["amina"]);
  expect(await foundBy("foreignAdmin")).toEqual(["carl", "south_jose"]);
});
