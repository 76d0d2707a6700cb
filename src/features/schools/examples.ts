import { randomUUID } from "node:crypto";
import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

/** A picture of one point. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export const makeExamples: MakeExamples = (owner) => {
  let made = 0;
  async function term(s: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      "insert into terms (id, school_id, name, starts_on, ends_on) values ($1, $2, $1, '2020-01-01', '2020-02-01')",
      [id, schoolOf[s]],
    );
    return `/api/terms/${id}`;
  }
  /** A term in a year of its own. */
  const body = () => {
    made += 1;
    return { name: "Autumn", startsOn: `${2050 + made}-09-01`, endsOn: `${2050 + made}-12-18` };
  };
  async function makeSchool(): Promise<string> {
    const id = randomUUID();
    await owner().query("insert into schools (id, name) values ($1, 'East')", [id]);
    return id;
  }
  const makeLogo = (schoolId: string) =>
    owner().query("insert into school_logos (school_id, content) values ($1, $2) on conflict do nothing", [
      schoolId,
      png,
    ]);
  return {
    "GET /api/school": { about: "self", call: () => ({ path: "/api/school" }) },
    "PATCH /api/school": {
      about: "self",
      call: () => ({ path: "/api/school", body: { color: "#7a1f5c" }, headers: { "if-match": "*" } }),
    },
    "GET /api/school/logo": {
      about: "self",
      call: async () => {
        for (const school of ["north", "south", "default"]) await makeLogo(school);
        return { path: "/api/school/logo" };
      },
    },
    "POST /api/school/logo": {
      about: "self",
      call: () => {
        const raw = new FormData();
        raw.set("file", new File([png], "logo.png", { type: "image/png" }));
        return { path: "/api/school/logo", raw };
      },
    },
    "DELETE /api/school/logo": { about: "self", call: () => ({ path: "/api/school/logo" }) },
    "GET /api/schools": { about: "self", call: () => ({ path: "/api/schools" }) },
    "GET /api/schools/csv": { about: "self", call: () => ({ path: "/api/schools/csv" }) },
    "POST /api/schools": {
      about: "self",
      call: () => ({
        path: "/api/schools",
        body: {
          name: "East",
          timeZone: "Europe/Oslo",
          admin: { name: "Ada", email: `${randomUUID()}@schools.test` },
        },
      }),
    },
    "PUT /api/schools/:id/limits": {
      about: "school",
      call: async () => ({
        path: `/api/schools/${await makeSchool()}/limits`,
        body: { maxStudents: 100, maxStorageBytes: null },
        headers: { "if-match": "*" },
      }),
    },
    "POST /api/schools/:id/suspend": {
      about: "school",
      call: async () => ({ path: `/api/schools/${await makeSchool()}/suspend`, body: { reason: "Unpaid" } }),
    },
    "POST /api/schools/:id/reopen": {
      about: "school",
      call: async () => ({ path: `/api/schools/${await makeSchool()}/reopen` }),
    },
    "GET /api/schools/:id/admins": {
      about: "school",
      call: (s) => ({ path: `/api/schools/${schoolOf[s]}/admins` }),
    },
    "GET /api/system-health": { about: "self", call: () => ({ path: "/api/system-health" }) },
    "GET /api/terms": { about: "self", call: () => ({ path: "/api/terms" }) },
    "POST /api/terms": { about: "self", call: () => ({ path: "/api/terms", body: body() }) },
    "PUT /api/terms/:id": { about: "school", call: async (s) => ({ path: await term(s), body: body() }) },
    "DELETE /api/terms/:id": { about: "school", call: async (s) => ({ path: await term(s) }) },
  };
};
