-- Made from db/migrations/0101_wordings_create.sql (npm run db:snapshot).

-- The outside language model of a school, which rephrases the sentences of suggestions. `sealed_key` opens with the secret
-- of the program alone (`sealed_with` names which), and `fault` is why the model was not asked further.
create table wording_settings (
  school_id text collate "C" primary key references schools (id) on delete cascade,
  address text not null constraint wording_settings_address_check check (address ~ '^https://' and length(address) <= 300),
  model text not null constraint wording_settings_model_check check (btrim(model) <> '' and length(model) <= 100),
  sealed_key text,
  sealed_with text,
  is_on boolean not null default false,
  fault text constraint wording_settings_fault_check check (fault in
    ('ADDRESS', 'KEY_REFUSED', 'KEY_UNREADABLE', 'REQUEST_REFUSED', 'UNREACHABLE', 'UNREADABLE')),
  revision integer not null default 1,
  updated_at timestamptz not null default now(),
  constraint wording_settings_key_check check ((sealed_key is null) = (sealed_with is null))
);
-- Threat: a copy of the sealed key leaves through a reader's token.
call app.protect_school_table('wording_settings', read_by => 'school');
revoke select on wording_settings from authenticated;
grant select (school_id, address, model, sealed_with, is_on, fault, revision, updated_at) on wording_settings to authenticated;

-- What the model made of each of our sentences; neither names anybody. `of_words` is the hash of ours, so that a sentence
-- of ours that has changed is asked for again. `is_shown` follows from the other columns and the school's switch.
create table wordings (
  school_id text collate "C" not null references schools (id) on delete cascade,
  sentence_id text collate "C" not null,
  of_words text collate "C" not null,
  words text not null constraint wordings_words_check check (length(words) <= 1000),
  -- The rule that it breaks; null where it may be used.
  refusal text,
  -- The school uses ours.
  is_set_aside boolean not null default false,
  is_shown boolean not null default false,
  made_at timestamptz not null default now(),
  primary key (school_id, sentence_id),
  constraint wordings_shown_check check (not is_shown or (refusal is null and not is_set_aside))
);
-- Threat: words of a model that were refused, or that the school does not use, reach a student.
call app.protect_school_table('wordings', read_by => 'school', verbs => '{read,change,remove}');
call app.write_policy('wordings', 'read_shown', 'authenticated, app_command',
  'is_shown and school_id = (select app.school_id())');

reset role;
insert into migrations.applied (name, run_on) values ('0101_wordings_create', now());
