-- Made from db/migrations/0015_tables_protect.sql (npm run db:snapshot).

-- Most tables are of one of three kinds, and each kind has its policies and grants from one procedure. A migration that
-- makes a table calls the one that fits, at once after `create table`:
--
--   call app.protect_school_table('programs');
--     What a school sets up. read_by: 'everybody' of the school and whoever reads what all schools share, 'staff' of the
--     school, or the 'school' alone (its admins). Written by the school.
--   call app.protect_student_table('achievements', 'student_id', added_by => '{school,supervisor}');
--     What is recorded about a student: read by the student, their supervisors while the placement runs, and the school.
--   call app.protect_own_table('consents', 'user_id', changed_by => '{own}');
--     What belongs to one person: read by them and by the school.
--   call app.guard_shared_references('time_records');
--     Holds plain references to people and to competencies to the own school or to school 'default'.
--
-- Each verb that is not named stays refused. A table with a rule of its own for one verb leaves that verb out and writes
-- the policy, and its grant, by hand beside the call. A table of no kind calls app.close_table first.
-- Policies are called <table>_read, _add, _change and _remove; calling again replaces those that are written again.

-- Closes a table to everybody but the system's own work. A table that is closed already stays as it is.
create procedure app.close_table(target regclass) language plpgsql set search_path = '' as $$
begin
  if (select c.relforcerowsecurity from pg_catalog.pg_class c where c.oid = target) then
    return;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('revoke all on %s from public, authenticated', target);
  -- Supabase grants everything on new tables to its API roles by default.
  if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    execute format('revoke all on %s from anon', target);
  end if;
  execute format('create policy system_reads on %s for select to app_system using (true)', target);
  execute format('create policy system_inserts on %s for insert to app_system with check (true)', target);
  execute format('create policy system_updates on %s for update to app_system using (true) with check (true)', target);
  execute format('create policy system_deletes on %s for delete to app_system using (true)', target);
  execute format('grant select, insert, update, delete on %s to app_system', target);
end
$$;

-- The condition under which one of `people` may act. `own` and `supervisor` go by the column that names the person.
-- `asks_once`: for reading many rows, whom the caller supervises is one set for the statement; a command, which touches
-- few rows, asks about each.
create function app.policy_condition(people text[], person_column text, asks_once boolean default false)
returns text language plpgsql immutable set search_path = '' as $$
declare
  conditions text[] := '{}';
  word text;
begin
  foreach word in array people loop
    conditions := conditions || case word
      when 'own' then format('%I = (select app.user_id())', person_column)
      when 'supervisor' then
        case when asks_once then format('%I in (select app.supervised_student_ids())', person_column)
        else format('app.supervises(%I)', person_column) end
      when 'school' then 'school_id = (select app.admin_school_id()) or (select app.is_super_admin())'
      when 'staff' then 'school_id = (select app.staff_school_id()) or (select app.is_super_admin())'
      when 'everybody' then
        'school_id = (select app.school_id()) or school_id = (select app.shared_school_id()) or (select app.is_super_admin())'
      end;
    if conditions[cardinality(conditions)] is null then
      raise exception '% is nobody whom a policy knows', word;
    end if;
  end loop;
  return array_to_string(conditions, ' or ');
end
$$;

-- Writes one policy with the grant that belongs to it, in place of the one that was called so.
create procedure app.write_policy(target regclass, suffix text, roles text, condition text)
language plpgsql set search_path = '' as $$
declare
  policy_name text := (select c.relname from pg_catalog.pg_class c where c.oid = target) || '_' || suffix;
  verb text := case when suffix like 'read%' then 'select' when suffix = 'add' then 'insert'
    when suffix = 'change' then 'update' when suffix = 'remove' then 'delete' end;
begin
  if exists (select from pg_catalog.pg_policy p where p.polrelid = target and p.polname = policy_name) then
    execute format('drop policy %I on %s', policy_name, target);
  end if;
  execute format('create policy %I on %s for %s to %s%s%s', policy_name, target, verb, roles,
    case when verb <> 'insert' then format(' using (%s)', condition) else '' end,
    case when verb in ('insert', 'update') then format(' with check (%s)', condition) else '' end);
  execute format('grant %s on %s to %s', verb, target, roles);
end
$$;

-- Commands that write: the verbs of which somebody is named.
create procedure app.write_command_policies(
  target regclass, person_column text, added_by text[], changed_by text[], removed_by text[]
) language plpgsql set search_path = '' as $$
begin
  if added_by = '{own}' then
    -- Threat: a row in one's own name, in another school's book.
    call app.write_policy(target, 'add', 'app_command',
      app.policy_condition(added_by, person_column) || ' and school_id = (select app.school_id())');
  elsif 'own' = any (added_by) then
    raise exception 'what a person adds beside others needs a policy of its own, which limits what they may add';
  elsif added_by <> '{}' then
    call app.write_policy(target, 'add', 'app_command', app.policy_condition(added_by, person_column));
  end if;
  if changed_by <> '{}' then
    call app.write_policy(target, 'change', 'app_command', app.policy_condition(changed_by, person_column));
  end if;
  if removed_by <> '{}' then
    call app.write_policy(target, 'remove', 'app_command', app.policy_condition(removed_by, person_column));
  end if;
end
$$;

