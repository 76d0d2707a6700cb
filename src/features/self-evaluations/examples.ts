import type { MakeExamples } from "../../../tests/support/example.ts";
import { schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => ({
  "POST /api/self-evaluations": {
    call: async (subject) => {
      const id = `self_${subject}`;
      await owner().query(
        `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
         values ($1, $2, $3, $4, $3, 'SUBMITTED', now(), now()) on conflict do nothing`,
        [id, schoolOf[subject], subject, `competency_${schoolOf[subject]}`],
      );
      return { path: "/api/self-evaluations", body: { assessmentId: id, overallRating: 3, words: "I was unsure." } };
    },
  },
});
