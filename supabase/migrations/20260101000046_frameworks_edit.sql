-- Made from db/migrations/0046_frameworks_edit.sql (npm run db:snapshot).

-- A migration before may have left deferred checks of the tree, and a table with those cannot be altered.
set constraints all immediate;

-- What an editor works with: a short name for matrix, tree and transcript (22 letters at most), the competency of the
-- version before that this one replaces, the editor's own note (never shown to an assessor), and the revision that a
-- stale edit is refused by (If-Match).
alter table competencies add column short_name text
  constraint competencies_short_name_check check (short_name <> '' and length(short_name) <= 22);
alter table competencies add column replaces_id text collate "C";
alter table competencies add constraint competencies_replaces_fkey
  foreign key (school_id, replaces_id) references competencies (school_id, id) on delete set null (replaces_id);
create index competencies_replaces_idx on competencies (replaces_id) where replaces_id is not null;
alter table competency_template_items add column editor_note text
  constraint competency_template_items_editor_note_check check (editor_note <> '');
alter table competency_templates add column revision integer not null default 1;

reset role;
insert into migrations.applied (name, run_on) values ('0046_frameworks_edit', now());
