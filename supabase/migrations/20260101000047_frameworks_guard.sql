-- Made from db/migrations/0047_frameworks_guard.sql (npm run db:snapshot).

-- A part is guarded by the framework it leaves as well as by the one it goes to, and the look at the framework's state
-- waits for a publication that is under way: otherwise a part written at the same moment would get into the published
-- version.
create or replace function app.guard_framework_part() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  templates text[];
begin
  if tg_table_name = 'competency_rubrics' then
    templates := array(
      select c.template_id from public.competencies c
      where c.id in (old.competency_id, new.competency_id));
  else
    templates := array[old.template_id, new.template_id];
  end if;
  -- A part whose framework is gone is being deleted with it.
  perform from public.competency_templates t where t.id = any (templates) for share;
  if exists (select from public.competency_templates t where t.id = any (templates) and t.status <> 'DRAFT') then
    raise exception 'a published framework never changes'
      using errcode = '23514', constraint = 'competency_templates_settled', table = tg_table_name;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;

-- Threat: a framework vanishes under the students who are measured by it. One that was assigned at any time is held by
-- its deployments, and a version by the one that replaces it: both are foreign keys.
drop policy competency_templates_remove on competency_templates;
create policy competency_templates_remove on competency_templates for delete to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));

reset role;
insert into migrations.applied (name, run_on) values ('0047_frameworks_guard', now());
