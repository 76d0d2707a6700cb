import { and, desc, eq } from "drizzle-orm";
import type { HiddenAnswer } from "#src/features/own-progress/schema.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { hiddenSuggestions as h } from "#src/platform/db/tables/hidden-suggestions.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** So many are read; of more the oldest come back. */
export const mostHidden = 200;

/** The suggestions that the reader hid. */
export function listHidden({ actor }: UserContext): Promise<HiddenAnswer> {
  return readAs(actor, (tx) => getHidden(tx, actor.userId));
}

export async function getHidden(tx: Tx, userId: string): Promise<HiddenAnswer> {
  return { items: await tx.query(selectHidden, { userId }) };
}

const selectHidden = statement("hidden_suggestions_list", (db, p: Params<{ userId: string }>) =>
  db
    .select({ kind: h.kind, subjectId: h.subjectId })
    .from(h)
    .where(eq(h.userId, p.userId))
    .orderBy(desc(h.hiddenAt), h.kind, h.subjectId)
    .limit(mostHidden),
);

type Suggestion = { userId: string; kind: string; subjectId: string };

export const insertHidden = statement("suggestion_hide", (db, p: Params<Suggestion & { schoolId: string; at: Date }>) =>
  db
    .insert(h)
    .values({ schoolId: p.schoolId, userId: p.userId, kind: p.kind, subjectId: p.subjectId, hiddenAt: p.at })
    .onConflictDoNothing(),
);

export const deleteHidden = statement("suggestion_show", (db, p: Params<Suggestion>) =>
  db.delete(h).where(and(eq(h.userId, p.userId), eq(h.kind, p.kind), eq(h.subjectId, p.subjectId))),
);
