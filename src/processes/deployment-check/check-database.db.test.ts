import { describe, expect, it } from "vitest";
import { useSupabaseProject } from "../../../tests/support/supabase/project.ts";
import { checkDatabase } from "./check-database.ts";
import { newReport, type Row } from "./report.ts";

describe("the check of a project's database", () => {
  const project = useSupabaseProject({ opensNewTables: true });

  async function check(url = project.url()): Promise<Row[]> {
    const report = newReport();
    await checkDatabase(report, url);
    return [...report.rows];
  }

  const faultsOf = (rows: Row[]) =>
    rows.filter(({ verdict }) => verdict !== "OK").map(({ name, found }) => [name, found]);

  it("finds what the migrations make OK", async () => {
    const rows = await check();
    expect(faultsOf(rows)).toEqual([]);
    expect(rows.map(({ name }) => name)).toEqual(["migrations", "policies", "roles", "publication"]);
    expect(rows.at(-1)?.found).toContain("events and notification_queue");
  });

  it.each([
    [
      "a table that is not published",
      "alter publication supabase_realtime drop table public.events",
      "alter publication supabase_realtime add table public.events",
      ["publication", /lacks events/],
    ],
    [
      "a table that is published beside them",
      "alter publication supabase_realtime add table public.users",
      "alter publication supabase_realtime drop table public.users",
      ["publication", /also publishes users/],
    ],
    [
      "the publication away",
      "alter publication supabase_realtime rename to another",
      "alter publication another rename to supabase_realtime",
      ["publication", /no publication/],
    ],
    [
      "a policy that lets everybody read",
      "create policy open on public.users for select to anon using (true)",
      "drop policy open on public.users",
      ["policies", /1 × policy added, first: create policy open on public\.users/],
    ],
    [
      "a policy under another name",
      "alter policy system_reads on public.users rename to renamed",
      "alter policy renamed on public.users rename to system_reads",
      ["policies", /1 × policy missing, first: create policy system_reads on public\.users/],
    ],
    [
      "a table without row-level security",
      "alter table public.users no force row level security",
      "alter table public.users force row level security",
      ["policies", /row-level security missing, first: alter table public\.users force/],
    ],
    [
      "a role that is not as it was made",
      "alter role app_worker nologin",
      "alter role app_worker login",
      ["roles", /role/],
    ],
    [
      "a migration that has not run",
      `create table public.kept as select * from migrations.applied order by id desc limit 1;
       revoke all on public.kept from anon, authenticated, service_role;
       delete from migrations.applied where id = (select id from public.kept)`,
      "insert into migrations.applied select * from public.kept; drop table public.kept",
      ["migrations", /^1 have not run, the first is \d{4}_/],
    ],
    [
      "a migration of a newer version",
      "insert into migrations.applied (name, run_on) values ('9999_newer', now())",
      "delete from migrations.applied where name = '9999_newer'",
      ["migrations", /a newer version/],
    ],
  ] as const)("says %s", async (_name, put, undo, [name, found]) => {
    await project.superuser().query(put);
    try {
      expect(faultsOf(await check())).toEqual([[name, expect.stringMatching(found)]]);
    } finally {
      await project.superuser().query(undo);
    }
    expect(faultsOf(await check())).toEqual([]);
  });

  it("says that it is not let in, without the password", async () => {
    const url = new URL(project.url());
    url.password = "s3cret";
    const rows = await check(url.toString());
    expect(rows.map(({ verdict }) => verdict)).toEqual(["FAULT", "FAULT", "FAULT", "FAULT"]);
    expect(JSON.stringify(rows)).not.toContain("s3cret");
  });
});
