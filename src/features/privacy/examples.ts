import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  /** Each request of the matrix has a person of its own where two may not stand beside each other. */
  const inserted = async (table: "person_exports" | "erasures", subject: Subject) => {
    const id = randomUUID();
    await owner().query(`delete from ${table} where user_id = $1`, [subject]);
    const due = table === "erasures" ? ", due_at" : "";
    await owner().query(
      `insert into ${table} (id, school_id, user_id, requested_by${due}) values ($1, $2, $3, $3${due && ", now() + interval '30 days'"})`,
      [id, schoolOf[subject], subject],
    );
    return id;
  };
  const about = (path: string, table: "person_exports" | "erasures") => ({
    call: async (subject: Subject) => {
      await owner().query(`delete from ${table} where user_id = $1`, [subject]);
      return { path, body: { userId: subject } };
    },
  });
  const own = (path: string) => ({ about: "self" as const, call: () => ({ path }) });
  const hold = async (subject: Subject) => {
    const id = randomUUID();
    await owner().query("delete from legal_holds where user_id = $1", [subject]);
    await owner().query(
      "insert into legal_holds (id, school_id, user_id, reason, placed_by) values ($1, $2, $3, 'An inquiry', $4)",
      [id, schoolOf[subject], subject, adminOf[subject]],
    );
    return id;
  };
  return {
    "POST /api/person-exports": about("/api/person-exports", "person_exports"),
    "GET /api/person-exports": own("/api/person-exports"),
    "GET /api/person-exports/of-school": own("/api/person-exports/of-school"),
    "GET /api/person-exports/:id": {
      call: async (subject) => ({ path: `/api/person-exports/${await inserted("person_exports", subject)}` }),
    },
    "POST /api/person-exports/:id/cancel": {
      call: async (subject) => ({
        path: `/api/person-exports/${await inserted("person_exports", subject)}/cancel`,
        body: {},
      }),
    },
    "GET /api/person-exports/:id/file": {
      about: "self",
      allowedStatus: 404,
      call: () => ({ path: `/api/person-exports/${randomUUID()}/file` }),
    },
    "POST /api/erasures": about("/api/erasures", "erasures"),
    "GET /api/erasures": own("/api/erasures"),
    "GET /api/erasures/of-school": own("/api/erasures/of-school"),
    "POST /api/erasures/:id/cancel": {
      call: async (subject) => ({ path: `/api/erasures/${await inserted("erasures", subject)}/cancel`, body: {} }),
    },
    "GET /api/legal-holds": own("/api/legal-holds"),
    "POST /api/legal-holds": {
      about: "school",
      call: async (subject) => {
        await owner().query("delete from legal_holds where user_id = $1", [subject]);
        return { path: "/api/legal-holds", body: { userId: subject, reason: "An inquiry" } };
      },
    },
    "POST /api/legal-holds/:id/lift": {
      about: "school",
      call: async (subject) => ({ path: `/api/legal-holds/${await hold(subject)}/lift`, body: {} }),
    },
  };
};
