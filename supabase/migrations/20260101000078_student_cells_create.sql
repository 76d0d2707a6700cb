-- Made from db/migrations/0078_student_cells_create.sql (npm run db:snapshot).

-- The cohort matrix is read by a row for each student: every live assignment as a short array under its competency. It is
-- kept up to date by triggers on the assignments, in the transaction of the change and whoever writes. It holds only what
-- does not depend on the time of reading: whether something is overdue or expires soon is decided by its reader.
create table student_cells (
  student_id text collate "C" primary key,
  school_id text collate "C" not null,
  cells jsonb not null default '{}' constraint student_cells_cells_check check (jsonb_typeof(cells) = 'object'),
  version bigint not null default 1,
  updated_at timestamptz not null default now(),
  constraint student_cells_student_fkey foreign key (school_id, student_id) references users (school_id, id) on delete cascade
);
create index student_cells_school_idx on student_cells (school_id, student_id);

-- Threat: as for progress. Nobody writes it but the triggers.
call app.protect_student_table('student_cells', 'student_id', read_in_commands => false);

-- Assignment, status, progress, due, completed, start of the cycle, result, observations, evaluators, days. Instants are
-- seconds since 1970. A renewal has no due date.
create function app.assignment_cell(
  id text, status text, progress numeric, due timestamptz, completed timestamptz, cycle timestamptz, result numeric,
  observations integer, evaluators integer, days integer
) returns jsonb language sql stable as $$
  select jsonb_build_array(id, status, progress::float8,
    case when cycle is null then extract(epoch from due)::float8 end,
    extract(epoch from completed)::float8, extract(epoch from cycle)::float8, result::float8, observations, evaluators, days)
$$;
revoke execute on function app.assignment_cell(text, text, numeric, timestamptz, timestamptz, timestamptz, numeric,
  integer, integer, integer) from public;
grant execute on function app.assignment_cell(text, text, numeric, timestamptz, timestamptz, timestamptz, numeric,
  integer, integer, integer) to app_system;

-- Only the cells of the changed rows are merged. Students are written in the order of their ids, so that two statements
-- over many do not wait for each other; where one student is changed, their progress row is locked before. A row that was
-- live before the change is null in the merge until the change puts it back, which takes it away where it did not.
create function app.pack_cells() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.student_cells as c (student_id, school_id, cells)
    select a.user_id, min(a.school_id), jsonb_object_agg(a.competency_id, app.assignment_cell(a.id, a.status,
      a.progress_percentage, a.due_date, a.completion_date, a.cycle_starts_at, a.result, a.observations, a.evaluators, a.days))
    from after a where a.status <> 'WITHDRAWN' group by a.user_id order by a.user_id
    on conflict (student_id) do update
      set cells = c.cells || excluded.cells, version = c.version + 1, updated_at = now();
  elsif tg_op = 'UPDATE' then
    insert into public.student_cells as c (student_id, school_id, cells)
    select r.user_id, min(r.school_id), jsonb_object_agg(r.competency_id, r.cell order by r.cell is not null)
    from (
      select b.user_id, b.school_id, b.competency_id, null::jsonb as cell from before b where b.status <> 'WITHDRAWN'
      union all
      select a.user_id, a.school_id, a.competency_id, app.assignment_cell(a.id, a.status,
        a.progress_percentage, a.due_date, a.completion_date, a.cycle_starts_at, a.result, a.observations, a.evaluators, a.days)
      from after a where a.status <> 'WITHDRAWN') r
    group by r.user_id order by r.user_id
    on conflict (student_id) do update
      set cells = case when excluded.cells @? '$.* ? (@ == null)' then jsonb_strip_nulls(c.cells || excluded.cells)
          else c.cells || excluded.cells end,
        version = c.version + 1, updated_at = now();
  else
    -- A student who is deleted takes their row along.
    update public.student_cells c
      set cells = c.cells - d.competency_ids, version = c.version + 1, updated_at = now()
    from (
      select b.user_id, array_agg(b.competency_id) as competency_ids
      from before b where b.status <> 'WITHDRAWN' group by b.user_id order by b.user_id) d
    where c.student_id = d.user_id;
  end if;
  return null;
end
$$;
grant create on schema app to app_system;
alter function app.pack_cells() owner to app_system;
revoke create on schema app from app_system;
revoke execute on function app.pack_cells() from public;
create trigger competency_assignments_pack_added after insert on competency_assignments
  referencing new table as after for each statement execute function app.pack_cells();
create trigger competency_assignments_pack_changed after update on competency_assignments
  referencing old table as before new table as after for each statement execute function app.pack_cells();
create trigger competency_assignments_pack_removed after delete on competency_assignments
  referencing old table as before for each statement execute function app.pack_cells();

alter table student_cells no force row level security;
alter table competency_assignments no force row level security;
insert into student_cells (student_id, school_id, cells)
select a.user_id, min(a.school_id), jsonb_object_agg(a.competency_id, app.assignment_cell(a.id, a.status,
  a.progress_percentage, a.due_date, a.completion_date, a.cycle_starts_at, a.result, a.observations, a.evaluators, a.days))
from competency_assignments a where a.status <> 'WITHDRAWN' group by a.user_id;
alter table competency_assignments force row level security;
alter table student_cells force row level security;

-- What is only packed is no record of its own; see the assignments at its end.
do $$
begin
  execute replace(pg_get_functiondef('app.people_with_records(text[])'::regprocedure),
    '''public.student_progress''::regclass', '''public.student_progress''::regclass, ''public.student_cells''::regclass');
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0078_student_cells_create', now());
