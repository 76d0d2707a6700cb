-- Made from db/migrations/0049_versions_follow.sql (npm run db:snapshot).

-- A framework has one open next draft: two admins who start one at the same time work on the same.
create unique index competency_templates_one_next_draft on competency_templates (replaces_id) where status = 'DRAFT';

reset role;
insert into migrations.applied (name, run_on) values ('0049_versions_follow', now());
