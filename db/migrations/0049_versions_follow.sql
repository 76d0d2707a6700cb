-- Up Migration

-- A framework has one open next draft: two admins who start one at the same time work on the same.
create unique index competency_templates_one_next_draft on competency_templates (replaces_id) where status = 'DRAFT';

-- Down Migration

drop index competency_templates_one_next_draft;
