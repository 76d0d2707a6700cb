import { randomUUID } from "node:crypto";
import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

const levels = [1, 2, 3].map((value) => ({ value, label: `Level ${value}`, description: "", short: `L${value}` }));
const body = {
  name: "Ward scale",
  kind: "ORDINAL",
  question: "How did it go?",
  minValue: 1,
  maxValue: 3,
  defaultTarget: 2,
  levels,
};

export const makeExamples: MakeExamples = (owner) => {
  async function scale(s: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into rating_scales (id, school_id, name, kind, min_value, max_value, default_target, question, levels)
       values ($1, $2, 'Own', 'ORDINAL', 1, 3, 2, 'How?', $3)`,
      [id, schoolOf[s], JSON.stringify(levels)],
    );
    return `/api/rating-scales/${id}`;
  }
  return {
    "GET /api/school/rating-scales": { about: "self", call: () => ({ path: "/api/school/rating-scales" }) },
    "POST /api/rating-scales": { about: "self", call: () => ({ path: "/api/rating-scales", body }) },
    "PATCH /api/rating-scales/:id": {
      about: "school",
      call: async (s) => ({ path: await scale(s), body: { name: "Other" } }),
    },
    "DELETE /api/rating-scales/:id": { about: "school", call: async (s) => ({ path: await scale(s) }) },
  };
};
