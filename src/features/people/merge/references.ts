/**
 * What becomes of each reference to a person when they are merged into another. A test compares the list with the foreign
 * keys of the database, so that no table that refers to people is forgotten.
 *
 * - moves: the row becomes the kept person's;
 * - stays: who did it then is history, and the merged person's row remains to be read;
 * - goes: belongs to an account that nobody uses any more, or is computed from the rest;
 * - refuses: a record of learning. Evidence is signed, counted and chained to its student, so it is never re-assigned: of
 *   two people with a record each, neither can be merged, and whoever has one is kept.
 */
export type Fate = "moves" | "stays" | "goes" | "refuses";

export const fates: Readonly<Record<string, Fate>> = {
  "achievements.student_id": "refuses",
  "assessment_acts.actor_id": "stays",
  "assessment_acts.student_id": "refuses",
  "assessments.assessor_id": "stays",
  "assessments.requested_by": "stays",
  "assessments.student_id": "refuses",
  "assignment_cycles.student_id": "refuses",
  "competencies.created_by": "stays",
  "competency_assignments.user_id": "moves",
  "competency_deployments.created_by": "stays",
  "competency_rubrics.created_by": "stays",
  "competency_submissions.reviewed_by": "stays",
  "competency_submissions.student_id": "refuses",
  "competency_submissions.submitted_by": "stays",
  "competency_templates.created_by": "stays",
  "consents.user_id": "goes",
  "deployment_act_items.student_id": "stays",
  "deployment_acts.actor_id": "stays",
  "evaluation_authors.evaluator_id": "stays",
  "evaluation_authors.student_id": "refuses",
  "evaluations.evaluator_id": "stays",
  "feedback_answers.student_id": "refuses",
  "feedback_asked.evaluator_id": "stays",
  "feedback_asked.student_id": "refuses",
  "feedback_rounds.started_by": "stays",
  "feedback_rounds.student_id": "refuses",
  "file_removals.noted_by": "stays",
  "files.uploaded_by": "stays",
  "framework_imports.created_by": "stays",
  "framework_migration_students.student_id": "stays",
  "framework_migrations.created_by": "stays",
  "hidden_students.student_id": "goes",
  "hidden_students.supervisor_id": "goes",
  "idempotency_keys.user_id": "goes",
  "invitations.user_id": "goes",
  "learning_analytics.user_id": "goes",
  "notification_queue.user_id": "moves",
  "notification_templates.created_by": "stays",
  "people_acts.acted_by": "stays",
  "people_import_rows.user_id": "stays",
  "people_imports.created_by": "stays",
  "placement_supervisors.supervisor_id": "moves",
  "placements.student_id": "moves",
  "progress_snapshots.user_id": "goes",
  "push_subscriptions.user_id": "goes",
  "quick_phrases.owner_id": "moves",
  "report_cache.user_id": "goes",
  "notification_choices.user_id": "goes",
  "notification_settings.user_id": "goes",
  "calendar_feeds.user_id": "goes",
  "saved_views.user_id": "goes",
  "sessions.user_id": "goes",
  "student_progress.student_id": "goes",
  "submission_acts.actor_id": "stays",
  "submission_acts.student_id": "refuses",
  "time_record_timers.student_id": "refuses",
  "time_records.decided_by": "stays",
  "time_records.student_id": "refuses",
  "users.merged_into": "moves",
};
