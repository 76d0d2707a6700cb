-- Made from db/migrations/0098_reports_schedule.sql (npm run db:snapshot).

-- Supervisors have reports sent to themselves too; whoever may not see any more whom one is about is told that it is sent
-- no more.
set local role app_system;
insert into notification_templates (id, school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
values
  ('template_own_report_ready', 'default', 'Scheduled Report', 'IN_APP', '{{report_title}} is ready',
   'Your report {{report_title}} is ready. Open it to download it; it is kept for a day.',
   'REPORT_READY', 'CLINICAL_SUPERVISOR', 'system'),
  ('template_report_stopped', 'default', 'Scheduled Report Stopped', 'IN_APP', '{{report_title}} is sent no more',
   'Your report {{report_title}} is sent no more. {{reason}}', 'REPORT_STOPPED', 'SCHOOL_ADMIN', 'system'),
  ('template_own_report_stopped', 'default', 'Scheduled Report Stopped', 'IN_APP', '{{report_title}} is sent no more',
   'Your report {{report_title}} is sent no more. {{reason}}', 'REPORT_STOPPED', 'CLINICAL_SUPERVISOR', 'system');
reset role;

-- A certificate stays with its version when its student is moved to the next. What expires or is reopened later is said as
-- that: the move took it away only where it ends in the same transaction.
create or replace function app.settle_certificate(achievement text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held public.achievements;
begin
  -- Two transactions that come to the same achievement follow each other.
  select * into held from public.achievements t where t.id = achievement and t.kind = 'framework' for update;
  if held.id is null or held.revoked_at is not null then
    update public.certificates c set revoked_at = coalesce(held.revoked_at, now()),
      revoked_because = case when held.id is null then 'MOVED' when lost.status = 'EXPIRED' then 'EXPIRED'
        when held.ref <> c.template_id and exists (select from public.framework_migration_students m
          where m.student_id = held.student_id and m.moved_at = now()) then 'MOVED' else 'REOPENED' end,
      revoked_competency = lost.name
    from (select) one left join lateral (
      select p.name, p.status from app.framework_parts(held.student_id, held.ref) p
      where p.status is null or p.status not in ('ACHIEVED', 'APPROVED')
      order by p.changed_at desc nulls last, p.name limit 1) lost on true
    where c.achievement_id = achievement and c.revoked_at is null;
    return;
  end if;
  if exists (
    select from app.framework_parts(held.student_id, held.ref) p where p.needs_approval and p.status is distinct from 'APPROVED'
  ) then
    return;
  end if;
  insert into public.certificates (school_id, student_id, achievement_id, template_id, framework, version, competencies,
    categories, completed_at, code, issued_at)
  select held.school_id, held.student_id, held.id, f.id, f.name, f.version, parts.count, parts.categories,
    coalesce(parts.completed_at, held.unlocked_at), app.random_code(),
    -- The first one at the time of the achievement; a later one now.
    case when exists (select from public.certificates c where c.achievement_id = held.id) then now() else held.unlocked_at end
  from public.competency_templates f
  cross join lateral (
    select sum(k.count)::integer as count, max(k.completed_at) as completed_at,
      jsonb_agg(jsonb_build_object('name', k.category, 'count', k.count) order by k.category collate "C") as categories
    from (
      select p.category, count(*) as count, max(p.completed_at) as completed_at
      from app.framework_parts(held.student_id, held.ref) p group by p.category) k) parts
  where f.id = held.ref and parts.count > 0
  on conflict (achievement_id) where revoked_at is null do nothing;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0098_reports_schedule', now());
