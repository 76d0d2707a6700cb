-- Made from db/migrations/0011_policies_grant.sql (npm run db:snapshot).

-- Every table is closed first; then each grant stands beside the policy that narrows it. A verb without a policy, or a
-- policy without its grant, lets nothing through, and a test refuses both.
do $$
declare
  target record;
begin
  for target in
    select n.nspname, c.relname from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p')
      and c.relowner = (select oid from pg_catalog.pg_roles where rolname = current_user)
      -- Another program's tables in the same schema (an extension's, say) are not ours to close.
      and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
  loop
    execute format('alter table %I.%I enable row level security', target.nspname, target.relname);
    execute format('alter table %I.%I force row level security', target.nspname, target.relname);
    execute format('revoke all on %I.%I from public, authenticated', target.nspname, target.relname);
    -- Supabase grants everything on new tables to its API roles by default.
    if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
      execute format('revoke all on %I.%I from anon', target.nspname, target.relname);
    end if;
  end loop;
end
$$;

grant usage on schema app to authenticated, app_command, app_auth, app_realtime, app_system;
grant usage on schema identity to app_auth, app_system;

-- What the policies ask. These look past row level security (else a policy on placements would ask itself), so they
-- belong to app_system, fix their search path, and tell only about the caller.

-- Supervision follows placements, and lasts 14 days longer, so that late forms can be finished. Policies for reading
-- use the set, evaluated once for a statement that returns many rows; policies for commands, which touch few rows, ask
-- about each student.
create function app.supervised_student_ids() returns setof text
  language plpgsql stable security definer rows 30 set search_path = ''
  -- Runs beside most statements of a supervisor: a plan that scans the whole of placements is never worth it.
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  today date;
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return;
  end if;
  -- A placement is of its supervisor's school, so one time zone serves for all of them.
  select (now() at time zone c.time_zone)::date into today from public.schools c where c.id = app.school_id();
  return query
    select p.student_id
    from public.placement_supervisors s
    join public.placements p on p.id = s.placement_id
    where s.supervisor_id = app.user_id()
      and p.ended_at is null
      and today between p.starts_on and p.ends_on + 14;
end
$$;

