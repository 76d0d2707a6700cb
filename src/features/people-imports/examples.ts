import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  let made = 0;
  async function makeImport(subject: Subject, status = "READY"): Promise<string> {
    made += 1;
    const id = `people_import_${made}_of_${subject}`;
    const school = schoolOf[subject];
    await owner().query(
      `insert into people_imports (id, school_id, created_by, file_name, status, headers, mapping, row_count, committed_at)
       values ($1, $2, $3, 'people.csv', $4, '["Email"]', '["email"]', 1, now())`,
      [id, school, adminOf[subject], status],
    );
    await owner().query(
      `insert into people_import_rows (import_id, line, school_id, cells, verdict, person)
       values ($1, 2, $2, '["new@people.test"]', 'ADD', '{"name": "New", "email": "new@people.test", "role": "STUDENT"}')`,
      [id, school],
    );
    return id;
  }
  const path = (id: string, rest = "") => `/api/people-imports/${id}${rest}`;
  const upload = () => {
    const form = new FormData();
    form.set("file", new File(["Name,Email\nAda Byron,ada@people.test\n"], "people.csv"));
    return form;
  };
  return {
    "GET /api/people-imports": { about: "self", call: () => ({ path: "/api/people-imports" }) },
    "POST /api/people-imports": { about: "self", call: () => ({ path: "/api/people-imports", raw: upload() }) },
    "GET /api/people-imports/:id": { about: "school", call: async (s) => ({ path: path(await makeImport(s)) }) },
    "PATCH /api/people-imports/:id": {
      about: "school",
      call: async (s) => ({
        path: path(await makeImport(s)),
        body: { mapping: ["email"], defaultRole: "CLINICAL_SUPERVISOR" },
      }),
    },
    "DELETE /api/people-imports/:id": { about: "school", call: async (s) => ({ path: path(await makeImport(s)) }) },
    "GET /api/people-imports/:id/rows": {
      about: "school",
      call: async (s) => ({ path: path(await makeImport(s), "/rows") }),
    },
    "PATCH /api/people-imports/:id/rows": {
      about: "school",
      call: async (s) => ({
        path: path(await makeImport(s), "/rows"),
        body: { cells: [{ line: 2, field: "name", value: "Ada" }] },
      }),
    },
    "GET /api/people-imports/:id/faults-csv": {
      about: "school",
      call: async (s) => ({ path: path(await makeImport(s), "/faults-csv") }),
    },
    "POST /api/people-imports/:id/groups": {
      about: "school",
      call: async (s) => ({
        path: path(await makeImport(s), "/groups"),
        body: { kind: "program", name: "Paramedics" },
      }),
    },
    "POST /api/people-imports/:id/commit": {
      about: "school",
      call: async (s) => ({ path: path(await makeImport(s), "/commit"), body: {} }),
    },
    "POST /api/people-imports/:id/undo": {
      about: "school",
      call: async (s) => ({ path: path(await makeImport(s, "COMMITTED"), "/undo"), body: {} }),
    },
    "POST /api/people-imports/:id/invitations": {
      about: "school",
      call: async (s) => ({ path: path(await makeImport(s, "COMMITTED"), "/invitations"), body: {} }),
    },
  };
};
