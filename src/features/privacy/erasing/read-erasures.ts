import { erasureAnswerOf } from "#src/features/privacy/erasing/request-erasure.ts";
import {
  type HoldRow,
  selectErasuresOf,
  selectHolds,
  selectPerson,
  selectSchoolErasures,
} from "#src/features/privacy/queries.ts";
import { defaultGraceDays } from "#src/features/privacy/rules.ts";
import type { ErasuresAnswer, HoldAnswer, HoldsAnswer } from "#src/features/privacy/schema.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";

/** The reader's own requests, newest first, and the days of grace that their school gives. */
export async function listOwnErasures({ actor }: UserContext): Promise<ErasuresAnswer> {
  const { userId } = actor;
  const [rows, [person]] = await readAs(actor, (tx) =>
    Promise.all([tx.query(selectErasuresOf, { userId }), tx.query(selectPerson, { userId })]),
  );
  return { items: rows.map(erasureAnswerOf), graceDays: person?.graceDays ?? defaultGraceDays };
}

/** The requests and the proofs of the school: those that wait first. */
export async function listSchoolErasures({ actor, requestId }: UserContext): Promise<ErasuresAnswer> {
  const { schoolId, userId } = actor;
  const [rows, [person]] = await readAs(
    actor,
    (tx) => Promise.all([tx.query(selectSchoolErasures, { schoolId }), tx.query(selectPerson, { userId })]),
    { what: "erasures", requestId, count: ([found]) => found.length },
  );
  return { items: rows.map(erasureAnswerOf), graceDays: person?.graceDays ?? defaultGraceDays };
}

export async function listHolds({ actor, requestId }: UserContext): Promise<HoldsAnswer> {
  const rows = await readAs(actor, (tx) => tx.query(selectHolds, { schoolId: actor.schoolId }), {
    what: "legal holds",
    requestId,
    count: (found) => found.length,
  });
  return { items: rows.map(holdAnswerOf) };
}

function holdAnswerOf({ placedAt, liftedAt, schoolId, reason, ...row }: HoldRow): HoldAnswer {
  return {
    ...row,
    reason: openText(sealedFields.holdReason, { schoolId, rowId: row.holdId }, reason),
    placedAt: placedAt.toISOString(),
    liftedAt: liftedAt?.toISOString() ?? null,
  };
}
