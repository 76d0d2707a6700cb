-- Made from db/migrations/0122_passwords_shorten.sql (npm run db:snapshot).

-- Whether the password is one that is long enough only beside a second factor. Whoever has such a one and no factor any
-- more sets one up at their next sign-in, and can do nothing else until then.
alter table identity.account add column is_short boolean not null default false;

reset role;
insert into migrations.applied (name, run_on) values ('0122_passwords_shorten', now());