create function app.has_placement_with(student text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
begin
  if app.user_role() is distinct from 'CLINICAL_SUPERVISOR' then
    return false;
  end if;
  if exists (
    select from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    join public.schools c on c.id = p.school_id
    where p.student_id = student
      and s.supervisor_id = app.user_id()
      and p.ended_at is null
      and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
  ) then
    perform set_config('app.supervised_student', app.user_id() || ' ' || student, true);
    return true;
  end if;
  return false;
end
$$;

-- A command asks many times about one student: once per row of evidence, per policy. The answer is remembered until the
-- transaction ends, together with who asked, so that it tells nothing about another's claims.
create function app.supervises(student text) returns boolean language sql stable as $$
  select coalesce(current_setting('app.supervised_student', true) = app.user_id() || ' ' || student, false)
    or app.has_placement_with(student)
$$;

-- The placements the caller is or was part of, as a student or as a supervisor.
create function app.own_placement_ids() returns setof text
  language plpgsql stable security definer rows 10 set search_path = '' as $$
begin
  return query
    select p.id from public.placements p where p.student_id = app.user_id()
    union all
    select s.placement_id from public.placement_supervisors s where s.supervisor_id = app.user_id();
end
$$;

-- Those who supervise or supervised the caller.
create function app.own_supervisor_ids() returns setof text
  language plpgsql stable security definer rows 10 set search_path = '' as $$
begin
  return query
    select s.supervisor_id from public.placements p
    join public.placement_supervisors s on s.placement_id = p.id
    where p.student_id = app.user_id();
end
$$;

-- Whether the caller may still write parts of an evaluation: it is theirs, and unsigned or signed in this transaction.
create function app.writes_evaluation(evaluation text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
declare
  found_row record;
begin
  select e.state, e.evaluator_id, e.school_id, e.xmin as written_by into found_row
    from public.evaluations e where e.id = evaluation;
  if found_row.evaluator_id is distinct from app.user_id()
    and found_row.school_id is distinct from app.admin_school_id()
    and not app.is_super_admin()
  then
    return false;
  end if;
  -- A row that is visible and whose writer is still in progress can only be our own, in whatever savepoint.
  return found_row.state = 'DRAFT' or app.is_in_progress(found_row.written_by);
end
$$;

-- The status functions take 64-bit transaction ids; a row's xmin has the lower half.
create function app.is_in_progress(writer xid) returns boolean language plpgsql stable set search_path = '' as $$
declare
  current_id bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  full_id bigint := (current_id >> 32 << 32) + writer::text::bigint;
begin
  if full_id > current_id + 1000000 then
    full_id := full_id - 4294967296;
  end if;
  if full_id < 3 then
    return false;
  end if;
  return coalesce(pg_xact_status(full_id::text::xid8) = 'in progress', false);
end
$$;

-- A policy on attachments cannot look into files: the policy on files looks into the attachments.
create function app.uploaded(file text) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from public.files f where f.id = file and f.uploaded_by = app.user_id());
end
$$;

-- The system's own work: relay, jobs, deployments, erasure. No user's claims reach this role, and the web login cannot
-- take it. The audit is append-only even here, save for the seal.
do $$
declare
  target record;
begin
  for target in
    select n.nspname, c.relname, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and c.relforcerowsecurity
      and c.relowner = (select oid from pg_catalog.pg_roles where rolname = current_user)
  loop
    execute format('create policy system_reads on %s for select to app_system using (true)', target.name);
    execute format('create policy system_inserts on %s for insert to app_system with check (true)', target.name);
    execute format('create policy system_updates on %s for update to app_system using (true) with check (true)', target.name);
    execute format('grant select, insert on %s to app_system', target.name);
    if target.relname = 'audit_log' then
      execute format('grant update (seal_number, previous_hash, hash) on %s to app_system', target.name);
    else
      execute format('create policy system_deletes on %s for delete to app_system using (true)', target.name);
      execute format('grant update, delete on %s to app_system', target.name);
    end if;
  end loop;
end
$$;

-- Sign-in, before there is a user to speak of. It reaches credentials and people's standing, and no record of learning.
do $$
declare
  target text;
begin
  foreach target in array array['sessions', 'refresh_tokens', 'sign_in_attempts', 'identity."user"', 'identity.session',
    'identity.account', 'identity.verification', 'identity.two_factor']
  loop
    execute format('create policy sign_in_reads on %s for select to app_auth using (true)', target);
    execute format('create policy sign_in_inserts on %s for insert to app_auth with check (true)', target);
    execute format('create policy sign_in_updates on %s for update to app_auth using (true) with check (true)', target);
    execute format('create policy sign_in_deletes on %s for delete to app_auth using (true)', target);
    execute format('grant select, insert, update, delete on %s to app_auth', target);
  end loop;
end
$$;
-- Threat: a flaw in a sign-in flow raises somebody's role. Only status and address can be written from there.
create policy sign_in_reads on users for select to app_auth using (true);
create policy sign_in_updates on users for update to app_auth using (true) with check (true);
grant select, update (status, email, updated_at) on users to app_auth;
create policy sign_in_reads on schools for select to app_auth using (true);
grant select on schools to app_auth;
-- Threat: a sign-in leaves no trace, or a forged one under a school's act.
create policy sign_in_inserts on audit_log for insert to app_auth with check (true);
grant insert on audit_log to app_auth;

-- The socket feed decides for many users at once whom an event reaches, so it reads past their policies, but only what
-- that decision takes.
create policy feed_reads on events for select to app_realtime using (true);
create policy feed_reads on users for select to app_realtime using (true);
create policy feed_reads on placements for select to app_realtime using (true);
create policy feed_reads on placement_supervisors for select to app_realtime using (true);
create policy feed_reads on leases for select to app_realtime using (true);
create policy feed_reads on schools for select to app_realtime using (true);
grant select on events, placements, placement_supervisors, leases to app_realtime;
grant select (id, school_id, role, status) on users to app_realtime;
grant select (id, time_zone) on schools to app_realtime;

-- People and places.

-- Threat: a school learns which other schools there are.
create policy schools_read on schools for select to authenticated, app_command
  using (id = (select app.school_id()) or id = (select app.shared_school_id()) or (select app.is_super_admin()));
grant select on schools to authenticated, app_command;
-- Threat: staff or students change a school's settings; an admin changes another school's.
create policy schools_change on schools for update to app_command
  using (id = (select app.admin_school_id()) or (select app.is_super_admin()))
  with check (id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant update on schools to app_command;
-- Threat: an admin opens a school nobody agreed to.
create policy schools_open on schools for insert to app_command with check ((select app.is_super_admin()));
grant insert on schools to app_command;

-- Threat: one school's structure shows in another; anyone but its admin changes it.
do $$
declare
  target text;
begin
  foreach target in array array['programs', 'cohorts', 'rotations']
  loop
    execute format($f$create policy %1$s_read on %1$s for select to authenticated, app_command
      using (school_id = (select app.school_id()) or school_id = (select app.shared_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format($f$create policy %1$s_add on %1$s for insert to app_command
      with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format($f$create policy %1$s_change on %1$s for update to app_command
      using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
      with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format($f$create policy %1$s_remove on %1$s for delete to app_command
      using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format('grant select on %s to authenticated', target);
    execute format('grant select, insert, update, delete on %s to app_command', target);
  end loop;
end
$$;

-- Threat: students look up fellow students; a supervisor browses students who are not theirs. Staff are known to their
-- colleagues, supervisors to the students they supervise or supervised.
create policy users_read on users for select to authenticated
  using (
    id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (role = 'SYSTEM' and school_id = (select app.shared_school_id()))
    or (school_id = (select app.staff_school_id()) and role <> 'STUDENT')
    or id in (select app.supervised_student_ids())
    or id in (select app.own_supervisor_ids())
  );
create policy users_read_in_commands on users for select to app_command
  using (
    id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (role = 'SYSTEM' and school_id = (select app.shared_school_id()))
    or (school_id = (select app.staff_school_id()) and role <> 'STUDENT')
    or app.supervises(id)
    or id in (select app.own_supervisor_ids())
  );
grant select on users to authenticated, app_command;
-- Threat: an admin makes themselves an accomplice in another school, or a super admin.
create policy users_add on users for insert to app_command
  with check (
    (select app.is_super_admin())
    or (school_id = (select app.admin_school_id()) and role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN'))
  );
grant insert on users to app_command;
-- Threat: as above; a person edits another's profile. (A trigger keeps a person's own standing from their own hands.)
create policy users_change on users for update to app_command
  using (id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  with check (
    (select app.is_super_admin())
    or id = (select app.user_id())
    or (school_id = (select app.admin_school_id()) and role in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN'))
  );
grant update on users to app_command;

-- Threat: who is placed where, with whom, is told to outsiders.
create policy placements_read on placements for select to authenticated, app_command
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or id in (select app.own_placement_ids())
  );
create policy placement_supervisors_read on placement_supervisors for select to authenticated, app_command
  using (
    supervisor_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or placement_id in (select app.own_placement_ids())
  );
grant select on placements, placement_supervisors to authenticated, app_command;
-- Threat: a supervisor places students under themselves, and so reads and assesses them.
create policy placements_add on placements for insert to app_command
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
create policy placements_change on placements for update to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
create policy placements_remove on placements for delete to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert, update, delete on placements to app_command;
create policy placement_supervisors_add on placement_supervisors for insert to app_command
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
create policy placement_supervisors_remove on placement_supervisors for delete to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert, delete on placement_supervisors to app_command;

-- Frameworks.

-- Threat: one school reads or edits another's framework; staff or students change what they are measured by.
do $$
declare
  target text;
begin
  foreach target in array array['rating_scales', 'competency_template_items', 'competency_template_associations',
    'competencies', 'competency_rubrics', 'notification_templates']
  loop
    execute format($f$create policy %1$s_read on %1$s for select to authenticated, app_command
      using (school_id = (select app.school_id()) or school_id = (select app.shared_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format($f$create policy %1$s_add on %1$s for insert to app_command
      with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format($f$create policy %1$s_change on %1$s for update to app_command
      using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
      with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format($f$create policy %1$s_remove on %1$s for delete to app_command
      using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))$f$, target);
    execute format('grant select on %s to authenticated', target);
    execute format('grant select, insert, update, delete on %s to app_command', target);
  end loop;
end
$$;

-- Threat: as above; and a framework still being argued about is taken for the valid one.
create policy competency_templates_read on competency_templates for select to authenticated, app_command
  using (
    (school_id = (select app.school_id()) and status <> 'DRAFT')
    or (school_id = (select app.shared_school_id()) and status <> 'DRAFT')
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
  );
grant select on competency_templates to authenticated, app_command;
create policy competency_templates_add on competency_templates for insert to app_command
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
create policy competency_templates_change on competency_templates for update to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
-- Threat: a framework vanishes under the students who are measured by it.
create policy competency_templates_remove on competency_templates for delete to app_command
  using (status = 'DRAFT' and (school_id = (select app.admin_school_id()) or (select app.is_super_admin())));
grant insert, update, delete on competency_templates to app_command;

-- Threat: an upload that is not checked yet reaches anyone but the admins who asked for it.
create policy framework_imports_read on framework_imports for select to authenticated, app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant select on framework_imports to authenticated, app_command;
create policy framework_imports_add on framework_imports for insert to app_command
  with check (
    created_by = (select app.user_id())
    and (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  );
create policy framework_imports_change on framework_imports for update to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert, update on framework_imports to app_command;

-- Deployments and assignments.

-- Threat: students read whom else a deployment reached; staff of another school read it at all.
create policy competency_deployments_read on competency_deployments for select to authenticated, app_command
  using (school_id = (select app.staff_school_id()) or (select app.is_super_admin()));
create policy deployment_targets_read on deployment_targets for select to authenticated, app_command
  using (school_id = (select app.staff_school_id()) or (select app.is_super_admin()));
create policy assignment_deployments_read on assignment_deployments for select to authenticated, app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant select on competency_deployments, deployment_targets, assignment_deployments to authenticated, app_command;
-- Threat: anyone but the school decides what its students must do.
create policy competency_deployments_add on competency_deployments for insert to app_command
  with check (
    created_by = (select app.user_id())
    and (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  );
create policy competency_deployments_change on competency_deployments for update to app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()))
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert, update on competency_deployments to app_command;
create policy deployment_targets_add on deployment_targets for insert to app_command
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert on deployment_targets to app_command;
create policy assignment_deployments_add on assignment_deployments for insert to app_command
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert on assignment_deployments to app_command;

-- Threat: a student's standing is read by fellow students, by supervisors whose placement is over, by other schools.
create policy competency_assignments_read on competency_assignments for select to authenticated
  using (
    user_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or user_id in (select app.supervised_student_ids())
  );
create policy competency_assignments_read_in_commands on competency_assignments for select to app_command
  using (
    user_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(user_id)
  );
grant select on competency_assignments to authenticated, app_command;
-- Threat: assignments appear that no deployment of the school made.
create policy competency_assignments_add on competency_assignments for insert to app_command
  with check (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant insert on competency_assignments to app_command;
-- Threat: a student achieves by writing it. Their evidence may start an assignment; a trigger keeps the figures.
create policy competency_assignments_change on competency_assignments for update to app_command
  using (
    user_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(user_id)
  )
  with check (
    (user_id = (select app.user_id()) and status in ('NOT_STARTED', 'IN_PROGRESS'))
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(user_id)
  );
grant update on competency_assignments to app_command;

-- Assessments.

-- Threat: as for assignments; and an unsigned draft is held against a student, or copied by a colleague.
create policy assessments_read on assessments for select to authenticated
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      (status not in ('DRAFT', 'DISCARDED') or assessor_id = (select app.user_id()))
      and (student_id = (select app.user_id()) or student_id in (select app.supervised_student_ids()))
    )
  );
create policy assessments_read_in_commands on assessments for select to app_command
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      (status not in ('DRAFT', 'DISCARDED') or assessor_id = (select app.user_id()))
      and (student_id = (select app.user_id()) or app.supervises(student_id))
    )
  );
grant select on assessments to authenticated, app_command;
-- Threat: a supervisor assesses a student who is not theirs, or in a colleague's name; a student assesses anyone but
-- themselves, asks in another's name, or starts in a state that skips the assessor.
create policy assessments_add on assessments for insert to app_command
  with check (
    status in ('REQUESTED', 'DRAFT', 'SUBMITTED')
    and (
      (assessor_id = (select app.user_id()) and school_id = (select app.school_id()) and app.supervises(student_id))
      or (
        student_id = (select app.user_id())
        and school_id = (select app.school_id())
        and (assessor_id = (select app.user_id()) or (status = 'REQUESTED' and requested_by = (select app.user_id())))
      )
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
    )
  );
grant insert on assessments to app_command;
-- Threat: a student edits a judgement about them. They may cancel their request, and write their self-assessment.
create policy assessments_change on assessments for update to app_command
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (student_id = (select app.user_id()) and (status = 'REQUESTED' or assessor_id = (select app.user_id())))
    or app.supervises(student_id)
  )
  with check (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      student_id = (select app.user_id())
      and (status in ('REQUESTED', 'CANCELLED')
        or (assessor_id = (select app.user_id()) and status in ('DRAFT', 'SUBMITTED', 'DISCARDED')))
    )
    or app.supervises(student_id)
  );
grant update on assessments to app_command;

create policy evaluations_read on evaluations for select to authenticated
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      (state <> 'DRAFT' or evaluator_id = (select app.user_id()))
      and (student_id = (select app.user_id()) or student_id in (select app.supervised_student_ids()))
    )
  );
create policy evaluations_read_in_commands on evaluations for select to app_command
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      (state <> 'DRAFT' or evaluator_id = (select app.user_id()))
      and (student_id = (select app.user_id()) or app.supervises(student_id))
    )
  );
grant select on evaluations to authenticated, app_command;
-- Threat: a judgement in another's name, about a student who is not the evaluator's, or a student's own as if it were
-- staff's.
create policy evaluations_add on evaluations for insert to app_command
  with check (
    state in ('DRAFT', 'SIGNED')
    and (
      (not is_self and evaluator_id = (select app.user_id()) and school_id = (select app.school_id())
        and app.supervises(student_id))
      or (is_self and evaluator_id = (select app.user_id()) and student_id = (select app.user_id()))
      or (not is_self and school_id = (select app.admin_school_id()))
      or (not is_self and (select app.is_super_admin()))
    )
  );
grant insert on evaluations to app_command;
-- Threat: a colleague or the student amends a judgement. Its author may while they supervise; the school may void.
create policy evaluations_change on evaluations for update to app_command
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      evaluator_id = (select app.user_id())
      and (is_self or app.supervises(student_id))
    )
  )
  with check (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      evaluator_id = (select app.user_id())
      and (is_self or app.supervises(student_id))
    )
  );
