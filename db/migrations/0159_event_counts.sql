-- Up Migration

-- How many events of each type have got their number, since this table is there: neither whose nor when. The statement that
-- numbers events adds to it.
create table event_counts (
  type text collate "C" primary key,
  count bigint not null constraint event_counts_count_check check (count > 0)
);

-- Threat: somebody else than who runs the program learns how much its schools do.
call app.close_table('event_counts');
create policy metrics_read on event_counts for select to app_realtime using (true);
grant select on event_counts to app_realtime;

-- Down Migration

drop table event_counts;
