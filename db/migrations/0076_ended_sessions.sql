-- Up Migration

-- Every web process looks each second which sessions ended.
create index sessions_revoked_idx on sessions (revoked_at) where revoked_at is not null;

-- Down Migration

drop index sessions_revoked_idx;