grant update on evaluations to app_command;

-- Threat: scores are read, or added, by those who may not read or write the evaluation they belong to. What a policy
-- looks up is under that table's own policies: who cannot see the evaluation finds none here.
create policy evaluation_criteria_read on evaluation_criteria for select to authenticated, app_command
  using (exists (select from evaluations e where e.id = evaluation_id));
grant select on evaluation_criteria to authenticated, app_command;
create policy evaluation_criteria_add on evaluation_criteria for insert to app_command
  with check (app.writes_evaluation(evaluation_id));
grant insert on evaluation_criteria to app_command;
create policy evaluation_criteria_change on evaluation_criteria for update to app_command
  using (app.writes_evaluation(evaluation_id)) with check (app.writes_evaluation(evaluation_id));
create policy evaluation_criteria_remove on evaluation_criteria for delete to app_command
  using (app.writes_evaluation(evaluation_id));
grant update, delete on evaluation_criteria to app_command;

-- Threat: a student reads what staff noted for staff alone.
create policy evaluation_private_notes_read on evaluation_private_notes for select to authenticated, app_command
  using (
    (select app.user_role()) in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN', 'SUPER_ADMIN')
    and exists (select from evaluations e where e.id = evaluation_id)
  );
grant select on evaluation_private_notes to authenticated, app_command;
create policy evaluation_private_notes_add on evaluation_private_notes for insert to app_command
  with check ((select app.user_role()) <> 'STUDENT' and app.writes_evaluation(evaluation_id));
