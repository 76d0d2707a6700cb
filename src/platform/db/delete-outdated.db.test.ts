import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { newId } from "#src/lib/ids.ts";
import { closePools } from "#src/platform/db/client.ts";
import { deleteOutdated } from "#src/platform/db/delete-outdated.ts";
import { jobs } from "#src/platform/db/jobs.ts";
import { allStatements } from "#src/platform/db/statement.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";

describe("deleting what is outdated", () => {
  const database = useDatabase();
  afterAll(closePools);

  it("keeps answers for a day, events for a week, failed jobs for two, and whatever has no number yet", async () => {
    await database.owner().query(`
      insert into idempotency_keys (user_id, route, key, school_id, request_hash, created_at)
        select id, 'POST /x', age::text, school_id, 'h', now() - age * interval '1 hour'
        from users, unnest(array[1, 23, 25, 400]) age where id = 'system';
      insert into events (id, school_id, type, created_at, seq)
        select 'event-' || age, 'default', 'framework.published', now() - age * interval '1 day', age from unnest(array[1, 6, 8, 30]) age;
      insert into events (id, school_id, type, created_at) values ('unnumbered', 'default', 'framework.published', now() - interval '30 days');
      insert into processed_events (handler, event_id, processed_at) values ('h', 'new', now()), ('h', 'old', now() - interval '91 days');
      insert into job_counts (job, minute) values ('j', '-infinity'), ('j', now() - interval '23 hours'), ('j', now() - interval '25 hours');
      insert into job_failures (id, job, cause, attempts, added_at, failed_at)
        select 'job-' || age, 'j', 'in_program', 1, now(), now() - age * interval '1 day' from unnest(array[13, 15]) age;
      insert into job_commands (id, act, target, requested_at)
        select 'command-' || age, 'RETRY', 'j', now() - age * interval '1 day' from unnest(array[13, 15]) age;
      insert into people_acts (id, school_id, acted_by, act, before, created_at)
        select 'act-' || age, 'default', 'system', 'move', '[]', now() - age * interval '1 day' from unnest(array[29, 31]) age`);
    await database.owner().query(`
      set session_replication_role = replica;
      insert into deployment_acts (id, school_id, deployment_id, kind, status, actor_id, created_at)
        select 'act-' || age || status, 'default', 'd', 'MOVE_DUE', status, 'system', now() - age * interval '1 day'
        from unnest(array[29, 31]) age, unnest(array['RUNNING', 'DONE']) status;
      insert into deployment_act_items (act_id, assignment_id, school_id, student_id)
        select id, 'a', 'default', 's' from deployment_acts;
      set session_replication_role = origin`);
    expect(await deleteOutdated(systemActor("test"))).toEqual({
      idempotency_keys: 2,
      events: 2,
      processed_events: 1,
      job_counts: 1,
      job_failures: 1,
      job_commands: 1,
      people_acts: 1,
      deployment_act_items: 1,
      phone_codes: 0,
      phone_numbers: 0,
    });
    const { rows } = await database.owner().query("select id from events order by id");
    expect(rows.map(({ id }) => id)).toEqual(["event-1", "event-6", "unnumbered"]);
    const items = await database.owner().query("select act_id from deployment_act_items order by act_id");
    expect(items.rows.map(({ act_id }) => act_id)).toEqual(["act-29DONE", "act-29RUNNING", "act-31RUNNING"]);
  });

  it("finds old events by their numbers, so that those of the week are not read", async () => {
    const owner = database.owner();
    await owner.query("truncate events");
    await owner.query(`insert into events (id, school_id, type, data, created_at, seq)
      select 'event-' || n, 'default', 'framework.published', '{}', now() - interval '8 days' + n * interval '30 seconds', n
      from generate_series(1, 20000) n`);
    await owner.query("analyze events");
    const text = allStatements.find(({ name }) => name === "events_delete_outdated")?.sql();
    const { rows: plan } = await owner.query(`explain ${text}`);
    expect(JSON.stringify(plan)).toMatch(/events_seq_key(?!.*Seq Scan on events)/);
    // A day of them is old: half a minute lies between two.
    expect((await deleteOutdated(systemActor("test"))).events).toBeGreaterThanOrEqual(2_880);
    expect((await owner.query("select min(seq)::int as first from events")).rows[0].first).toBeGreaterThan(2_879);
  });

  it("removes old messages of the outbox in the same run", async () => {
    const folder = join(config.dataDir, "outbox");
    await mkdir(folder, { recursive: true });
    const [old, young] = [newId(), newId()].map((id) => join(folder, `${id}.json`));
    for (const path of [old, young]) if (path) await writeFile(path, "{}");
    if (old) await utimes(old, 0, 0);
    await makeJobRunner(jobs).run("database.tidy", {});
    expect(await readdir(folder)).toEqual([basename(young ?? "")]);
  });
});
