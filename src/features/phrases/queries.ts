import { asc, eq, sql } from "drizzle-orm";
import type { PhrasesAnswer } from "#src/features/phrases/schema.ts";
import type { PhraseKind } from "#src/features/phrases/values.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { quickPhrases } from "#src/platform/db/tables/quick-phrases.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The reader's own phrases and those of their school, which row-level security picks. */
export async function listPhrases(ctx: UserContext): Promise<PhrasesAnswer> {
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectPhrases));
  const shown = (isOwn: boolean) =>
    rows
      .filter(({ ownerId }) => (ownerId === ctx.actor.userId) === isOwn)
      .map(({ id, kind, words }) => ({ id, kind, words }));
  return { own: shown(true), school: shown(false) };
}

const selectPhrases = statement("phrases_list", (db) =>
  db
    .select({
      id: quickPhrases.id,
      ownerId: quickPhrases.ownerId,
      kind: quickPhrases.kind,
      words: quickPhrases.words,
    })
    .from(quickPhrases)
    .orderBy(asc(sql`lower(${quickPhrases.words})`), asc(quickPhrases.id)),
);

type NewPhrase = { id: string; schoolId: string; ownerId: string | null; kind: PhraseKind; words: string };

export const insertPhrase = statement("phrase_insert", (db, p: Params<NewPhrase>) =>
  db.insert(quickPhrases).values({ id: p.id, schoolId: p.schoolId, ownerId: p.ownerId, kind: p.kind, words: p.words }),
);

/** How many its owner has, or the school where nobody owns them. */
export const countPhrases = statement("phrases_count", (db, p: Params<{ schoolId: string; ownerId: string | null }>) =>
  db
    .select({ count: sql<number>`count(*)::int` })
    .from(quickPhrases)
    .where(sql`${quickPhrases.schoolId} = ${p.schoolId} and ${quickPhrases.ownerId} is not distinct from ${p.ownerId}`),
);

export const lockPhrase = statement("phrase_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({ schoolId: quickPhrases.schoolId, ownerId: quickPhrases.ownerId })
    .from(quickPhrases)
    .where(eq(quickPhrases.id, p.id))
    .for("update"),
);

export const updatePhrase = statement(
  "phrase_update",
  (db, p: Params<{ id: string; kind: PhraseKind; words: string; at: Date }>) =>
    db.update(quickPhrases).set({ kind: p.kind, words: p.words, updatedAt: p.at }).where(eq(quickPhrases.id, p.id)),
);

export const deletePhrase = statement("phrase_delete", (db, p: Params<{ id: string }>) =>
  db.delete(quickPhrases).where(eq(quickPhrases.id, p.id)),
);