grant insert on evaluation_private_notes to app_command;

-- Threat: files are guessed by id, across students and schools.
create policy files_read on files for select to authenticated, app_command
  using (
    uploaded_by = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or exists (select from assessment_files a where a.file_id = files.id)
    or exists (select from submission_files s where s.file_id = files.id)
  );
grant select on files to authenticated, app_command;
create policy files_add on files for insert to app_command
  with check (
    uploaded_by = (select app.user_id())
    and (school_id = (select app.school_id()) or (select app.is_super_admin()))
  );
grant insert on files to app_command;

create policy assessment_files_read on assessment_files for select to authenticated, app_command
  using (exists (select from assessments a where a.id = assessment_id));
grant select on assessment_files to authenticated, app_command;
-- Threat: attaching somebody else's file to one's own record would make it readable there.
create policy assessment_files_add on assessment_files for insert to app_command
  with check (
    app.uploaded(file_id)
    and (
      exists (
        select from assessments a
        where a.id = assessment_id and (a.assessor_id = (select app.user_id()) or a.requested_by = (select app.user_id()))
      )
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
    )
  );
grant insert on assessment_files to app_command;

create policy submission_files_read on submission_files for select to authenticated, app_command
  using (exists (select from competency_submissions s where s.id = submission_id));
grant select on submission_files to authenticated, app_command;
create policy submission_files_add on submission_files for insert to app_command
  with check (
    app.uploaded(file_id)
    and exists (
      select from competency_submissions s
      where s.id = submission_id and s.student_id = (select app.user_id()) and s.status in ('DRAFT', 'SUBMITTED', 'RETURNED')
    )
  );
