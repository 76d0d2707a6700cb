import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { lockSchool } from "#src/features/schools/lock-school.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { selectTerms } from "#src/features/schools/queries.ts";
import { faultsOfTerm } from "#src/features/schools/rules.ts";
import type { TermBody } from "#src/features/schools/schema.ts";
import { maxTerms } from "#src/features/schools/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { terms } from "#src/platform/db/tables/terms.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin adds a term. It shares no day with another one unless that is said. */
export async function addTerm(ctx: UserContext, body: TermBody): Promise<{ id: string }> {
  const { schoolId } = ctx.actor;
  const id = newId();
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.change, { schoolId });
      const known = await checkTerm(tx, schoolId, body);
      if (known >= maxTerms) throw new AppError("conflict", `A school has at most ${maxTerms} terms.`);
      tx.send(insertTerm, { id, schoolId, ...valuesOf(body) });
      record(tx, ctx, "term.add", id, body);
      return { id };
    },
    ctx.bracket,
  );
}

export async function changeTerm(ctx: UserContext, id: string, body: TermBody): Promise<{ id: string }> {
  const { schoolId } = ctx.actor;
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(selectTerm, { id });
    authorize(ctx.actor, permissions.change, { schoolId: found?.schoolId ?? "" });
    await checkTerm(tx, schoolId, body, id);
    tx.send(updateTerm, { id, ...valuesOf(body) });
    record(tx, ctx, "term.change", id, body);
    return { id };
  });
}

/** Nothing refers to a term, so it can be deleted at any time. */
export async function deleteTerm(ctx: UserContext, id: string): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(selectTerm, { id });
    authorize(ctx.actor, permissions.change, { schoolId: found?.schoolId ?? "" });
    tx.send(removeTerm, { id });
    record(tx, ctx, "term.delete", id);
    return { id };
  });
}

/** Under the lock of the school, so that of two terms with the same days one is refused. Returns how many there are. */
async function checkTerm(tx: Tx, schoolId: string, body: TermBody, beside?: string): Promise<number> {
  await lockSchool(tx, schoolId);
  const known = await tx.query(selectTerms, { schoolId });
  const errors = faultsOfTerm(body, known, { mayOverlap: body.mayOverlap, beside });
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
  return known.length;
}

function valuesOf({ name, startsOn, endsOn }: TermBody) {
  return { name, startsOn, endsOn };
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string, body?: TermBody): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "term",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
    ...(body ? { detail: { startsOn: body.startsOn, endsOn: body.endsOn } } : {}),
  });
}

const selectTerm = statement("term_get", (db, p: Params<{ id: string }>) =>
  db.select({ schoolId: terms.schoolId }).from(terms).where(eq(terms.id, p.id)),
);

type Values = { id: string; name: string; startsOn: string; endsOn: string };

const insertTerm = statement("term_insert", (db, p: Params<Values & { schoolId: string }>) =>
  db.insert(terms).values({ id: p.id, schoolId: p.schoolId, name: p.name, startsOn: p.startsOn, endsOn: p.endsOn }),
);

const updateTerm = statement("term_update", (db, p: Params<Values>) =>
  db.update(terms).set({ name: p.name, startsOn: p.startsOn, endsOn: p.endsOn }).where(eq(terms.id, p.id)),
);

const removeTerm = statement("term_delete", (db, p: Params<{ id: string }>) =>
  db.delete(terms).where(eq(terms.id, p.id)),
);
