-- Up Migration

-- Whether the password is one that is long enough only beside a second factor. Whoever has such a one and no factor any
-- more sets one up at their next sign-in, and can do nothing else until then.
alter table identity.account add column is_short boolean not null default false;

-- Down Migration

alter table identity.account drop column is_short;
