import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, ownSchool, students, twoSchools } from "../../../tests/support/access/vocabulary.ts";

/** What becomes of a round of feedback, whose assessment has its id. */
const ofRound = {
  id: "round_amina_hansen_OPEN",
  school_id: "north",
  student_id: "amina",
  competency_id: "free_1",
  assessor_id: null,
  requested_by: null,
  status: "SUBMITTED",
  method: "MULTI_SOURCE_FEEDBACK",
};

export const access: Access = {
  assessments: {
    rules: {
      person: "student_id",
      author: "assessor_id",
      state: "status",
      read: [
        "own & not DRAFT DISCARDED",
        "own & author",
        "supervised & not DRAFT DISCARDED",
        "supervised & author",
        "admin & not DRAFT DISCARDED",
        "super & not DRAFT DISCARDED",
      ],
      add: [
        "author & supervised & school & REQUESTED DRAFT SUBMITTED",
        "author & own & school & REQUESTED DRAFT SUBMITTED",
        "requester & own & school & REQUESTED",
        "several & takes part in its round & supervised & school & SUBMITTED",
        "admin & REQUESTED DRAFT SUBMITTED",
        "super & REQUESTED DRAFT SUBMITTED",
      ],
      change: ["own & REQUESTED", "own & author", "supervised", "admin", "super"],
      changeTo: [
        "own & REQUESTED CANCELLED",
        "own & author & DRAFT SUBMITTED DISCARDED",
        "supervised",
        "admin",
        "super",
      ],
    },
    rows: `
      insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, submitted_at)
        select concat_ws('_', 'occasion', a.student, a.author, s.state), a.school_id, a.student, 'free_1', a.author, s.state,
          case when s.state = 'REQUESTED' then a.student end, now(), now()
        from authors a, unnest(array['REQUESTED', 'DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'DISCARDED', 'VOIDED']) s (state);
    `,
    attempts: {
      add: {
        vary: {
          school_id: twoSchools,
          student_id: ["amina", "ben", "dora"],
          assessor_id: ["hansen", "amina", null],
          requested_by: ["amina", null],
          status: ["REQUESTED", "DRAFT", "SUBMITTED", "APPROVED"],
        },
        also: [
          { ...ofRound, id: "new" },
          { ...ofRound, student_id: "ben" },
          { ...ofRound, student_id: "eve" },
          // Hansen has no part in it.
          { ...ofRound, id: "round_amina_said_CLOSED", competency_id: "free_4" },
          { ...ofRound, competency_id: "free_6" },
          { ...ofRound, assessor_id: "amina" },
          { ...ofRound, method: "DIRECT_OBSERVATION" },
        ],
        rest: ({ assessor_id, student_id }) => ({
          id: assessor_id === null ? `round_${student_id}_hansen_OPEN` : "new",
          method: assessor_id === null ? "MULTI_SOURCE_FEEDBACK" : "DIRECT_OBSERVATION",
          // That of the rounds.
          competency_id: assessor_id === null ? "free_1" : "free_6",
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
    caughtElsewhere: [
      {
        policy: "assessments_add",
        clause: "with check",
        condition: ownSchool,
        reason:
          "The writer is the assessor or asked for it, and the trigger assessments_guard holds both to the school.",
        without: "drop trigger assessments_guard on assessments",
      },
      {
        policy: "assessments_add",
        clause: "with check",
        condition: /^app.supervises\(student_id\)$/,
        reason: "Only who supervises a student reads the student's rounds, to which the row is compared.",
        without: "alter policy feedback_rounds_read_in_commands on feedback_rounds using (true)",
      },
    ],
  },
  assessment_files: {
    rules: {
      read: ["reads its assessment"],
      add: ["own file & takes part in its assessment", "own file & admin", "own file & super"],
      remove: ["own file & drafts its assessment"],
    },
    rows: `
      insert into assessment_files (assessment_id, file_id, school_id)
        select 'occasion_' || student || '_' || author || '_DRAFT', 'loose_' || author, school_id from authors
        union all values ('occasion_amina_hansen_DRAFT', 'loose_amina', 'north'),
          ('occasion_amina_hansen_APPROVED', 'loose_hansen', 'north'), ('occasion_amina_said_DRAFT', 'loose_hansen', 'north');
    `,
    attempts: {
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
    caughtElsewhere: [
      {
        policy: "assessment_files_remove",
        clause: "using",
        condition: /^\(a\.assessor_id/,
        reason: "A draft is read by its assessor alone (assessments_read_in_commands).",
        without: `alter policy assessments_read_in_commands on assessments
          using (student_id = app.user_id() or app.supervises(student_id))`,
      },
    ],
  },
  assessment_acts: {
    rules: {
      person: "student_id",
      author: "actor_id",
      state: "act",
      read: ["reads its assessment & not TAKEN_BACK REOPENED", "reads its assessment & no student"],
      add: [
        "author & own & school & READ REPLIED",
        "author & supervised & school & TAKEN_BACK COUNTERSIGNED NOT_COUNTERSIGNED REOPENED REPLIED",
        "author & admin & COUNTERSIGNED NOT_COUNTERSIGNED VOIDED",
      ],
    },
    rows: `
      insert into assessment_acts (id, school_id, student_id, assessment_id, act, actor_id, actor_name, words)
        select concat_ws('_', 'act', a.student, a.author, s.state, d.act), a.school_id, a.student,
          concat_ws('_', 'occasion', a.student, a.author, s.state), d.act, a.author, 'n', 'w'
        from authors a, unnest(array['DRAFT', 'SUBMITTED', 'VOIDED']) s (state),
          unnest(array['TAKEN_BACK', 'REOPENED', 'COUNTERSIGNED', 'REPLIED']) d (act);
    `,
    attempts: {
      add: {
        vary: {
          school_id: twoSchools,
          student_id: ["amina", "ben", "dora"],
          actor_id: ["hansen", "amina", "admin"],
          act: ["TAKEN_BACK", "COUNTERSIGNED", "NOT_COUNTERSIGNED", "REOPENED", "VOIDED", "READ", "REPLIED"],
        },
        rest: ({ student_id }) => ({
          id: "new",
          assessment_id: `assessment_${student_id}`,
          actor_name: "n",
          words: "w",
        }),
      },
    },
  },
  evaluations: {
    rules: {
      person: "student_id",
      author: "evaluator_id",
      state: "state",
      read: [
        "own & not DRAFT DISCARDED",
        "own & author",
        "supervised & not DRAFT DISCARDED",
        "supervised & author",
        "admin & not DRAFT DISCARDED",
        "super & not DRAFT DISCARDED",
      ],
      add: [
        "author & supervised & school & not self & DRAFT SIGNED",
        "author & own & self & DRAFT SIGNED",
        "anonymous & takes part in its round & supervised & school & SIGNED",
        "admin & not self & not anonymous & DRAFT SIGNED",
        "super & not self & not anonymous & DRAFT SIGNED",
      ],
      change: ["author & self", "author & supervised", "anonymous & wrote it & supervised", "admin", "super"],
    },
    rows: `
      insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self, state, signed_at)
        select concat_ws('_', 'judgement', a.student, a.author, s.state), a.school_id, a.student, 'competency_' || a.school_id,
          'assessment_' || a.student, a.author, a.author = a.student, s.state, now()
        from authors a, unnest(array['DRAFT', 'SIGNED', 'SUPERSEDED', 'VOIDED', 'DISCARDED']) s (state);
    `,
    attempts: {
      add: {
        vary: {
          school_id: twoSchools,
          student_id: ["amina", "ben", "dora"],
          evaluator_id: ["hansen", "amina", null],
          is_self: [true, false],
          is_anonymous: [true, false],
          state: ["DRAFT", "SIGNED", "VOIDED"],
        },
        also: [
          {
            school_id: "north",
            student_id: "amina",
            evaluator_id: null,
            is_self: false,
            is_anonymous: false,
            state: "SIGNED",
            competency_id: "free_4",
            assessment_id: "round_amina_hansen_CLOSED",
          },
        ],
        rest: ({ school_id, student_id, is_anonymous, evaluator_id }) => ({
          id: "new",
          ...(is_anonymous === true && evaluator_id === null
            ? { competency_id: "free_4", assessment_id: "round_amina_hansen_CLOSED" }
            : { competency_id: `competency_${school_id}`, assessment_id: `assessment_${student_id}` }),
          signed_at: "2030-01-01",
        }),
      },
      change: {
        touch: { change_reason: "c" },
        to: {
          ...moved,
          student_id: students,
          evaluator_id: ["hansen", "said", "amina"],
          is_self: [true, false],
          is_anonymous: [false],
          id: ["new", "unnamed_said_1"],
          state: ["SIGNED", "SUPERSEDED", "VOIDED", "DISCARDED"],
        },
      },
    },
    caughtElsewhere: [
      {
        policy: "evaluations_add",
        clause: "with check",
        condition: ownSchool,
        reason: "The writer is the evaluator, and the trigger evaluations_guard holds the evaluator to the school.",
        without: "drop trigger evaluations_guard on evaluations",
      },
      {
        policy: "evaluations_change",
        clause: "using",
        condition: /^app\.supervises/,
        reason: "Who is the author is read by who supervises the student (evaluation_authors_read_in_commands).",
        without: "alter policy evaluation_authors_read_in_commands on evaluation_authors using (true)",
      },
      {
        policy: "evaluations_change",
        clause: "with check",
        condition: /is_anonymous|app\.supervises|x\.evaluat/,
        reason: "An anonymous evaluation is signed from the start, and evaluations_settled refuses any change of it.",
        without: "drop trigger evaluations_settled on evaluations",
      },
    ],
  },
  evaluation_criteria: {
    rules: {
      read: ["reads its evaluation"],
      add: ["writes its evaluation"],
      change: ["writes its evaluation"],
      remove: ["writes its evaluation"],
    },
    rows: `
      insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score)
        select e.id, 'rubric_' || e.school_id, e.school_id, 3 from evaluations e
        where e.id like 'judgement%' and e.state in ('DRAFT', 'SIGNED') and e.id <> 'judgement_amina_amina_DRAFT';
    `,
    attempts: {
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
        touch: { score: 2 },
        to: {
          evaluation_id: ["judgement_amina_amina_DRAFT", "judgement_ben_said_DRAFT", "judgement_amina_said_DRAFT"],
        },
      },
    },
    walls: ["evaluation_criteria_rubric_agrees"],
  },
  evaluation_private_notes: {
    rules: {
      read: ["no student & reads its evaluation"],
      add: ["no student & writes its evaluation"],
    },
    rows: `
      insert into evaluation_private_notes (evaluation_id, school_id, note)
        select e.id, e.school_id, 's1.k.' || repeat('A', 38) from evaluations e where e.id like 'judgement%SIGNED';
    `,
    attempts: {
      add: {
        vary: {
          evaluation_id: [
            "judgement_amina_amina_DRAFT",
            "judgement_amina_hansen_DRAFT",
            "judgement_amina_hansen_SUPERSEDED",
            "judgement_amina_said_DRAFT",
          ],
        },
        rest: () => ({ school_id: "north", note: `s1.k.${"A".repeat(38)}` }),
      },
    },
  },
  hidden_students: {
    rules: {
      person: "student_id",
      author: "supervisor_id",
      read: ["author", "admin", "super"],
      add: ["author & supervised & school"],
      change: ["author"],
      remove: ["author"],
    },
    rows: `
      insert into hidden_students (supervisor_id, student_id, school_id, hidden_until)
        values ('hansen', 'dora', 'north', now() + interval '1 day'), ('said', 'ben', 'north', now() + interval '1 day'),
          ('said', 'amina', 'north', now() + interval '1 day'), ('foreign', 'carl', 'south', now() + interval '1 day');
    `,
    attempts: {
      add: {
        vary: {
          supervisor_id: ["hansen", "said", "admin"],
          student_id: ["amina", "ben", "dora", "carl"],
          school_id: twoSchools,
        },
        rest: () => ({ hidden_until: "2030-01-01" }),
      },
      change: { touch: { hidden_until: "2030-01-01" }, to: { ...moved, supervisor_id: ["hansen", "said"] } },
    },
  },
};
