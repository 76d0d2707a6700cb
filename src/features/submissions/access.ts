import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, students, twoSchools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  competency_submissions: {
    rules: {
      person: "student_id",
      author: "submitted_by",
      state: "status",
      read: ["own", "super", "admin & not DRAFT", "supervised & not DRAFT"],
      add: ["own & author & school & DRAFT SUBMITTED"],
      change: ["own & DRAFT SUBMITTED RETURNED", "super", "admin & not DRAFT", "supervised & not DRAFT"],
      changeTo: [
        "own & DRAFT SUBMITTED WITHDRAWN",
        "super",
        "admin & IN_REVIEW RETURNED APPROVED REJECTED",
        "supervised & IN_REVIEW RETURNED APPROVED REJECTED",
      ],
    },
    rows: `
      insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at)
        select concat_ws('_', 'evidence', p.id, s.state), p.school_id, p.id, 'competency_' || p.school_id, p.id, s.state, now()
        from pupils p, unnest(array['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN']) s (state);
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
        },
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
