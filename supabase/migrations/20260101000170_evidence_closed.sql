-- Made from db/migrations/0170_evidence_closed.sql (npm run db:snapshot).

-- Supabase's Storage lets a token do what policies on its tables allow. There are none for the bucket of the evidence, which
-- the program reaches by keys of its own that pass them. Threat: a policy that somebody adds for another bucket, and which forgets to
-- name it, would open this one. These stand beside all others; buckets whose names begin otherwise are no concern of theirs.
do $do$
begin
  if pg_catalog.to_regclass('storage.objects') is null then
    return;
  end if;
  create policy evidence_closed on storage.objects as restrictive for all to public
    using (bucket_id not like 'evidence%');
  create policy evidence_closed on storage.buckets as restrictive for all to public
    using (id not like 'evidence%');
exception
  -- Without any policy nobody reaches the bucket either.
  when insufficient_privilege then
    raise warning 'the policies evidence_closed on storage.objects and storage.buckets could not be made';
end
$do$;

reset role;
insert into migrations.applied (name, run_on) values ('0170_evidence_closed', now());
