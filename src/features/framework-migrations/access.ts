import type { Access } from "../../../tests/support/access/table-access.ts";
import { moved, theSchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  framework_migrations: {
    rules: { read: theSchool, add: theSchool, change: theSchool },
    rows: `
      insert into framework_migrations (id, school_id, from_template_id, to_template_id, created_by)
        select 'migration_' || school_id, school_id, 'template_PUBLISHED_' || school_id, 'template_DEPRECATED_' || school_id, 'super'
        from all_schools;
    `,
    attempts: {
      add: {
        vary: moved,
        rest: ({ school_id }) => ({
          id: "new",
          from_template_id: `template_PUBLISHED_${school_id}`,
          to_template_id: `template_DEPRECATED_${school_id}`,
          created_by: "super",
        }),
      },
      change: { touch: { error: "e" }, to: moved },
    },
  },
  framework_migration_students: {
    rules: { read: theSchool, change: theSchool },
    rows: `
      insert into framework_migration_students (migration_id, student_id, school_id)
        select 'migration_' || school_id, id, school_id from pupils;
    `,
    attempts: { change: { touch: { refusal: "r" }, to: moved } },
  },
};
