-- Made from db/migrations/0030_activities_target.sql (npm run db:snapshot).

-- Each recent assessment in a progress row also says what its competency asks for, since a rating is shown against it.
set local role app_system;
update student_progress p
  set recent_activities = (
    select jsonb_agg(line || jsonb_build_object('targetRating', c.target_rating) order by position)
    from jsonb_array_elements(p.recent_activities) with ordinality as kept(line, position)
    join competencies c on c.id = line ->> 'competencyId')
  where p.recent_activities <> '[]';
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0030_activities_target', now());
