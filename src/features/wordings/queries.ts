import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { isSentenceKey, type Say, type SentenceKey, sayIn, sentences } from "#src/features/analytics/sentences.ts";
import { refusalOf } from "#src/features/wordings/rules.ts";
import { readOfSchool } from "#src/platform/cache/caches.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { wordings as w } from "#src/platform/db/tables/wordings.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * How suggestions are said in a school: in the words of its model where it shows them, else in ours. They are checked
 * again whenever they are loaded, so that words which got into the table otherwise, or before a rule was added, are not
 * shown.
 */
export async function sayOfSchool(actor: UserActor, schoolId: string): Promise<Say> {
  const kept = await readOfSchool("wordings", schoolId, async () => {
    const rows = await readAs(actor, (tx) => tx.query(selectShown, { schoolId }));
    return { value: JSON.stringify(Object.fromEntries(rows.filter(isUsable).map((row) => [row.id, row.words]))) };
  });
  const theirs: Partial<Record<SentenceKey, string>> = JSON.parse(kept);
  return sayIn(theirs);
}

function isUsable({ id, ofWords, words }: { id: string; ofWords: string; words: string }): boolean {
  return isSentenceKey(id) && ofWords === hashOfOurs(id) && refusalOf(sentences[id], words) === undefined;
}

/** Changes when our sentence does; then theirs is of another one. */
export function hashOfOurs(key: SentenceKey): string {
  return createHash("sha256").update(sentences[key].words).digest("base64url").slice(0, 16);
}

const selectShown = statement("wordings_shown", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: w.sentenceId, ofWords: w.ofWords, words: w.words })
    .from(w)
    .where(and(eq(w.schoolId, p.schoolId), w.isShown)),
);
