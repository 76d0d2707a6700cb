-- Made from db/migrations/0013_jobs_create.sql (npm run db:snapshot).

-- Where BullMQ keeps its queues when there is no Redis. It makes and changes its own tables as the worker, so the worker
-- may create things here and nowhere else; the web login has no business in it.
create schema jobs;
grant usage, create on schema jobs to app_worker;

-- How far the holder of a lease has come (for the relay: the last number given, or handed to the jobs), kept in the row
-- that fences it, so that a number is given in the transaction that proves the lease. `detail` is what a holder tells
-- about itself (for the worker: the lengths of its queues).
alter table leases add column last_seq bigint not null default 0;
alter table leases add column detail jsonb;

reset role;
insert into migrations.applied (name, run_on) values ('0013_jobs_create', now());
