import type { Access } from "../../../tests/support/access/table-access.ts";
import { studentRecord } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  student_cells: {
    rules: { person: "student_id", read: studentRecord, readBy: ["authenticated"] },
  },
};
