import { eq } from "drizzle-orm";
import { defineSubject } from "#src/platform/db/access-row.ts";
import { builder } from "#src/platform/db/statement.ts";
import { feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";

export const ofRound = defineSubject("access_feedback_round", (id) =>
  builder
    .select({ studentId: feedbackRounds.studentId })
    .from(feedbackRounds)
    .where(eq(feedbackRounds.id, id))
    .getSQL(),
);
