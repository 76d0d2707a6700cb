import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { jobs } from "./jobs.ts";
import type { RetentionAnswer } from "./retention/schema.ts";
import { type RetentionKind, retentionKinds } from "./values.ts";

const database = useDatabase();
const api = useApi();
const retain = () => makeJobRunner(jobs).run("privacy.retain", {});

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

async function read(query = ""): Promise<RetentionAnswer> {
  const { status, body } = await api.get("admin", `/api/retention${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as RetentionAnswer;
}
const dueOf = ({ items }: RetentionAnswer, kind: RetentionKind) => items.find((item) => item.kind === kind)?.due;
async function choose(kind: RetentionKind, months: number | null, status = 200): Promise<RetentionAnswer> {
  const answer = await api.call("admin", "PUT", "/api/retention", { body: { kind, months } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body as RetentionAnswer;
}

/** Of each kind one that is old and one that is not, in both schools; Ben and Carl have left. */
const left: Record<RetentionKind, () => Promise<string[]>> = {
  interactions: () => idsOf("select id from learning_analytics"),
  notifications: () => idsOf("select id from notification_queue"),
  snapshots: () => idsOf("select id from progress_snapshots"),
  imports: () => idsOf("select distinct import_id as id from people_import_rows"),
  leavers: () => idsOf("select user_id as id from erasures"),
};
const idsOf = async (text: string) => (await rows(`${text} order by 1`)).map(({ id }) => id);

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("set session_replication_role = replica");
  for (const table of [
    ...["learning_analytics", "notification_queue", "progress_snapshots"],
    ...["people_import_rows", "people_imports", "erasures"],
  ])
    await rows(`delete from ${table}`);
  await rows("delete from legal_holds");
  await rows("update schools set settings = settings - 'retention'");
  for (const [school, person, by] of [
    ["north", "amina", "admin"],
    ["south", "foreign", "foreignAdmin"],
  ]) {
    for (const [age, months] of [
      ["old", 30],
      ["new", 2],
    ]) {
      const id = `${school}_${age}`;
      const at = `now() - make_interval(months => ${months})`;
      await rows(
        `insert into learning_analytics (id, school_id, user_id, interaction_type, "timestamp") values ($1, $2, $3, 'VIEW', ${at})`,
        [id, school, person],
      );
      await rows(
        `insert into notification_queue (id, school_id, user_id, type, content, status, created_at) values ($1, $2, $3, 'ASSESSMENT_DUE', 'x', 'SENT', ${at})`,
        [id, school, person],
      );
      await rows(`insert into progress_snapshots (id, school_id, user_id, snapshot_date) values ($1, $2, $3, ${at})`, [
        id,
        school,
        person,
      ]);
      await rows(
        `insert into people_imports (id, school_id, created_by, file_name, status, created_at) values ($1, $2, $3, 'x.csv', 'COMMITTED', ${at})`,
        [id, school, by],
      );
      await rows("insert into people_import_rows (import_id, line, school_id, cells) values ($1, 1, $2, '[]')", [
        id,
        school,
      ]);
    }
  }
  await rows(
    "update users set status = 'LEFT', updated_at = now() - interval '30 months', last_seen_at = null where id = 'ben'",
  );
  await rows(
    "update users set status = 'LEFT', updated_at = now() - interval '2 months', last_seen_at = null where id = 'carl'",
  );
  await rows("set session_replication_role = origin");
});

describe("what a school no longer keeps", () => {
  it("is what grows with every day, after a time that no study takes, as long as it has chosen nothing", async () => {
    expect((await read()).items.map(({ months }) => months)).toEqual([24, 60, 84, null, null]);
    expect(dueOf(await read(), "interactions")).toBe(1);
    await retain();
    expect(await left.interactions()).toEqual(["north_new", "south_new"]);
    expect((await left.notifications()).length).toBe(4);
    expect((await left.snapshots()).length).toBe(4);
    await rows("set session_replication_role = replica");
    await rows("update notification_queue set created_at = created_at - interval '5 years'");
    await rows("update progress_snapshots set snapshot_date = snapshot_date - interval '5 years'");
    await rows("set session_replication_role = origin");
    await retain();
    expect(await left.notifications()).toEqual([]);
    expect(await left.snapshots()).toEqual(["north_new", "south_new"]);
    expect((await left.imports()).length).toBe(4);
    expect(await left.leavers()).toEqual([]);
  });

  it.each(retentionKinds)("is shown before it is chosen, and goes in the next night: %s", async (kind) => {
    const before = await left[kind]();
    const shown = (await read(`?kind=${kind}&months=24`)).items.find((item) => item.kind === kind);
    expect(shown).toMatchObject({ months: 24, due: 1, oldestAt: expect.any(String) });
    expect(await left[kind]()).toEqual(before);
    expect(dueOf(await choose(kind, 24), kind)).toBe(1);
    await retain();
    expect(dueOf(await read(), kind)).toBe(0);
    const here = (await left[kind]()).filter((id) => !id.startsWith("south"));
    expect(here).toEqual(kind === "leavers" ? ["ben"] : ["north_new"]);
    const [{ detail }] = await rows(
      "select detail from audit_log where action = 'privacy.retention' and school_id = 'north' and detail ->> 'kind' = $1 order by id desc limit 1",
      [kind],
    );
    expect(detail).toMatchObject({ kind, months: 24, count: 1 });
    await retain();
    expect((await left[kind]()).filter((id) => !id.startsWith("south"))).toEqual(here);
  });

  it("is kept for good where the school has chosen so", async () => {
    await rows("set session_replication_role = replica");
    await rows("update notification_queue set created_at = created_at - interval '9 years'");
    await rows("update progress_snapshots set snapshot_date = snapshot_date - interval '9 years'");
    await rows("set session_replication_role = origin");
    for (const kind of ["notifications", "snapshots"] as const) {
      const answer = await choose(kind, null);
      expect(answer.items.find((item) => item.kind === kind)).toMatchObject({ months: null, due: 0 });
    }
    await retain();
    expect(await left.notifications()).toEqual(["north_new", "north_old"]);
    expect(await left.snapshots()).toEqual(["north_new", "north_old"]);
  });

  it("goes in batches, and a run that ends in the middle leaves the rest to the next", async () => {
    await choose("snapshots", 24);
    await rows("set session_replication_role = replica");
    await rows(`insert into progress_snapshots (school_id, user_id, snapshot_date)
      select 'north', 'amina', now() - interval '3 years' - n * interval '1 minute' from generate_series(1, 5001) n`);
    await rows("set session_replication_role = origin");
    // The connection of the process is cut as its first batch is done.
    await rows(`
      create function end_second() returns trigger language plpgsql security definer as $$ begin
        if (select count(*) from gone) between 1 and 4999 then perform pg_terminate_backend(pg_backend_pid()); end if;
        return null;
      end $$;
      create trigger end_second after delete on progress_snapshots referencing old table as gone
        for each statement execute function end_second()`);
    await expect(retain()).rejects.toThrow();
    // Those of the first batch are gone, whatever happened to the second.
    expect((await left.snapshots()).filter((id) => !id.startsWith("south"))).toHaveLength(3);
    await rows("drop trigger end_second on progress_snapshots; drop function end_second()");
    await retain();
    expect(await left.snapshots()).toEqual(["north_new", "south_new", "south_old"]);
    const counts = await rows(`select (detail ->> 'count')::int as count from audit_log
      where action = 'privacy.retention' and school_id = 'north' order by id desc limit 2`);
    expect(counts.map(({ count }) => count)).toEqual([2, 5_000]);
  });

  it("leaves a message that is not sent, and everything of somebody whose data the school keeps", async () => {
    for (const kind of retentionKinds) await choose(kind, 24);
    await rows("set session_replication_role = replica");
    await rows("update notification_queue set status = 'PENDING' where id = 'north_old'");
    await rows("set session_replication_role = origin");
    await rows(
      `insert into legal_holds (id, school_id, user_id, reason, placed_by) values
         ('a', 'north', 'amina', 'x', 'admin'), ('b', 'north', 'ben', 'x', 'admin')`,
    );
    await rows("update people_import_rows set user_id = 'amina' where import_id = 'north_old'");
    expect((await read()).items.map(({ due }) => due)).toEqual([0, 0, 0, 0, 0]);
    await retain();
    expect(await left.interactions()).toContain("north_old");
    expect(await left.notifications()).toContain("north_old");
    expect(await left.snapshots()).toContain("north_old");
    expect(await left.imports()).toContain("north_old");
    expect(await left.leavers()).toEqual([]);
  });

  it("asks for an erasure that an admin can take back, and not for it again at once", async () => {
    await choose("leavers", 12);
    await retain();
    const [{ id, days }] = await rows(
      "select id, round(extract(epoch from due_at - now()) / 86400)::int as days from erasures",
    );
    expect(days).toBe(30);
    expect((await api.post("admin", `/api/erasures/${id}/cancel`, {})).status).toBe(200);
    await retain();
    expect(await rows("select state from erasures")).toEqual([{ state: "CANCELLED" }]);
  });

  it("is one of the choices", async () => {
    await choose("notifications", 1, 422);
    await choose("interactions", null, 422);
    expect((await api.get("admin", "/api/retention?kind=leavers&months=1")).status).toBe(422);
    expect((await api.get("admin", "/api/retention?kind=leavers")).status).toBe(422);
    await choose("notifications", 12);
    await choose("notifications", null);
    expect(await rows("select settings -> 'retention' as chosen from schools where id = 'north'")).toEqual([
      { chosen: { notifications: null } },
    ]);
  });
});
