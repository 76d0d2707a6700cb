import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { openRequest } from "#src/features/assessments/open-request.ts";
import type { Signing } from "#src/features/assessments/signing/signing-facts.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * Finds what a new assessment would answer: the student's open request to the actor in this competency, locked. Refuses
 * one that answered a request before, under the id that its client chose then.
 */
export async function findRequestToAnswer(
  tx: Tx,
  actor: UserActor,
  { from, assessmentId, studentId, competencyId }: Signing,
): Promise<{ id: string } | undefined> {
  if (from !== "NEW") return undefined;
  const found = await tx.query(lockAnswered, { assessorId: actor.userId, studentId, competencyId, assessmentId });
  if (found.some(({ isAnswered }) => isAnswered)) {
    throw new AppError("conflict", "This assessment was submitted already.");
  }
  return found[0];
}

/** A new assessment answers the request: it is the request, opened and signed at once. */
export async function answerRequest(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  request: { id: string },
): Promise<Signing> {
  await openRequest(tx, { actor, requestId: signing.requestId }, { ...signing, id: request.id }, undefined);
  return {
    ...signing,
    assessmentId: request.id,
    from: "DRAFT",
    metadata: { ...signing.metadata, sentAs: signing.assessmentId },
  };
}

const s = assessments;

const lockAnswered = sqlStatement(
  "signing_request",
  z.object({ id: z.string(), isAnswered: z.boolean() }),
  (p: Params<{ assessorId: string; studentId: string; competencyId: string; assessmentId: string }>) => sql`
    select ${s.id}, ${isNoneOf(s.status, "REQUESTED")} as "isAnswered" from ${s}
    where ${s.assessorId} = ${p.assessorId} and ${s.studentId} = ${p.studentId} and ${s.competencyId} = ${p.competencyId}
      and (${isOneOf(s.status, "REQUESTED")} or ${s.metadata} ->> 'sentAs' = ${p.assessmentId})
    for update`,
);
