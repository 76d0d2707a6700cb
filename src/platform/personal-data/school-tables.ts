import { actor, impersonal, mention, ownedBy, type PersonalTable, subject } from "./personal-table.ts";

const theSchool = "The school's admins.";
const asLongAsSchool = "As long as the school.";
const whoSetUp: Pick<PersonalTable, "purpose" | "seenBy" | "keptFor"> = {
  purpose: "Remember who set it up.",
  seenBy: "The school's staff.",
  keptFor: asLongAsSchool,
};

/** What is sent and written down about people, and what a school sets up. */
export const schoolTables: Readonly<Record<string, PersonalTable>> = {
  notification_queue: {
    purpose: "Tell people what concerns them.",
    seenBy: "The person; the school sees what was not delivered.",
    keptFor: "Five years, or the time that the school chooses.",
    people: [
      ownedBy("user_id"),
      mention(
        "content",
        "school_id = (select u.school_id from public.users u where u.id = :person) and strpos(concat(subject, ' ', content), (select u.name from public.users u where u.id = :person)) > 0",
      ),
    ],
    goes: "id school_id type status priority channel subject payload scheduled_for sent_at retry_count max_retries error_message read_at event_id created_at updated_at claimed_until is_digest",
    plain: "",
  },
  events: {
    purpose: "Tell other parts of the program, and open pages, what happened.",
    seenBy: "Whoever may read what it is about.",
    keptFor: "A week.",
    people: [
      // One without a number was not delivered yet; the last of them go within the week.
      ownedBy("student_id", {
        where: "student_id = :person and seq is not null",
        notExported: "It repeats the record, for a week.",
      }),
      mention(
        "data",
        "school_id = (select u.school_id from public.users u where u.id = :person) and seq is not null and strpos(data::text, (select u.name from public.users u where u.id = :person)) > 0",
      ),
    ],
    goes: "id school_id type created_at seq",
    plain: "",
  },
  audit_log: {
    purpose: "Prove who changed what.",
    seenBy: theSchool,
    keptFor: "As long as the school, sealed: it holds ids and states, and an erasure empties what the ids lead to.",
    people: [actor("actor_id"), subject("student_id")],
    keeps: {
      "actor_role action entity_type entity_id request_id detail":
        "A changed act would break the chain of seals. They are ids and states, and of a sign-in that failed where it came from; never words.",
    },
    plain: "id school_id occurred_at seal_number previous_hash hash",
  },
  access_log: {
    purpose: "Prove who looked at whose record.",
    seenBy: "The school's admins; whose record it was sees who, when and what.",
    keptFor: "As long as the school, sealed; it holds ids.",
    people: [actor("actor_id"), subject("subject_id")],
    keeps: { "what request_id detail": "Ids and counts, never words. A changed row would break the chain of seals." },
    plain: "id school_id occurred_at seal_number",
  },
  report_cache: {
    purpose: "Keep a made report for whoever asked.",
    seenBy: "Who asked; a school admin's, all admins of the school.",
    keptFor: "A day.",
    people: [ownedBy("user_id")],
    goes: "id cache_key report_type school_id parameters report_data file_size mime_type expires_at access_count last_accessed created_at file_path",
    withheld: { file_path: "Where it is stored is nobody's business." },
    plain: "",
  },
  report_definitions: {
    purpose: "Keep what somebody asks in a report.",
    seenBy: "Its owner; the school's staff where it is shared.",
    keptFor: "Until its owner deletes it.",
    people: [ownedBy("owner_id")],
    goes: "id school_id kind title question sharing schedule next_at recipient_ids revision opened_at deleted_at created_at updated_at",
    plain: "",
  },
  report_runs: {
    purpose: "Show how far the making of a report is.",
    seenBy: "Who asked.",
    keptFor: "30 days.",
    people: [ownedBy("user_id")],
    goes: "id school_id definition_id cache_key audience question state progress error recipient_ids requested_at finished_at",
    plain: "",
  },
  notification_templates: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain: "id school_id name type subject content trigger_event recipient_type is_active created_at updated_at",
  },
  competencies: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain:
      "id school_id template_id program_id code name description category level is_required rating_scale_id target_rating scoring_method required_observations required_evaluators required_days n_times validity_months needs_approval needs_countersignature identifier sort_order created_at search_text renewal_ways short_name replaces_id",
  },
  competency_rubrics: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain:
      "id school_id competency_id criterion_name description weight max_score pass_score performance_levels order_index is_active created_at updated_at",
  },
  competency_templates: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain:
      "id school_id name description version status source_format source_identifier source replaces_id created_at updated_at published_at search_text revision removed",
  },
  competency_deployments: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain:
      "id school_id template_id status effective_at due_at competency_ids notifications assignments_planned assignments_done error created_at updated_at due_from due_offset due_unit due_rotation_id deprecated_too",
  },
  deployment_acts: {
    ...whoSetUp,
    people: [actor("actor_id"), subject("after_student_id", { notExported: "It is where a job goes on." })],
    plain:
      "id school_id deployment_id kind status detail reason undoes_id students students_done changed skipped created_at updated_at",
  },
  deployment_targets: {
    purpose: "Say to whom a framework is assigned.",
    seenBy: "The school's staff.",
    keptFor: asLongAsSchool,
    people: [subject("target_id", { where: "target_type = 'student' and target_id = :person" })],
    plain: "deployment_id school_id target_type withdrawn_by_act",
  },
  feature_flags: {
    purpose: "Say who gets which variant of a part of the program, some people by name.",
    seenBy: "Super admins.",
    keptFor: "Until a super admin takes the name out, or the person is erased.",
    people: [
      subject("rules", {
        where:
          "rules @> jsonb_build_object('overrides', jsonb_build_array(jsonb_build_object('of', 'PERSON', 'id', :person::text)))",
        sets: {
          rules:
            "jsonb_set(rules, '{overrides}', (select coalesce(jsonb_agg(o order by place), '[]') from jsonb_array_elements(rules -> 'overrides') with ordinality l (o, place) where not (o ->> 'of' = 'PERSON' and o ->> 'id' = :person)))",
        },
        notExported: "The row names others too; what the person gets, the program shows them.",
      }),
    ],
    plain: "key round revision changed_at",
  },
  framework_imports: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain:
      "id school_id file_name status progress content preview faults template_id error created_at updated_at draft layout mapping",
  },
  framework_migrations: {
    ...whoSetUp,
    people: [actor("created_by")],
    plain:
      "id school_id from_template_id to_template_id cohort_id status reopens due_at notifications late_joiners moved_deployments students_total students_done error created_at updated_at started_at finished_at",
  },
  assignment_deployments: impersonal(
    "assignment_id deployment_id school_id due_at is_due_by_hand is_kept withdrawn_by_act",
  ),
  cohorts: impersonal("id school_id program_id name starts_on ends_on created_at"),
  competency_template_associations: impersonal(
    "id school_id template_id identifier association_type origin_identifier destination_identifier sort_order source",
  ),
  competency_template_items: impersonal(
    "id school_id template_id identifier parent_id kind code statement item_type sort_order competency_id source editor_note",
  ),
  access_seals: impersonal("school_id number sealed_at first_id last_id entries fingerprints previous_hash hash"),
  audit_anchors: impersonal(
    "id school_id anchored_at audit_number audit_hash access_number access_hash digest stamped_by",
  ),
  audit_checks: impersonal("school_id checked_at audit_number audit_hash access_number access_hash entries fault"),
  integrity_checks: impersonal("id kind state reason started_at finished_at counted findings reached"),
  error_groups: impersonal(
    "id process kind message place stack route times first_seen_at last_seen_at releases resolved_at regressed_at",
  ),
  job_commands: impersonal("id act target requested_at done_at outcome"),
  job_counts: impersonal("job minute completed retried failed cancelled"),
  job_failures: impersonal("id job cause fields attempts added_at failed_at"),
  event_counts: impersonal("type count"),
  leases: impersonal("name holder expires_at last_seq detail"),
  prediction_models: impersonal("id school_id version state fitted_at students finished fit measures groups drift"),
  prediction_settings: impersonal("school_id is_on coverage updated_at"),
  processed_events: impersonal("handler event_id processed_at"),
  programs: impersonal("id school_id name code created_at"),
  rating_scales: impersonal(
    "id school_id name kind min_value max_value default_target question levels allow_mean created_at",
  ),
  request_rules: impersonal("school_id days_back days_to_answer reminder_days updated_at"),
  rotations: impersonal("id school_id program_id name site unit starts_on ends_on created_at places required_minutes"),
  school_logos: impersonal("school_id content updated_at"),
  schools: impersonal(
    "id name time_zone settings created_at reassess_after_days academic_year_starts color logo_tag status suspended_at suspended_reason max_students max_storage_bytes revision first_hour_hidden_at sample_of due_reminder_days",
  ),
  terms: impersonal("id school_id name starts_on ends_on created_at"),
  sign_in_rules: impersonal("school_id factor_roles idle_minutes longest_hours shared_idle_minutes updated_at"),
  wording_settings: impersonal("school_id address model sealed_key sealed_with is_on fault revision updated_at"),
  wordings: impersonal("school_id sentence_id of_words words refusal is_set_aside is_shown made_at"),
};
