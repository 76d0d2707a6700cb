-- Made from db/migrations/0091_use_find.sql (npm run db:snapshot).

-- The use of a school in a period, by week and kind, from the index alone.
create index learning_analytics_school_idx on learning_analytics (school_id, "timestamp") include (user_id, interaction_type);

-- Who assessed the competencies of a standard, and the assessments behind its figures.
create index rated_assessments_competency_idx on rated_assessments (competency_id, observed_on) include (evaluator_id);

reset role;
insert into migrations.applied (name, run_on) values ('0091_use_find', now());
