import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  /** Of a person of the school; one may be asked for at a time. */
  const ofPerson = (table: "person_exports" | "erasures", path: string) => ({
    about: "school" as const,
    call: async (subject: Subject) => {
      await owner().query(`delete from ${table} where user_id = $1`, [subject]);
      return { path: `/api/users/${subject}/${path}`, body: {} };
    },
  });
  /** Another's is unknown to everybody but their school's admins; the feature's own tests have one that is found. */
  const noSuch = (path: (id: string) => string, body?: object) => ({
    about: "self" as const,
    allowedStatus: 404,
    call: () => ({ path: path(randomUUID()), ...(body ? { body } : {}) }),
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
  const publish = async (subject: Subject) => {
    const id = randomUUID();
    const school = schoolOf[subject];
    await owner().query("update consent_texts set ended_at = now() where school_id = $1 and ended_at is null", [
      school,
    ]);
    await owner().query(
      `insert into consent_texts (id, school_id, purpose, version, words, published_by)
       select $1, $2, 'research', count(*) + 1, 'Words', $3 from consent_texts where school_id = $2`,
      [id, school, adminOf[subject]],
    );
    return id;
  };
  return {
    "POST /api/person-exports": {
      about: "self",
      call: () => ({ path: "/api/person-exports", body: {} }),
    },
    "POST /api/users/:id/person-exports": ofPerson("person_exports", "person-exports"),
    "GET /api/person-exports": own("/api/person-exports"),
    "GET /api/person-exports/of-school": own("/api/person-exports/of-school"),
    "GET /api/person-exports/:id": noSuch((id) => `/api/person-exports/${id}`),
    "POST /api/person-exports/:id/cancel": noSuch((id) => `/api/person-exports/${id}/cancel`, {}),
    "GET /api/person-exports/:id/file": noSuch((id) => `/api/person-exports/${id}/file`),
    "POST /api/erasures": {
      about: "self",
      call: async () => {
        await owner().query("delete from erasures");
        // Nobody is the only admin of their school.
        await owner().query(
          `insert into users (id, school_id, name, email, role)
           values ('second_admin', 'north', 'Second', 'second@made.test', 'SCHOOL_ADMIN') on conflict do nothing`,
        );
        return { path: "/api/erasures", body: {} };
      },
    },
    "POST /api/users/:id/erasures": ofPerson("erasures", "erasures"),
    "GET /api/erasures": own("/api/erasures"),
    "GET /api/erasures/of-school": own("/api/erasures/of-school"),
    "POST /api/erasures/:id/cancel": noSuch((id) => `/api/erasures/${id}/cancel`, {}),
    "GET /api/me/consents": own("/api/me/consents"),
    "PUT /api/me/consents/:purpose": {
      about: "self",
      call: () => ({ path: "/api/me/consents/learning_analytics", body: { isGranted: true } }),
    },
    "GET /api/consent-texts": own("/api/consent-texts"),
    "POST /api/consent-texts": {
      about: "self",
      call: () => ({
        path: "/api/consent-texts",
        body: { purpose: "research", words: "Our records are used to study how nurses learn." },
      }),
    },
    "POST /api/consent-texts/:id/end": {
      about: "school",
      call: async (subject) => ({ path: `/api/consent-texts/${await publish(subject)}/end`, body: {} }),
    },
    "GET /api/retention": own("/api/retention?kind=notifications&months=12"),
    "PUT /api/retention": {
      about: "self",
      call: () => ({ path: "/api/retention", body: { kind: "notifications", months: 24 } }),
    },
    "GET /api/personal-data": own("/api/personal-data"),
    "GET /api/consents/export": own("/api/consents/export"),
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
