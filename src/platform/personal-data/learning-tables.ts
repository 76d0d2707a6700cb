import { actor, formerName, ownedBy, type PersonalTable, subject } from "./personal-table.ts";

const record = "As long as the school keeps the record of learning.";
const theirRecord = "The student, the supervisors of their placements, the school's admins.";
const figures = "Figures of competencies, cohorts and programs stay right, without saying whose they are.";
const ratingStays = "A rating that counts stays one, without the person.";

/** What somebody learned and how it was judged. */
export const learningTables: Readonly<Record<string, PersonalTable>> = {
  competency_assignments: {
    purpose: "Say which competencies a student works on, and how far they are.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("user_id")],
    keeps: {
      "status progress_percentage due_date completion_date result observations evaluators days cycle_starts_at":
        figures,
    },
    plain: "id school_id competency_id deployment_id earlier_competency_ids created_at updated_at",
  },
  assignment_cycles: {
    purpose: "Count a renewal apart from what it renews.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("student_id")],
    keeps: { "starts_at completed_at valid_until ended ended_at way result": figures },
    plain: "assignment_id number school_id",
  },
  assessments: {
    purpose: "Record when and how somebody was assessed, or asked to be.",
    seenBy: theirRecord,
    keptFor: record,
    people: [
      subject("student_id", {
        clears: "draft request_words",
        blanks: "decline_reason",
        sets: { metadata: "'{}'::jsonb" },
      }),
      actor("assessor_id"),
      actor("requested_by"),
    ],
    keeps: { "method status observed_at submitted_at": figures },
    withheld: { draft: "It is not submitted, and not shown to the student before." },
    plain: "id school_id competency_id assignment_id rotation_id created_at updated_at expires_at opened_at renewed_at",
  },
  assessment_acts: {
    purpose: "Show what became of an assessment.",
    seenBy: theirRecord,
    keptFor: record,
    people: [
      subject("student_id", { blanks: "words" }),
      actor("actor_id", { sets: { actor_name: `'${formerName}'` } }),
    ],
    keeps: { act: figures },
    plain: "id school_id assessment_id evaluation_id created_at",
  },
  evaluations: {
    purpose: "Record what an assessor judged, in a rating and in words.",
    seenBy: theirRecord,
    keptFor: record,
    people: [
      subject("student_id", {
        clears: "words guest_role guest_email",
        blanks: "change_reason guest_name",
        sets: { word_count: "0", has_next_steps: "false" },
      }),
      actor("evaluator_id"),
    ],
    keeps: { "overall_rating rubric_result": ratingStays },
    withheld: { guest_email: "It is the address of somebody else." },
    plain:
      "id school_id competency_id assessment_id guest_confirmed_at is_self state revision replaces_id signed_at created_at is_anonymous",
  },
  evaluation_criteria: {
    purpose: "Record the score of each criterion.",
    seenBy: theirRecord,
    keptFor: record,
    people: [
      subject("evaluation_id", {
        where: "evaluation_id in (select e.id from public.evaluations e where e.student_id = :person)",
      }),
    ],
    keeps: { score: ratingStays },
    plain: "rubric_id school_id",
  },
  evaluation_private_notes: {
    purpose: "Let an assessor note what only staff may read.",
    seenBy: "The assessor and the school's admins.",
    keptFor: record,
    people: [
      ownedBy("evaluation_id", {
        where: "evaluation_id in (select e.id from public.evaluations e where e.student_id = :person)",
        notExported: "Only staff may read it; the school gives it out where the law asks for it.",
      }),
    ],
    goes: "school_id note",
    plain: "",
  },
  evaluation_authors: {
    purpose: "Know who wrote an anonymous evaluation, so that nobody writes two.",
    seenBy: "The author and whoever takes part in the round.",
    keptFor: record,
    people: [
      subject("student_id", { notExported: "The student was promised not to be told who.", erased: "kept" }),
      actor("evaluator_id"),
    ],
    plain: "evaluation_id school_id",
  },
  rated_assessments: {
    purpose: "Make figures of ratings without reading every evaluation.",
    seenBy: "As figures: the school's admins, supervisors of a placement.",
    keptFor: record,
    people: [
      subject("student_id", { notExported: "It repeats the evaluations." }),
      actor("evaluator_id", { notExported: "It repeats the evaluations." }),
    ],
    keeps: {
      "evaluators observed_on submitted_at value band method feedback_words has_next_steps requested_at answered_after_hours":
        figures,
    },
    plain: "assessment_id school_id competency_id rotation_id",
  },
  assessment_files: {
    purpose: "Attach evidence to an assessment.",
    seenBy: theirRecord,
    keptFor: "As long as the file.",
    people: [
      ownedBy("assessment_id", {
        where: "assessment_id in (select a.id from public.assessments a where a.student_id = :person)",
      }),
    ],
    goes: "file_id school_id",
    plain: "",
  },
  submission_files: {
    purpose: "Attach evidence to a submission.",
    seenBy: theirRecord,
    keptFor: "As long as the file.",
    people: [
      ownedBy("submission_id", {
        where: "submission_id in (select s.id from public.competency_submissions s where s.student_id = :person)",
      }),
    ],
    goes: "file_id school_id",
    plain: "",
  },
  files: {
    purpose: "Store evidence.",
    seenBy: "Whoever uploaded it, and whoever may read what it is attached to.",
    keptFor: "As long as something refers to it, and a day longer. The content goes with the row.",
    people: [
      ownedBy("uploaded_by", {
        // What staff attached to a student's record is the student's evidence, and stays with it.
        where: `(uploaded_by = :person and not exists (
            select from public.assessment_files f join public.assessments a on a.id = f.assessment_id
            where f.file_id = files.id and a.student_id <> :person)
          or id in (select f.file_id from public.assessment_files f join public.assessments a on a.id = f.assessment_id
            where a.student_id = :person)
          or id in (select f.file_id from public.submission_files f join public.competency_submissions s on s.id = f.submission_id
            where s.student_id = :person))`,
      }),
      actor("uploaded_by"),
    ],
    goes: "name sha256 storage_key",
    withheld: { storage_key: "Where it is stored is nobody's business; the content is among the files of the export." },
    plain: "id school_id size_bytes media_type created_at loose_since",
  },
  file_removals: {
    purpose: "Remember what the store has to let go.",
    seenBy: "Nobody.",
    keptFor: "Until the content is gone.",
    people: [actor("noted_by", { notExported: "It says nothing but that content is on its way out." })],
    plain: "storage_key school_id due_at",
  },
  competency_submissions: {
    purpose: "Take a student's own evidence and have it reviewed.",
    seenBy: theirRecord,
    keptFor: record,
    people: [
      subject("student_id", { blanks: "evidence review_comment learnt_where" }),
      actor("submitted_by"),
      actor("reviewed_by"),
    ],
    keeps: { "status kind submitted_at reviewed_at learnt_from learnt_until": figures },
    plain: "id school_id competency_id evaluation_id created_at updated_at revision",
  },
  submission_acts: {
    purpose: "Show what became of a submission.",
    seenBy: theirRecord,
    keptFor: record,
    people: [
      subject("student_id", { blanks: "words evidence" }),
      actor("actor_id", { sets: { actor_name: `'${formerName}'` } }),
    ],
    keeps: { act: figures },
    plain: "id school_id submission_id created_at",
  },
  feedback_rounds: {
    purpose: "Ask several people about one student.",
    seenBy: "Whoever takes part; the student, once it has ended.",
    keptFor: record,
    people: [subject("student_id", { clears: "words" }), actor("started_by")],
    keeps: { "state observed_at ended_at": figures },
    plain: "id school_id competency_id created_at",
  },
  feedback_asked: {
    purpose: "Know who was asked, and remind them.",
    seenBy: "Whoever takes part.",
    keptFor: record,
    people: [
      subject("student_id", { notExported: "The student was promised not to be told who." }),
      actor("evaluator_id"),
    ],
    plain: "round_id school_id asked_at reminded_at answered_at",
  },
  feedback_answers: {
    purpose: "Keep an answer until the round ends.",
    seenBy: "Who wrote it.",
    keptFor: "Until the round ends.",
    people: [
      ownedBy("student_id", { notExported: "It is not given yet, and the student is not told who gives it." }),
      ownedBy("evaluator_id"),
    ],
    goes: "round_id school_id content saved_at",
    plain: "",
  },
  placements: {
    purpose: "Say who learns where, and who supervises them.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("student_id")],
    keeps: { "rotation_id starts_on ends_on ended_at": figures },
    plain: "id school_id created_at",
  },
  placement_supervisors: {
    purpose: "Say who supervises a placement.",
    seenBy: theirRecord,
    keptFor: record,
    people: [actor("supervisor_id")],
    plain: "placement_id school_id",
  },
  time_records: {
    purpose: "Record clinical hours and have them approved.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("student_id", { clears: "place", blanks: "note reason answer activity" }), actor("decided_by")],
    keeps: { "started_at ended_at minutes break_minutes status decided_at": figures },
    plain: "id school_id placement_id rotation_id adjusts_id created_at revision",
  },
  time_record_timers: {
    purpose: "Time a shift that is under way.",
    seenBy: "The student and the school's admins.",
    keptFor: "Until the shift is recorded.",
    people: [ownedBy("student_id")],
    goes: "school_id placement_id rotation_id started_at break_started_at break_seconds",
    plain: "",
  },
  student_progress: {
    purpose: "Show progress without counting it anew.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("student_id")],
    keeps: { "total completed category_breakdown recent_activities upcoming_deadlines": figures },
    plain: "school_id version updated_at",
  },
  student_cells: {
    purpose: "Draw the matrix of a cohort.",
    seenBy: "Supervisors of their placements, the school's admins.",
    keptFor: record,
    people: [subject("student_id", { notExported: "It repeats the assignments." })],
    keeps: { cells: figures },
    plain: "school_id version updated_at",
  },
  progress_snapshots: {
    purpose: "Show progress over time.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("user_id", { sets: { metadata: "'{}'::jsonb" } })],
    keeps: {
      "progress_percentage category_breakdown competencies_completed competencies_total snapshot_date": figures,
    },
    plain: "id school_id assignment_id created_at",
  },
  student_predictions: {
    purpose: "Say early who may not finish in time.",
    seenBy: "Supervisors of their placements, the school's admins. The student sees when they are likely to finish.",
    keptFor: "Until the next night.",
    people: [ownedBy("student_id")],
    withheld: {
      "is_flagged chance chance_low chance_high reasons":
        "Staff talk about it with the student; the school gives it out where the law asks for it.",
    },
    goes: "school_id as_of kind model_version is_known is_flagged planned completed total chance chance_low chance_high even_on later_on plan_ends_on reasons changes updated_at",
    plain: "",
  },
  acknowledged_flags: {
    purpose: "Let staff say that they see to a student who may not finish in time.",
    seenBy: "Supervisors of their placements, the school's admins.",
    keptFor: "Until the day it names, or a new reason.",
    people: [ownedBy("student_id", { notExported: "It is a note of staff for staff." }), actor("acknowledged_by")],
    goes: "school_id acknowledged_at note until_on reasons",
    plain: "",
  },
  achievements: {
    purpose: "Remember what was completed, and say so once.",
    seenBy: theirRecord,
    keptFor: record,
    people: [subject("student_id")],
    keeps: { "kind ref name unlocked_at revoked_at": figures },
    plain: "id school_id is_untold",
  },
  certificates: {
    purpose: "Prove to others what somebody completed.",
    seenBy: "The holder, the school; whoever has the code sees what the holder shows.",
    keptFor: "Until the holder is erased; its code is unknown from then on.",
    people: [ownedBy("student_id")],
    goes: "id school_id achievement_id template_id framework version competencies categories completed_at code issued_at revoked_at revoked_because revoked_competency shown",
    plain: "",
  },
  transcripts: {
    purpose: "Prove that a transcript is genuine.",
    seenBy: "Whoever has its code.",
    keptFor: "Until its student is erased; its code is unknown from then on.",
    people: [ownedBy("student_id")],
    goes: "code school_id digest completed total made_at",
    plain: "",
  },
  framework_migration_students: {
    purpose: "Show and undo what a new version of the competencies changed for a student.",
    seenBy: "The school's admins.",
    keptFor: record,
    people: [subject("student_id", { clears: "refusal" })],
    keeps: {
      "lines same changed added retired below open_changes retired_evidence evidence completed_before completed_after total_before total_after kept":
        "Competencies and counts, without the person.",
    },
    plain: "migration_id school_id state moved_at undone_at",
  },
  deployment_act_items: {
    purpose: "Take back a change of many assignments.",
    seenBy: "The school's admins.",
    keptFor: record,
    people: [subject("student_id")],
    keeps: { "status_before due_before due_after was_by_hand": figures },
    plain: "act_id assignment_id school_id",
  },
  flag_exposures: {
    purpose: "Compare two forms of a part of the program by how people use it, with whoever agreed.",
    seenBy: "As figures: super admins.",
    keptFor: "Until the shares of the comparison change, or the consent is withdrawn.",
    people: [ownedBy("user_id")],
    goes: "flag_key round school_id variant exposed_at",
    plain: "",
  },
  learning_analytics: {
    purpose: "See how the program is used, by whoever agreed.",
    seenBy: "As figures of five or more: the school's admins.",
    keptFor: "Two years or less, as the school chooses, or until the consent is withdrawn.",
    people: [ownedBy("user_id")],
    goes: "id school_id competency_id interaction_type interaction_data session_id ip_address user_agent timestamp created_at",
    plain: "",
  },
};
