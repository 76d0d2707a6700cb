-- Up Migration

-- When the school put its first steps away; null while they are shown, which they are only until the first assessment.
alter table schools add column first_hour_hidden_at timestamptz;

-- Down Migration

alter table schools drop column first_hour_hidden_at;
