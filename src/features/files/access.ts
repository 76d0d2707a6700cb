import type { Access } from "../../../tests/support/access/table-access.ts";
import { everybody, ownSchool, schools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  files: {
    rules: {
      person: "uploaded_by",
      read: ["own", "attached to what one reads"],
      add: ["own & school", "own & super"],
    },
    rows: `
      insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
        select 'loose_' || u.id, u.school_id, u.id, 'log.pdf', 1, 'application/pdf', repeat('0', 64), 'loose_' || u.id
        from users u where u.id <> 'system'
        union all select 'super_north', 'north', 'super', 'log.pdf', 1, 'application/pdf', repeat('0', 64), 'super_north';
    `,
    attempts: {
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
    caughtElsewhere: [
      {
        policy: "files_add",
        clause: "with check",
        condition: ownSchool,
        reason: "The writer is the uploader, and the trigger files_people holds the uploader to the school.",
        without: "drop trigger files_people on files",
      },
    ],
  },
  // What the store has to let go; nobody reads it but the job that does.
  file_removals: {
    rules: { person: "noted_by", add: ["own & school"] },
    rows: `
      insert into file_removals (storage_key, school_id, noted_by, due_at)
        select 'gone_' || u.id, u.school_id, u.id, now() + interval '1 hour' from users u where u.id <> 'system';
    `,
    attempts: {
      add: {
        vary: { school_id: schools, noted_by: everybody },
        rest: () => ({ storage_key: "k", due_at: "2027-01-01" }),
      },
    },
  },
};
