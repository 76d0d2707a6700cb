import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/phrases/permissions.ts";
import { countPhrases, deletePhrase, insertPhrase, lockPhrase, updatePhrase } from "#src/features/phrases/queries.ts";
import type { Phrase, PhraseBody } from "#src/features/phrases/schema.ts";
import { maxPhrases } from "#src/features/phrases/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Whose phrases a command is about: the supervisor's own, or those of the school. */
export type PhraseOwner = "own" | "school";

/** Keeps one more phrase. What is typed is stored without the space around it. */
export async function keepPhrase(ctx: UserContext, owner: PhraseOwner, { kind, words }: PhraseBody): Promise<Phrase> {
  const { schoolId } = ctx.actor;
  const phrase = { id: newId(), kind, words: words.trim() };
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, owner === "own" ? permissions.add : permissions.addForSchool, { schoolId });
      const ownerId = owner === "own" ? ctx.actor.userId : null;
      const [found] = await tx.query(countPhrases, { schoolId, ownerId });
      if ((found?.count ?? 0) >= maxPhrases) {
        throw new AppError("conflict", `No more than ${maxPhrases} phrases are kept. Remove one first.`);
      }
      tx.send(insertPhrase, { ...phrase, schoolId, ownerId });
      record(tx, ctx, "phrase.keep", phrase.id, owner);
      return phrase;
    },
    ctx.bracket,
  );
}

export async function changePhrase(
  ctx: UserContext,
  owner: PhraseOwner,
  id: string,
  { kind, words }: PhraseBody,
): Promise<Phrase> {
  const phrase = { id, kind, words: words.trim() };
  return withActor(
    ctx.actor,
    async (tx) => {
      await lockOwn(tx, ctx, owner, id);
      tx.send(updatePhrase, { ...phrase, at: now() });
      record(tx, ctx, "phrase.change", id, owner);
      return phrase;
    },
    ctx.bracket,
  );
}

export async function removePhrase(ctx: UserContext, owner: PhraseOwner, id: string): Promise<{ ok: true }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      await lockOwn(tx, ctx, owner, id);
      tx.send(deletePhrase, { id });
      record(tx, ctx, "phrase.remove", id, owner);
      return { ok: true };
    },
    ctx.bracket,
  );
}

/** A school's phrase is not changed as one's own, nor the other way round. */
async function lockOwn(tx: Tx, ctx: UserContext, owner: PhraseOwner, id: string): Promise<void> {
  const [found] = await tx.query(lockPhrase, { id });
  const isMeant = found !== undefined && (found.ownerId === null) === (owner === "school");
  authorize(ctx.actor, owner === "own" ? permissions.change : permissions.changeForSchool, {
    schoolId: isMeant ? found.schoolId : "",
    authorId: isMeant ? found.ownerId : null,
  });
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string, owner: PhraseOwner): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "phrase",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
    detail: { owner },
  });
}
