import { type MakeExamples, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => ({
  "POST /api/students/:id/messages": {
    call: (subject) => ({
      path: `/api/students/${subject}/messages`,
      body: { words: "Please call the office about your placement." },
    }),
  },
  "POST /api/students/:id/reminders": {
    call: async (subject) => {
      await owner().query("update users set reminded_on = null where id = $1", [subject]);
      await owner().query(
        "update competency_assignments set due_date = now() - interval '3 days' where user_id = $1 and school_id = $2",
        [subject, schoolOf[subject]],
      );
      return { path: `/api/students/${subject}/reminders` };
    },
  },
  "POST /api/students/reminders": {
    about: "self",
    call: () => ({ path: "/api/students/reminders", body: { studentIds: ["amina"] } }),
  },
});
