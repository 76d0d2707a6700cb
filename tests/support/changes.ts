import type { Client } from "pg";

/**
 * Counts from now on the rows of every table that are inserted, changed or deleted, without those that a refusal writes
 * on purpose: `access_log`, `sign_in_attempts` and the audit of a refused password, and without `learning_analytics`,
 * which is written some seconds after the requests that it is of. What is rolled back does not count. Reading every table instead takes longer with each
 * row that a test makes. Returns the count so far.
 */
export async function countChanges(owner: Client): Promise<() => Promise<number>> {
  await owner.query(`
    create schema test_changes;
    create table test_changes.changes (id bigint generated always as identity primary key);
    create function test_changes.note() returns trigger language plpgsql security definer as $$
    begin
      if tg_table_name = 'audit_log' and to_jsonb(new) ->> 'action' = 'password.refuse' then
        return null;
      end if;
      if tg_op <> 'UPDATE' or old is distinct from new then
        insert into test_changes.changes default values;
      end if;
      return null;
    end $$;
    do $$
    declare
      changed regclass;
    begin
      for changed in
        select c.oid from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname not in ('access_log', 'sign_in_attempts', 'learning_analytics', 'pgmigrations')
      loop
        execute format(
          'create trigger zz_test_changes after insert or update or delete on %s
             for each row execute function test_changes.note()', changed);
      end loop;
    end $$`);
  return async () => {
    const { rows } = await owner.query<{ count: string }>(
      "select coalesce(max(id), 0)::text as count from test_changes.changes",
    );
    return Number(rows[0]?.count);
  };
}
