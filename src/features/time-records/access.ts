import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, ownRecord, students, twoSchools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  time_records: {
    rules: {
      person: "student_id",
      state: "status",
      read: ["own", "admin", "super", "supervised & not DRAFT"],
      add: ["own & school & DRAFT PENDING"],
      change: ["own & not APPROVED", "admin", "super", "supervised & PENDING"],
      changeTo: ["own & DRAFT PENDING", "admin", "super", "supervised & APPROVED NOT_APPROVED NEEDS_INFO"],
      remove: ["own & DRAFT"],
    },
    rows: `
      insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status, reason)
        select concat_ws('_', 'hours', p.id, s.state), p.school_id, p.id, 'placement_' || p.id, 'rotation_' || p.school_id,
          -- Each at a different time, so that one moved to another student does not overlap.
          now() - p.n * interval '5 days' - s.n * interval '3 hours', now() - p.n * interval '5 days' - s.n * interval '3 hours' + interval '1 hour',
          60, 'Ward', s.state, 'r'
        from (select *, row_number() over () as n from pupils) p,
          unnest(array['DRAFT', 'PENDING', 'APPROVED', 'NOT_APPROVED', 'NEEDS_INFO']) with ordinality s (state, n);
    `,
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: students, status: ["DRAFT", "PENDING", "APPROVED"] },
        rest: ({ school_id, student_id }) => ({
          id: "new",
          placement_id: `placement_${student_id}`,
          rotation_id: `rotation_${school_id}`,
          started_at: "2020-01-01T08:00Z",
          ended_at: "2020-01-01T09:00Z",
          minutes: 60,
          activity: "Ward",
        }),
      },
      change: {
        touch: { activity: "Theatre" },
        to: {
          ...moved,
          student_id: students,
          status: ["PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"],
          decided_at: ["2030-01-01"],
        },
      },
    },
    walls: ["time_records_overlap"],
  },
  time_record_timers: {
    rules: {
      person: "student_id",
      read: ownRecord,
      add: ["own & school"],
      change: ["own"],
      remove: ["own"],
    },
    rows: `
      insert into time_record_timers (student_id, school_id, placement_id, rotation_id)
        select id, school_id, 'placement_' || id, 'rotation_' || school_id from pupils where id <> 'dora';
    `,
    attempts: {
      add: {
        vary: { school_id: twoSchools, student_id: ["dora", "ben"] },
        rest: ({ school_id }) => ({ placement_id: "placement_dora", rotation_id: `rotation_${school_id}` }),
      },
      change: { touch: { break_seconds: 60 }, to: { ...moved, student_id: students } },
    },
  },
};
