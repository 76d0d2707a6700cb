import { afterAll, expect, it } from "vitest";
import { deleteOldSessions } from "#src/features/sessions/delete-old-sessions.ts";
import { closePools } from "#src/platform/db/client.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
afterAll(closePools);

it("deletes outdated sessions, failures and links, and nothing else", async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query(`
    delete from sessions;
    insert into sessions (id, school_id, user_id, expires_at, revoked_at) values
      ('alive', 'north', 'amina', now() + interval '1 day', null),
      ('ended lately', 'north', 'amina', now() + interval '1 day', now() - interval '29 days'),
      ('ended long ago', 'north', 'amina', now() + interval '1 day', now() - interval '31 days'),
      ('ran out long ago', 'north', 'amina', now() - interval '31 days', null);
    insert into refresh_tokens (token_hash, session_id, expires_at) select id, id, now() from sessions;
    insert into sign_in_attempts (key, failures, updated_at) values
      ('lately', 3, now() - interval '1 day'), ('long ago', 3, now() - interval '3 days');
    insert into identity.verification (id, identifier, value, expires_at) values
      ('valid', 'x', 'amina', now() + interval '1 minute'), ('over', 'y', 'amina', now() - interval '1 minute');
  `);
  await deleteOldSessions(systemActor("test"));
  const left = async (column: string, table: string) =>
    (await owner.query(`select ${column} as id from ${table} order by 1`)).rows.map(({ id }) => id);
  expect(await left("id", "sessions")).toEqual(["alive", "ended lately"]);
  expect(await left("token_hash", "refresh_tokens")).toEqual(["alive", "ended lately"]);
  expect(await left("key", "sign_in_attempts")).toEqual(["lately"]);
  expect(await left("id", "identity.verification")).toEqual(["valid"]);
});

it("deletes ended sessions some hundreds at a time, so that nobody waits for all of their tokens", async () => {
  const owner = database.owner();
  await owner.query(`
    insert into sessions (id, school_id, user_id, expires_at)
      select 'over ' || n, 'north', 'amina', now() - interval '31 days' from generate_series(1, 1201) n;
    create table batches (count bigint not null);
    grant insert on batches to app_system;
    create function count_batch() returns trigger language plpgsql as $$ begin
      insert into batches select count(*) from gone;
      return null;
    end $$;
    create trigger count_batch after delete on sessions referencing old table as gone for each statement execute function count_batch()`);
  await deleteOldSessions(systemActor("test"));
  const { rows } = await owner.query("select count::int from batches");
  expect(rows.map(({ count }) => count)).toEqual([500, 500, 201, 0]);
});
