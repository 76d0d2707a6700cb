-- Made from db/migrations/0022_imports_keep.sql (npm run db:snapshot).

-- The file is stored as it was sent, and read by the worker alone, which keeps the framework that it read: a commit
-- reads no file. The format is part of the preview.
alter table framework_imports
  alter column content type bytea using convert_to(content, 'UTF8'),
  drop column format,
  add column draft jsonb;

-- Imports that wait for their commit are read again, now with the framework that a commit needs.
set local role app_system;
insert into events (id, school_id, type, data)
select gen_random_uuid(), school_id, 'framework.import_requested', jsonb_build_object('importId', id)
from framework_imports where status = 'READY' and content is not null;
update framework_imports set status = 'PENDING', progress = 0, preview = null, faults = null
where status = 'READY' and content is not null;
reset role;

reset role;
insert into migrations.applied (name, run_on) values ('0022_imports_keep', now());
