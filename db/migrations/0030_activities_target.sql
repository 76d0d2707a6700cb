-- Up Migration

-- Each recent assessment in a progress row also says what its competency asks for, since a rating is shown against it.
set local role app_system;
update student_progress p
  set recent_activities = (
    select jsonb_agg(line || jsonb_build_object('targetRating', c.target_rating) order by position)
    from jsonb_array_elements(p.recent_activities) with ordinality as kept(line, position)
    join competencies c on c.id = line ->> 'competencyId')
  where p.recent_activities <> '[]';
reset role;

-- Down Migration

set local role app_system;
update student_progress p
  set recent_activities = (
    select jsonb_agg(line - 'targetRating' order by position)
    from jsonb_array_elements(p.recent_activities) with ordinality as kept(line, position))
  where p.recent_activities <> '[]';
reset role;
