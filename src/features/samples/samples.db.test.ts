import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

const path = "/api/sample-school";
const remove = () => api.call("admin", "DELETE", path);

async function rows<Row>(sql: string): Promise<Row[]> {
  return (await database.owner().query(sql)).rows;
}

/** How many rows each table has of schools that are no samples, but for what every request writes. */
async function realRows(): Promise<Record<string, number>> {
  const tables = await rows<{ name: string }>(`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('audit_log', 'access_log')`);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [found] = await rows<{ n: number }>(
      `select count(*)::int as n from ${name} where school_id not in (select id from schools where sample_of is not null)`,
    );
    counts[name] = found?.n ?? 0;
  }
  return counts;
}

beforeAll(() => arrangeTwoSchools(database.owner()));

describe("a sample school", () => {
  it("is there once, however often and by how many it is opened, and is removed as a whole", {
    timeout: 120_000,
  }, async () => {
    const before = await realRows();
    expect((await api.get("admin", path)).body).toEqual({ isSample: false, holds: null });
    const answers = await Promise.all([1, 2, 3].map(() => api.post("admin", path, {})));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const holds = { students: 60, supervisors: 12, assessments: expect.any(Number) };
    expect(answers[0]?.body).toEqual({ isSample: false, holds });
    expect(await rows("select sample_of from schools where sample_of is not null")).toEqual([{ sample_of: "north" }]);
    expect(await realRows()).toEqual(before);
    expect((await api.get("foreignAdmin", path)).body).toEqual({ isSample: false, holds: null });

    expect((await remove()).body).toEqual({ isSample: false, holds: null });
    expect((await remove()).status).toBe(200);
    expect(await realRows()).toEqual(before);
    expect(
      await rows("select 1 from users where school_id in (select id from schools where sample_of is not null)"),
    ).toEqual([]);
    // Its audit stays, and so does the school's own.
    expect(await rows("select action from audit_log where action like 'sample.%' order by 1")).toEqual([
      { action: "sample.open" },
      { action: "sample.remove" },
    ]);
    expect((await api.post("admin", path, {})).body).toEqual({ isSample: false, holds });
  });

  it("has the progress rows that a rebuild writes", { timeout: 60_000 }, async () => {
    await api.post("admin", path, {});
    const read = () =>
      rows<{ student_id: string }>(`
        select to_jsonb(p) - 'version' - 'updated_at' as row, p.student_id from student_progress p
        join schools s on s.id = p.school_id where s.sample_of = 'north' order by p.student_id`);
    const written = await read();
    expect(written).toHaveLength(60);
    await recount(written.map(({ student_id }) => student_id));
    expect(await read()).toEqual(written);
  });

  it("takes no address of anybody, and no school becomes one", async () => {
    await api.post("admin", path, {});
    const add = (email: string) =>
      database.owner().query(`
        insert into users (id, school_id, name, email, role)
        select 'added_' || md5('${email}'), id, 'Added', '${email}', 'CLINICAL_SUPERVISOR' from schools where sample_of = 'north'`);
    await expect(add("somebody@north.test")).rejects.toMatchObject({ constraint: "users_sample_address" });
    await add("somebody@there.invalid");
    await expect(
      database.owner().query("update users set email = 'else@north.test' where email = 'somebody@there.invalid'"),
    ).rejects.toMatchObject({ constraint: "users_sample_address" });
    await expect(
      database.owner().query("update schools set sample_of = 'north' where id = 'south'"),
    ).rejects.toMatchObject({ constraint: "schools_sample_settled" });
  });
});