create policy submission_files_remove on submission_files for delete to app_command
  using (
    exists (
      select from competency_submissions s
      where s.id = submission_id and s.student_id = (select app.user_id()) and s.status in ('DRAFT', 'SUBMITTED', 'RETURNED')
    )
  );
grant insert, delete on submission_files to app_command;

-- Threat: evidence is read before the student hands it in, or by those it was not handed to.
create policy competency_submissions_read on competency_submissions for select to authenticated, app_command
  using (
    student_id = (select app.user_id())
    or (select app.is_super_admin())
    or (
      status <> 'DRAFT'
      and (school_id = (select app.admin_school_id()) or student_id in (select app.supervised_student_ids()))
    )
  );
grant select on competency_submissions to authenticated, app_command;
-- Threat: evidence in another student's name.
create policy competency_submissions_add on competency_submissions for insert to app_command
  with check (
    student_id = (select app.user_id())
    and submitted_by = (select app.user_id())
    and school_id = (select app.school_id())
    and status in ('DRAFT', 'SUBMITTED')
  );
grant insert on competency_submissions to app_command;
-- Threat: a student approves their own evidence; a reviewer rewrites or withdraws it.
create policy competency_submissions_change on competency_submissions for update to app_command
  using (
    (student_id = (select app.user_id()) and status in ('DRAFT', 'SUBMITTED', 'RETURNED'))
    or (select app.is_super_admin())
    or (
      status <> 'DRAFT'
      and (school_id = (select app.admin_school_id()) or app.supervises(student_id))
    )
  )
  with check (
    (student_id = (select app.user_id()) and status in ('DRAFT', 'SUBMITTED', 'WITHDRAWN'))
    or (select app.is_super_admin())
    or (
      status in ('IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED')
      and (school_id = (select app.admin_school_id()) or app.supervises(student_id))
    )
  );
