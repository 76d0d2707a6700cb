-- Made from db/migrations/0007_notifications_create.sql (npm run db:snapshot).

create table notification_queue (
  id text collate "C" primary key default gen_random_uuid(),
  school_id text collate "C" not null,
  user_id text collate "C" not null,
  type text not null constraint notification_queue_type_check check (type in (
    'DEADLINE_REMINDER', 'ASSESSMENT_DUE', 'PROGRESS_UPDATE',
    'ACHIEVEMENT_UNLOCKED', 'FEEDBACK_AVAILABLE', 'SYSTEM_ANNOUNCEMENT'
  )),
  status text not null default 'PENDING' constraint notification_queue_status_check
    check (status in ('PENDING', 'SENT', 'FAILED', 'CANCELLED')),
  priority text not null default 'NORMAL' constraint notification_queue_priority_check
    check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  channel text not null default 'IN_APP' constraint notification_queue_channel_check
    check (channel in ('IN_APP', 'EMAIL', 'SMS', 'PUSH')),
  subject text,
  content text not null,
  payload jsonb,
  scheduled_for timestamptz not null default now(),
  sent_at timestamptz,
  retry_count integer not null default 0,
  max_retries integer not null default 3,
  error_message text,
  read_at timestamptz,
  event_id text collate "C",
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint notification_queue_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index idx_notification_queue_user on notification_queue (user_id);
create index idx_notification_queue_status_scheduled on notification_queue (status, scheduled_for);
create index idx_notification_queue_type on notification_queue (type);

create table notification_templates (
  id text collate "C" primary key default gen_random_uuid(),
  school_id text collate "C" not null references schools (id),
  name text not null check (name <> ''),
  type text not null constraint notification_templates_type_check check (type in ('IN_APP', 'EMAIL', 'SMS', 'PUSH')),
  subject text,
  content text not null,
  trigger_event text not null,
  recipient_type text not null constraint notification_templates_recipient_type_check
    check (recipient_type in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')),
  is_active boolean not null default true,
  created_by text collate "C" not null references users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint notification_templates_school_id_id_key unique (school_id, id)
);
create index notification_templates_trigger_idx on notification_templates (school_id, trigger_event);

create table report_cache (
  id text collate "C" primary key default gen_random_uuid(),
  cache_key text collate "C" not null constraint report_cache_cache_key_key unique,
  report_type text not null,
  user_id text collate "C",
  school_id text collate "C" not null references schools (id) on delete cascade,
  parameters jsonb,
  report_data jsonb,
  file_path text,
  file_size integer,
  mime_type text,
  expires_at timestamptz,
  access_count integer not null default 0,
  last_accessed timestamptz,
  created_at timestamptz not null default now(),
  constraint report_cache_user_fkey foreign key (school_id, user_id) references users (school_id, id) on delete cascade
);
create index idx_report_cache_key on report_cache (cache_key);
create index idx_report_cache_user on report_cache (user_id);
create index idx_report_cache_expires on report_cache (expires_at);

reset role;
insert into migrations.applied (name, run_on) values ('0007_notifications_create', now());
