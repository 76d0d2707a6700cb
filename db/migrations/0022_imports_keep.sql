-- Up Migration

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

-- Down Migration

alter table framework_imports
  alter column content type text using null,
  add column format text not null default 'CSV',
  drop column draft;
alter table framework_imports alter column format drop default;

-- The bytes of a file may be no text of this database, so files that nobody committed have to be sent again.
set local role app_system;
update framework_imports
set status = 'FAILED', preview = null, error = 'The program was changed meanwhile. Upload the file again.'
where status in ('PENDING', 'PARSING', 'READY');
reset role;
