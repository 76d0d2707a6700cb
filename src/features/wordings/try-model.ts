import { AppError } from "#src/errors.ts";
import { sentences } from "#src/features/analytics/sentences.ts";
import { askModel } from "#src/features/wordings/ask-model.ts";
import { permissions } from "#src/features/wordings/permissions.ts";
import { wordsToKeep } from "#src/features/wordings/rephrase.ts";
import { refusalOf } from "#src/features/wordings/rules.ts";
import type { TrialAnswer } from "#src/features/wordings/schema.ts";
import { selectAsked } from "#src/features/wordings/statements.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const answerWithinMs = 15_000;
const sample = sentences["second-assessor"];

/** Asks the school's model to rephrase one sentence while its admin waits, and keeps nothing. */
export async function tryModel({ actor }: UserContext): Promise<TrialAnswer> {
  const { schoolId } = actor;
  authorize(actor, permissions.manage, { schoolId });
  // As a command, since a reader's role may not see the sealed key.
  const [model] = await withActor(actor, (tx) => tx.query(selectAsked, { schoolId }));
  if (!model) throw new AppError("conflict", "Name a language model first.");
  const reply = await askModel(model, sample.words, answerWithinMs);
  const ours = sample.words;
  if (reply.kind !== "words") return { ours, theirs: null, refusal: null, fault: reply.fault };
  const refusal = refusalOf(sample, reply.words) ?? null;
  return { ours, theirs: wordsToKeep(reply.words, refusal), refusal, fault: null };
}
