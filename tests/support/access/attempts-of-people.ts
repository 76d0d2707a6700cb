import type { Attempts } from "./attempts.ts";

const schools = ["north", "south", "default"];
const twoSchools = ["north", "south"];
const students = ["amina", "ben", "dora", "carl"];
const everybody = ["amina", "ben", "hansen", "said", "admin", "foreignAdmin", "super"];
const moved = { school_id: schools };

/** Records about students, what belongs to one person, and the records of acts. */
export const attemptsOfPeople: Record<string, Attempts> = {
  competency_assignments: {
    add: {
      vary: { school_id: twoSchools, user_id: students, status: ["NOT_STARTED", "ACHIEVED"] },
      rest: () => ({ id: "new", competency_id: "free_6", completion_date: "2030-01-01" }),
    },
    change: {
      touch: { cycle_starts_at: "2030-01-01" },
      to: {
        ...moved,
        user_id: students,
        status: ["NOT_STARTED", "IN_PROGRESS", "ACHIEVED", "APPROVED", "EXPIRED", "WITHDRAWN"],
      },
    },
  },

  assessments: {
    add: {
      vary: {
        school_id: twoSchools,
        student_id: ["amina", "ben", "dora"],
        assessor_id: ["hansen", "amina"],
        requested_by: ["amina", null],
        status: ["REQUESTED", "DRAFT", "SUBMITTED", "APPROVED"],
      },
      rest: () => ({
        id: "new",
        competency_id: "free_6",
        observed_at: "2030-01-01",
        submitted_at: "2030-01-01",
      }),
    },
    change: {
      touch: { metadata: {} },
      to: {
        ...moved,
        student_id: ["amina", "ben", "dora"],
        assessor_id: ["hansen", "amina"],
        status: ["DRAFT", "SUBMITTED", "APPROVED", "CANCELLED", "DISCARDED"],
      },
    },
  },
  evaluations: {
    add: {
      vary: {
        school_id: twoSchools,
        student_id: ["amina", "ben", "dora"],
        evaluator_id: ["hansen", "amina"],
        is_self: [true, false],
        state: ["DRAFT", "SIGNED", "VOIDED"],
      },
      rest: ({ school_id, student_id }) => ({
        id: "new",
        competency_id: `competency_${school_id}`,
        assessment_id: `assessment_${student_id}`,
        signed_at: "2030-01-01",
      }),
    },
    change: {
      touch: { feedback: "f" },
      to: {
        ...moved,
        student_id: students,
        evaluator_id: ["hansen", "said", "amina"],
        is_self: [true, false],
        state: ["SIGNED", "SUPERSEDED", "VOIDED"],
      },
    },
  },
  evaluation_criteria: {
    add: {
      vary: {
        evaluation_id: [
          "judgement_amina_amina_DRAFT",
          "judgement_amina_hansen_SUPERSEDED",
          "judgement_amina_hansen_SIGNED",
          "judgement_amina_said_DRAFT",
        ],
      },
      rest: () => ({ rubric_id: "rubric_north", school_id: "north" }),
    },
    change: {
      touch: { comment: "c" },
      to: { evaluation_id: ["judgement_amina_amina_DRAFT", "judgement_ben_said_DRAFT", "judgement_amina_said_DRAFT"] },
    },
  },
  evaluation_private_notes: {
    add: {
      vary: {
        evaluation_id: [
          "judgement_amina_amina_DRAFT",
          "judgement_amina_hansen_DRAFT",
          "judgement_amina_hansen_SUPERSEDED",
          "judgement_amina_said_DRAFT",
        ],
      },
      rest: () => ({ school_id: "north", note: "n" }),
    },
  },
  files: {
    add: {
      vary: { school_id: schools, uploaded_by: everybody },
      rest: () => ({
        id: "new",
        name: "f",
        size_bytes: 1,
        media_type: "text/plain",
        sha256: "0".repeat(64),
        storage_key: "k",
      }),
    },
  },
  assessment_files: {
    add: {
      vary: {
        assessment_id: [
          "occasion_amina_hansen_SUBMITTED",
          "occasion_amina_hansen_REQUESTED",
          "occasion_amina_amina_SUBMITTED",
          "occasion_dora_hansen_SUBMITTED",
        ],
        file_id: ["loose_amina", "loose_hansen", "loose_admin", "super_north"],
        school_id: twoSchools,
      },
    },
  },
  competency_submissions: {
    add: {
      vary: {
        school_id: twoSchools,
        student_id: ["amina", "ben"],
        submitted_by: ["amina", "ben", "hansen"],
        status: ["DRAFT", "SUBMITTED", "IN_REVIEW"],
      },
      rest: () => ({ id: "new", competency_id: "free_6", submitted_at: "2030-01-01" }),
    },
    change: {
      touch: { review_comment: "c" },
      to: {
        ...moved,
        student_id: students,
        status: ["SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"],
      },
    },
  },
  submission_files: {
    add: {
      vary: {
        submission_id: [
          "evidence_amina_DRAFT",
          "evidence_amina_IN_REVIEW",
          "evidence_amina_RETURNED",
          "evidence_ben_DRAFT",
          "evidence_ben_SUBMITTED",
        ],
        file_id: ["loose_amina", "loose_ben", "loose_hansen"],
      },
      rest: () => ({ school_id: "north" }),
    },
  },
  time_records: {
    add: {
      vary: { school_id: twoSchools, student_id: students, status: ["DRAFT", "PENDING", "APPROVED"] },
      rest: ({ school_id, student_id }) => ({
        id: "new",
        placement_id: `placement_${student_id}`,
        rotation_id: `rotation_${school_id}`,
        started_at: "2030-01-01T08:00Z",
        ended_at: "2030-01-01T09:00Z",
        minutes: 60,
        activity: "Ward",
      }),
    },
    change: {
      touch: { activity: "Theatre" },
      to: { ...moved, student_id: students, status: ["PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"] },
    },
  },

  student_progress: {
    add: {
      vary: { school_id: twoSchools, student_id: [...students, "hansen"], completed: [0, 1] },
      rest: () => ({ total: 1 }),
    },
    change: { touch: { version: 2 }, to: { ...moved, student_id: students } },
  },
  achievements: {
    add: {
      vary: { school_id: twoSchools, student_id: students },
      rest: () => ({ id: "new", kind: "framework", ref: "r", name: "N" }),
    },
    change: { touch: { name: "Other" }, to: { ...moved, student_id: students } },
  },
  consents: {
    add: { vary: { school_id: schools, user_id: everybody }, rest: () => ({ purpose: "research" }) },
    change: { touch: { withdrawn_at: "2030-01-01" }, to: { user_id: ["amina", "hansen"] } },
  },
  learning_analytics: {
    add: { vary: { school_id: schools, user_id: everybody }, rest: () => ({ interaction_type: "VIEW" }) },
  },
  notification_queue: {
    add: {
      vary: { school_id: schools, user_id: [...everybody, "dora", "carl"] },
      rest: () => ({ type: "ASSESSMENT_DUE", content: "c" }),
    },
    change: { touch: { read_at: "2030-01-01" }, to: { ...moved, user_id: ["amina", "hansen"] } },
  },
  report_cache: {
    add: {
      vary: { school_id: schools, user_id: [...everybody, null] },
      rest: () => ({ cache_key: "new", report_type: "transcript" }),
    },
    change: { touch: { access_count: 2 }, to: { ...moved, user_id: ["amina", "hansen"] } },
  },

  sessions: { change: { touch: { revoked_at: "2030-01-01" }, to: { user_id: ["amina", "hansen"] } } },
  audit_log: {
    add: {
      vary: { school_id: schools, actor_id: everybody, seal_number: [null, 1] },
      rest: ({ seal_number }) => ({
        id: "new",
        action: "a",
        entity_type: "b",
        hash: seal_number === null ? null : "h",
      }),
    },
  },
  access_log: {
    add: {
      vary: { school_id: schools, actor_id: everybody },
      rest: () => ({ id: "new", subject_id: "amina", what: "progress" }),
    },
  },
  events: {
    add: {
      vary: { school_id: schools, student_id: ["amina", "ben", "carl", null], seq: [null, 5000] },
      rest: () => ({ id: "new", type: "progress.updated" }),
    },
  },
  idempotency_keys: {
    add: {
      vary: { user_id: everybody },
      rest: () => ({ school_id: "north", route: "r2", key: "k", request_hash: "h" }),
    },
    change: { touch: { response_status: 200 }, to: { user_id: ["amina", "hansen"] } },
  },
};
