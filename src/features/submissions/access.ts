import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, students, twoSchools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  competency_submissions: {
    rules: {
      person: "student_id",
      author: "submitted_by",
      state: "status",
      read: ["own", "super", "admin & was submitted & not DRAFT", "supervised & was submitted & not DRAFT"],
      add: ["own & author & school & DRAFT SUBMITTED"],
      change: [
        "own & DRAFT SUBMITTED RETURNED",
        "super",
        "admin & prior learning & was submitted & not DRAFT",
        "supervised & was submitted & not DRAFT",
      ],
      changeTo: [
        "own & DRAFT SUBMITTED RETURNED WITHDRAWN",
        "super",
        "admin & prior learning & IN_REVIEW RETURNED APPROVED REJECTED",
        "supervised & IN_REVIEW RETURNED APPROVED REJECTED",
      ],
    },
    rows: `
      insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at)
        select concat_ws('_', 'evidence', p.id, s.state), p.school_id, p.id, 'competency_' || p.school_id, p.id, s.state, now()
        from pupils p, unnest(array['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN']) s (state);
      insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at, kind, learnt_where, learnt_from, learnt_until)
        select concat_ws('_', 'prior', p.id, s.state), p.school_id, p.id, 'competency_' || p.school_id, p.id, s.state, now(),
          'PRIOR_LEARNING', 'w', '2020-01-01', '2020-01-02'
        from pupils p, unnest(array['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'APPROVED']) s (state);
      insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status)
        select 'thrown_away_' || p.id, p.school_id, p.id, 'competency_' || p.school_id, p.id, 'WITHDRAWN' from pupils p;
    `,
    attempts: {
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
          kind: ["EVIDENCE"],
        },
      },
    },
    caughtElsewhere: [
      {
        policy: "competency_submissions_change",
        clause: "with check",
        condition: /^\(kind/,
        reason: "Only the student changes the kind; the trigger competency_submissions_settled refuses it to others.",
        without: "drop trigger competency_submissions_settled on competency_submissions",
      },
    ],
  },
  submission_acts: {
    rules: {
      person: "student_id",
      author: "actor_id",
      state: "act",
      read: ["reads its submission"],
      add: [
        "author & own & school & SUBMITTED WITHDRAWN",
        "author & supervised & school & IN_REVIEW RETURNED APPROVED REJECTED",
        "author & admin & IN_REVIEW RETURNED APPROVED REJECTED",
      ],
    },
    rows: `
      insert into submission_acts (id, school_id, student_id, submission_id, act, actor_id, actor_name, words, evidence)
        select concat_ws('_', 'act', p.id, s.state), p.school_id, p.id, concat_ws('_', 'evidence', p.id, s.state), 'SUBMITTED',
          p.id, 'n', 'w', 'e'
        from pupils p, unnest(array['DRAFT', 'SUBMITTED', 'RETURNED']) s (state);
    `,
    attempts: {
      add: {
        vary: {
          school_id: twoSchools,
          student_id: ["amina", "ben", "dora"],
          actor_id: ["hansen", "amina", "admin"],
          act: ["SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"],
        },
        rest: ({ student_id, act }) => ({
          id: "new",
          submission_id: `submission_${student_id}`,
          actor_name: "n",
          words: "w",
          evidence: act === "SUBMITTED" ? "e" : null,
        }),
      },
    },
  },
  submission_files: {
    rules: {
      read: ["reads its submission"],
      add: ["own file & holds its submission"],
      remove: ["holds its submission"],
    },
    rows: `
      insert into submission_files (submission_id, file_id, school_id)
        select s.id, 'file_' || s.student_id, s.school_id from competency_submissions s where s.status in ('DRAFT', 'RETURNED', 'APPROVED');
    `,
    attempts: {
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
  },
};