grant update on competency_submissions to app_command;

-- Threat: hours are read by outsiders, entered for others, or approved by the one who worked them.
create policy time_records_read on time_records for select to authenticated, app_command
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (status <> 'DRAFT' and student_id in (select app.supervised_student_ids()))
  );
grant select on time_records to authenticated, app_command;
create policy time_records_add on time_records for insert to app_command
  with check (
    student_id = (select app.user_id()) and school_id = (select app.school_id()) and status in ('DRAFT', 'PENDING')
  );
grant insert on time_records to app_command;
create policy time_records_change on time_records for update to app_command
  using (
    (student_id = (select app.user_id()) and status <> 'APPROVED')
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (status = 'PENDING' and app.supervises(student_id))
  )
  with check (
    (student_id = (select app.user_id()) and status in ('DRAFT', 'PENDING'))
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or (
      status in ('APPROVED', 'NOT_APPROVED', 'NEEDS_INFO')
      and app.supervises(student_id)
    )
  );
grant update on time_records to app_command;

-- Progress.

-- Threat: as for assignments.
create policy student_progress_read on student_progress for select to authenticated
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or student_id in (select app.supervised_student_ids())
  );
create policy student_progress_read_in_commands on student_progress for select to app_command
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  );
grant select on student_progress to authenticated, app_command;
-- Threat: a command for one student touches another's progress.
create policy student_progress_add on student_progress for insert to app_command
  with check (
    (student_id = (select app.user_id()) and completed = 0)
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  );
create policy student_progress_change on student_progress for update to app_command
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  )
  with check (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  );