-- Threat: one school's structure shows in another; anyone but its admins changes it.
create procedure app.protect_school_table(
  target regclass, read_by text default 'everybody', verbs text[] default '{read,add,change,remove}'
) language plpgsql set search_path = '' as $$
begin
  call app.close_table(target);
  if 'read' = any (verbs) then
    call app.write_policy(target, 'read', 'authenticated, app_command', app.policy_condition(array[read_by], null));
  end if;
  call app.write_command_policies(target, null,
    added_by => case when 'add' = any (verbs) then array['school'] else '{}' end,
    changed_by => case when 'change' = any (verbs) then array['school'] else '{}' end,
    removed_by => case when 'remove' = any (verbs) then array['school'] else '{}' end);
end
$$;

-- Threat: a student's standing is read by fellow students, by supervisors whose placement is over, by other schools.
create procedure app.protect_student_table(
  target regclass, student_column text,
  added_by text[] default '{}', changed_by text[] default '{}', removed_by text[] default '{}',
  read_in_commands boolean default true
) language plpgsql set search_path = '' as $$
declare
  readers text[] := '{own,school,supervisor}';
begin
  call app.close_table(target);
  call app.write_policy(target, 'read', 'authenticated', app.policy_condition(readers, student_column, asks_once => true));
  if read_in_commands then
    call app.write_policy(target, 'read_in_commands', 'app_command', app.policy_condition(readers, student_column));
  end if;
  call app.write_command_policies(target, student_column, added_by, changed_by, removed_by);
end
$$;

-- Threat: somebody reads what is another's, or acts in their name.
create procedure app.protect_own_table(
  target regclass, person_column text,
  added_by text[] default '{}', changed_by text[] default '{}', removed_by text[] default '{}'
) language plpgsql set search_path = '' as $$
begin
  call app.close_table(target);
  call app.write_policy(target, 'read', 'authenticated, app_command', app.policy_condition('{own,school}', person_column));
  call app.write_command_policies(target, person_column, added_by, changed_by, removed_by);
end
$$;

-- A reference by one column to a person or a competency may also reach school 'default', and no foreign key can express that.
create procedure app.guard_shared_references(target regclass) language plpgsql set search_path = '' as $$
declare
  relation text := (select c.relname from pg_catalog.pg_class c where c.oid = target);
  guard record;
begin
  for guard in
    select kinds.suffix,
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
      string_agg(quote_literal(a.attname), ', ' order by a.attnum) as arguments
    from (values ('public.users', 'people'), ('public.competencies', 'competency')) as kinds (referenced, suffix)
    join pg_catalog.pg_constraint k
      on k.confrelid = kinds.referenced::regclass and k.contype = 'f' and cardinality(k.conkey) = 1
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.conrelid = target
    group by kinds.suffix
  loop
    if guard.suffix = 'competency' and guard.columns <> 'competency_id' then
      raise exception 'the guard looks at competency_id, and % names a competency by %', relation, guard.columns;
    end if;
    execute format(
      'create or replace trigger %I before insert or update of %s, school_id on %s for each row execute function app.%s',
      relation || '_' || guard.suffix, guard.columns, target,
      case guard.suffix when 'people' then format('guard_people(%s)', guard.arguments) else 'guard_competency_reference()' end
    );
  end loop;
end
$$;

revoke execute on all routines in schema app from public;

-- The tables that fit. Their policies, grants and guards come out as they were; what is not named here keeps the policy
-- that was written for it by hand.
do $$
declare
  target regclass;
begin
  foreach target in array array['programs', 'cohorts', 'rotations', 'rating_scales', 'competency_template_items',
    'competency_template_associations', 'competencies', 'competency_rubrics', 'notification_templates']::regclass[]
  loop
    call app.protect_school_table(target);
  end loop;
  foreach target in array array['competency_templates', 'competency_rubrics', 'competency_submissions',
    'competency_assignments', 'framework_imports', 'learning_analytics', 'notification_templates', 'files',
    'time_records']::regclass[]
  loop
    call app.guard_shared_references(target);
  end loop;
end
$$;
call app.protect_school_table('competency_templates', verbs => '{add,change}');
call app.protect_school_table('placements', verbs => '{add,change,remove}');
call app.protect_school_table('placement_supervisors', verbs => '{add,remove}');
call app.protect_school_table('framework_imports', read_by => 'school', verbs => '{read,change}');
call app.protect_school_table('competency_deployments', read_by => 'staff', verbs => '{read,change}');
call app.protect_school_table('deployment_targets', read_by => 'staff', verbs => '{read,add}');
call app.protect_school_table('assignment_deployments', read_by => 'school', verbs => '{read,add}');
call app.protect_school_table('audit_log', read_by => 'school', verbs => '{read}');
call app.protect_school_table('access_log', read_by => 'school', verbs => '{read}');

call app.protect_student_table('competency_assignments', 'user_id', added_by => '{school}');
call app.protect_student_table('student_progress', 'student_id', changed_by => '{own,school,supervisor}');
call app.protect_student_table('progress_snapshots', 'user_id', read_in_commands => false);
call app.protect_student_table('achievements', 'student_id',
  added_by => '{school,supervisor}', changed_by => '{school,supervisor}');

call app.protect_own_table('consents', 'user_id', added_by => '{own}', changed_by => '{own}');
call app.protect_own_table('learning_analytics', 'user_id', added_by => '{own}');
call app.protect_own_table('notification_queue', 'user_id', changed_by => '{own,school}');
call app.protect_own_table('report_cache', 'user_id', changed_by => '{own,school}', removed_by => '{own,school}');
call app.protect_own_table('sessions', 'user_id');

reset role;
insert into migrations.applied (name, run_on) values ('0015_tables_protect', now());
