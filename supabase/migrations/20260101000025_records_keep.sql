-- Made from db/migrations/0025_records_keep.sql (npm run db:snapshot).

-- Beside the record of one student, a list or an aggregate of many was read, or a read was refused. `detail` has the
-- number of records and the filter, or what was asked for; never a word that somebody typed.
alter table access_log
  alter column subject_id drop not null,
  add column detail jsonb,
  add constraint access_log_about_check check (subject_id is not null or detail is not null);

-- A category is that of one framework: two that share a name were counted as one. One announced before is that of the
-- framework whose competency the student completed at the moment; it keeps its row, so that it is not announced again.
-- Policies are forced upon the owner too, and none of them lets the owner see a row.
alter table achievements no force row level security;
alter table competency_assignments no force row level security;
alter table competencies no force row level security;
alter table competency_templates no force row level security;
alter table student_progress no force row level security;
update achievements held set ref = (
  select c.template_id || '/' || held.ref from competency_assignments a join competencies c on c.id = a.competency_id
  where a.user_id = held.student_id and c.category = held.ref and c.template_id is not null
  order by abs(extract(epoch from a.completion_date - held.unlocked_at)) nulls last, c.template_id limit 1
)
where held.kind = 'category' and exists (
  select from competency_assignments a join competencies c on c.id = a.competency_id
  where a.user_id = held.student_id and c.category = held.ref and c.template_id is not null
);
with counts as (
  select a.user_id, c.category, c.template_id, t.name as framework, count(*)::int as total,
         (count(*) filter (where a.status in ('ACHIEVED', 'APPROVED')))::int as completed
  from competency_assignments a join competencies c on c.id = a.competency_id
  left join competency_templates t on t.id = c.template_id
  where a.status <> 'WITHDRAWN' group by 1, 2, 3, 4
)
update student_progress p set category_breakdown = b.breakdown, version = p.version + 1
from (
  select user_id, jsonb_agg(jsonb_build_object('category', category, 'frameworkId', template_id, 'framework', framework,
      'completed', completed, 'total', total,
      'percentage', case when completed = total then 100 else least(99.9, round(completed * 100.0 / total, 1)) end)
    order by category collate "C", framework collate "C", template_id collate "C") as breakdown
  from counts group by user_id
) b
where b.user_id = p.student_id;
alter table student_progress force row level security;
alter table competency_templates force row level security;
alter table competencies force row level security;
alter table competency_assignments force row level security;
alter table achievements force row level security;

reset role;
insert into migrations.applied (name, run_on) values ('0025_records_keep', now());