grant insert, update on student_progress to app_command;

-- Threat: as for assignments. History is written by a job alone.
create policy progress_snapshots_read on progress_snapshots for select to authenticated
  using (
    user_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or user_id in (select app.supervised_student_ids())
  );
grant select on progress_snapshots to authenticated;

-- Threat: as for assignments; and a student awards themselves.
create policy achievements_read on achievements for select to authenticated
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or student_id in (select app.supervised_student_ids())
  );
create policy achievements_read_in_commands on achievements for select to app_command
  using (
    student_id = (select app.user_id())
    or school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  );
grant select on achievements to authenticated, app_command;
create policy achievements_add on achievements for insert to app_command
  with check (
    school_id = (select app.admin_school_id()) or (select app.is_super_admin()) or app.supervises(student_id)
  );
create policy achievements_change on achievements for update to app_command
  using (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  )
  with check (
    school_id = (select app.admin_school_id())
    or (select app.is_super_admin())
    or app.supervises(student_id)
  );
grant insert, update on achievements to app_command;

-- Threat: somebody consents for another.
create policy consents_read on consents for select to authenticated, app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant select on consents to authenticated, app_command;
create policy consents_add on consents for insert to app_command
  with check (user_id = (select app.user_id()) and school_id = (select app.school_id()));
create policy consents_change on consents for update to app_command
  using (user_id = (select app.user_id())) with check (user_id = (select app.user_id()));
grant insert, update on consents to app_command;

-- Threat: behaviour is read by colleagues or fellow students, or recorded in another's name.
create policy learning_analytics_read on learning_analytics for select to authenticated, app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant select on learning_analytics to authenticated, app_command;
create policy learning_analytics_add on learning_analytics for insert to app_command
  with check (user_id = (select app.user_id()) and school_id = (select app.school_id()));
grant insert on learning_analytics to app_command;

-- Notifications and reports.

-- Threat: somebody reads another's messages.
create policy notification_queue_read on notification_queue for select to authenticated, app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant select on notification_queue to authenticated, app_command;
-- Threat: the queue becomes a way to write to strangers. A student's acts reach their supervisors, nobody else.
create policy notification_queue_add on notification_queue for insert to app_command
  with check (
    school_id = (select app.staff_school_id())
    or (select app.is_super_admin())
    or user_id = (select app.user_id())
    or user_id in (select app.own_supervisor_ids())
  );
