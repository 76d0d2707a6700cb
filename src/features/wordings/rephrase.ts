import { type SentenceKey, sentenceKeys, sentences } from "#src/features/analytics/sentences.ts";
import { askModel, type Reply } from "#src/features/wordings/ask-model.ts";
import { hashOfOurs } from "#src/features/wordings/queries.ts";
import { refusalOf } from "#src/features/wordings/rules.ts";
import {
  insertMade,
  selectAsked,
  selectSchools,
  selectWordings,
  updateFault,
} from "#src/features/wordings/statements.ts";
import type { ModelFault, Refusal } from "#src/features/wordings/values.ts";
import { now } from "#src/lib/clock.ts";
import { withoutHidden } from "#src/lib/fields.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";

export const attempts = 6;
const answerWithinMs = 20_000;
const mostKept = 400;

type Context = Pick<JobContext, "actor" | "signal" | "progress" | "attempt">;

/** Faults that the next run may find gone. */
const passing: readonly ModelFault[] = ["UNREACHABLE", "UNREADABLE"];

/** All schools: sentences of ours that have changed with the program, and those that a model could not be asked for. */
export async function rephraseAll(context: Context): Promise<void> {
  const found = await withActor(context.actor, (tx) => tx.query(selectSchools));
  for (const { schoolId, fault } of found) {
    // One model that is away holds up no other school: as on a last try, its fault is noted and the next one follows.
    if (fault === null || passing.includes(fault)) await rephraseSchool({ ...context, attempt: attempts }, schoolId);
  }
}

/**
 * Asks the model of a school for each sentence that it has not answered, and keeps what it says with the rule that it
 * breaks, if any. Throws when the model is to be asked again, and goes on from there.
 */
export async function rephraseSchool(context: Context, schoolId: string): Promise<void> {
  const [[model], kept] = await withActor(context.actor, (tx) =>
    Promise.all([tx.query(selectAsked, { schoolId }), tx.query(selectWordings, { schoolId })]),
  );
  if (!model) return;
  const known = new Map(kept.map(({ id, ofWords }) => [id, ofWords]));
  const waiting = sentenceKeys.filter((key) => known.get(key) !== hashOfOurs(key));
  for (const [done, key] of waiting.entries()) {
    context.signal.throwIfAborted();
    const reply = await askModel(model, sentences[key].words, answerWithinMs);
    if (reply.kind !== "words") return settleFault(context, { schoolId, revision: model.revision }, reply);
    const isCurrent = await keep(context, { schoolId, revision: model.revision }, key, reply.words);
    if (!isCurrent) return;
    context.progress({ done: done + 1, total: waiting.length });
  }
  await withActor(context.actor, (tx) => tx.send(updateFault, { schoolId, revision: model.revision, fault: null }));
}

type Settings = { schoolId: string; revision: number };

/** Not kept where the school has named another model meanwhile, whose own job asks for all of them. */
async function keep({ actor }: Context, settings: Settings, key: SentenceKey, words: string): Promise<boolean> {
  const refusal = refusalOf(sentences[key], words) ?? null;
  const row = {
    ...settings,
    id: key,
    ofWords: hashOfOurs(key),
    words: wordsToKeep(words, refusal),
    refusal,
    at: now(),
  };
  return withActor(actor, async (tx) => (await tx.query(insertMade, row)) > 0);
}

/** What is refused may hold anything; it is shown to the school's admins. */
export function wordsToKeep(words: string, refusal: Refusal | null): string {
  return refusal === null ? words : withoutHidden(words.toWellFormed()).slice(0, mostKept);
}

async function settleFault(
  { actor, attempt }: Context,
  settings: Settings,
  { kind, fault }: Extract<Reply, { kind: "stop" | "later" }>,
): Promise<void> {
  if (kind === "later" && attempt < attempts) throw new Error(`the language model could not be asked: ${fault}`);
  await withActor(actor, (tx) => tx.send(updateFault, { ...settings, fault }));
}
