import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, studentRecord, students, theSchool, twoSchools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  competency_assignments: {
    rules: {
      person: "user_id",
      state: "status",
      read: studentRecord,
      add: theSchool,
      change: studentRecord,
      changeTo: ["own & NOT_STARTED IN_PROGRESS", "admin", "super", "supervised"],
    },
    rows: `
      insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date)
        select concat_ws('_', 'assignment', p.id, s.state), p.school_id, p.id, 'free_' || s.n, s.state, now()
        from pupils p, unnest(array['NOT_STARTED', 'ACHIEVED', 'APPROVED', 'EXPIRED', 'WITHDRAWN']) with ordinality s (state, n);
    `,
    attempts: {
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
    walls: ["competency_assignments_own_progress"],
  },
  assignment_cycles: {
    rules: {
      person: "student_id",
      read: studentRecord,
      add: ["admin", "super", "supervised"],
      remove: ["admin", "super", "supervised"],
    },
    rows: `
      insert into assignment_cycles (assignment_id, number, school_id, student_id, completed_at, valid_until, ended, ended_at)
        select 'assignment_' || id || '_EXPIRED', 1, school_id, id, '2024-01-01', '2025-01-01', 'EXPIRED', '2025-01-01' from pupils;
    `,
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: students },
        rest: ({ student_id }) => ({
          assignment_id: `assignment_${student_id}_ACHIEVED`,
          number: 1,
          completed_at: "2024-01-01",
          valid_until: "2025-01-01",
          ended: "RENEWED",
          ended_at: "2024-12-01",
        }),
      },
    },
  },
  student_progress: {
    rules: {
      person: "student_id",
      read: studentRecord,
      add: ["own & nothing completed", "admin", "super", "supervised"],
      change: studentRecord,
    },
    // The two schools have a row for each student; one is removed so that it can be added.
    rows: "delete from student_progress where student_id = 'carl'",
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: [...students, "hansen"], completed: [0, 1] },
        rest: () => ({ total: 1 }),
      },
      change: { touch: { version: 2 }, to: { ...moved, student_id: students } },
    },
    walls: ["student_progress_own_progress"],
  },
  progress_snapshots: {
    rules: { person: "user_id", read: studentRecord, readBy: ["authenticated"] },
  },
  achievements: {
    rules: {
      person: "student_id",
      read: studentRecord,
      add: ["admin", "super", "supervised"],
      change: ["admin", "super", "supervised"],
    },
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: students },
        rest: () => ({ id: "new", kind: "framework", ref: "r", name: "N" }),
      },
      change: { touch: { name: "Other" }, to: { ...moved, student_id: students } },
    },
  },
};