create policy notification_queue_change on notification_queue for update to app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  )
  with check (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant insert, update on notification_queue to app_command;

-- Threat: a cached report outlives or widens what its reader may see: it is for the one who asked, or for the admins.
create policy report_cache_read on report_cache for select to authenticated, app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant select on report_cache to authenticated, app_command;
create policy report_cache_add on report_cache for insert to app_command
  with check (
    (user_id = (select app.user_id()) and school_id = (select app.school_id()))
    or (user_id is null and school_id = (select app.admin_school_id()))
    or (select app.is_super_admin())
  );
create policy report_cache_change on report_cache for update to app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  )
  with check (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
create policy report_cache_remove on report_cache for delete to app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant insert, update, delete on report_cache to app_command;

-- Sessions, records of acts, plumbing.

-- Threat: a user learns where others are signed in. An admin may end sessions of people they suspend.
create policy sessions_read on sessions for select to authenticated, app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
grant select on sessions to authenticated, app_command;
create policy sessions_change on sessions for update to app_command
  using (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  )
  with check (
    user_id = (select app.user_id()) or school_id = (select app.admin_school_id()) or (select app.is_super_admin())
  );
-- Threat: a command prolongs a session or moves it to another person.
grant update (revoked_at, revoked_reason) on sessions to app_command;

-- Threat: the audit is read by those it watches over, or by another school.
create policy audit_log_read on audit_log for select to authenticated, app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant select on audit_log to authenticated, app_command;
-- Threat: an act is recorded under another's name, or in another school's book, or sealed by its own author.
create policy audit_log_add on audit_log for insert to app_command
  with check (
    actor_id = (select app.user_id())
    and (school_id = (select app.school_id()) or (select app.is_super_admin()))
    and seal_number is null
  );
grant insert on audit_log to app_command;

create policy access_log_read on access_log for select to authenticated, app_command
  using (school_id = (select app.admin_school_id()) or (select app.is_super_admin()));
grant select on access_log to authenticated, app_command;
create policy access_log_add on access_log for insert to app_command
  with check (
    actor_id = (select app.user_id())
    and (school_id = (select app.school_id()) or (select app.is_super_admin()))
  );
grant insert on access_log to app_command;

-- Threat: the feed tells one user about another. Only numbered events of one's own students, or of one's school.
create policy events_read on events for select to authenticated
  using (
    seq is not null
    and (
      student_id = (select app.user_id())
      or school_id = (select app.admin_school_id())
      or (select app.is_super_admin())
      or student_id in (select app.supervised_student_ids())
    )
  );
grant select on events to authenticated;
-- Threat: a command makes other students' clients, or another school's jobs, believe something happened.
create policy events_add on events for insert to app_command
  with check (
    seq is null
    and (
      (select app.is_super_admin())
      or school_id = (select app.staff_school_id())
      or (school_id = (select app.school_id()) and (student_id is null or student_id = (select app.user_id())))
    )
  );
grant insert on events to app_command;

-- Threat: one user replays or blocks another's request.
create policy idempotency_keys_read on idempotency_keys for select to app_command
  using (user_id = (select app.user_id()));
create policy idempotency_keys_add on idempotency_keys for insert to app_command
  with check (user_id = (select app.user_id()));
create policy idempotency_keys_change on idempotency_keys for update to app_command
  using (user_id = (select app.user_id())) with check (user_id = (select app.user_id()));
create policy idempotency_keys_remove on idempotency_keys for delete to app_command
  using (user_id = (select app.user_id()));
grant select, insert, update, delete on idempotency_keys to app_command;

-- Functions last: nobody may call what they were not given, and the definer functions become app_system's.
revoke execute on all functions in schema app from public;
grant execute on all functions in schema app to authenticated, app_command, app_auth, app_realtime, app_system;
do $$
declare
  definer record;
begin
  grant create on schema app to app_system;
  for definer in
    select p.oid::regprocedure as signature from pg_catalog.pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.prosecdef
  loop
    execute format('alter function %s owner to app_system', definer.signature);
  end loop;
  revoke create on schema app from app_system;
end
$$;

reset role;
insert into migrations.applied (name, run_on) values ('0011_policies_grant', now());
