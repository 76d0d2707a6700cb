-- Made from db/migrations/0102_verify_look.sql (npm run db:snapshot).

-- What anybody who has a code may know: no more than its holder shows. Null for a code that does not exist. The look of the
-- school names it, so it is hidden with the school's name; the logo comes along, because who asks has no session.
create or replace function app.verify_code(given text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'kind', 'certificate',
    'status', case when c.revoked_at is null then 'valid' else 'revoked' end,
    'revokedOn', (c.revoked_at at time zone s.time_zone)::date,
    'completedOn', case when 'date' = any (c.shown) then (c.completed_at at time zone s.time_zone)::date end,
    'name', case when 'name' = any (c.shown) then u.name end,
    'school', case when 'school' = any (c.shown) then s.name end,
    'color', case when 'school' = any (c.shown) then s.color end,
    'logo', case when 'school' = any (c.shown) then replace(encode(l.content, 'base64'), E'\n', '') end,
    'framework', case when 'framework' = any (c.shown) then c.framework end,
    'version', case when 'framework' = any (c.shown) then c.version end,
    'competencies', case when 'framework' = any (c.shown) then c.competencies end,
    'categories', case when 'categories' = any (c.shown) then c.categories end)
  from public.certificates c
  join public.users u on u.id = c.student_id
  join public.schools s on s.id = c.school_id
  left join public.school_logos l on l.school_id = c.school_id
  where c.code = given
  union all
  select jsonb_build_object(
    'kind', 'transcript', 'status', 'valid', 'madeOn', (t.made_at at time zone s.time_zone)::date,
    'name', u.name, 'school', s.name, 'color', s.color, 'logo', replace(encode(l.content, 'base64'), E'\n', ''),
    'completed', t.completed, 'total', t.total)
  from public.transcripts t
  join public.users u on u.id = t.student_id
  join public.schools s on s.id = t.school_id
  left join public.school_logos l on l.school_id = t.school_id
  where t.code = given
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0102_verify_look', now());
