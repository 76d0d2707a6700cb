-- Made from db/migrations/0067_framework_undo.sql (npm run db:snapshot).

-- What an edit of a draft took out of a package, by item: its properties and links. An undo brings the item back, and
-- with this it is what came with the package again. Emptied when the framework is published.
alter table competency_templates add column removed jsonb not null default '{}'
  constraint competency_templates_removed_check check (jsonb_typeof(removed) = 'object');

reset role;
insert into migrations.applied (name, run_on) values ('0067_framework_undo', now());
