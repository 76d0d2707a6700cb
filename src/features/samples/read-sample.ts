import { permissions } from "#src/features/samples/permissions.ts";
import { selectSample } from "#src/features/samples/queries.ts";
import type { SampleAnswer } from "#src/features/samples/schema.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { systemActor } from "#src/policy/actor.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin sees whether there is a sample school beside theirs. Its rows are of another school, so the system counts. */
export async function readSample({ actor }: Pick<UserContext, "actor">): Promise<SampleAnswer> {
  const { schoolId } = actor;
  authorize(actor, permissions.keep, { schoolId });
  return readAs(systemActor("count what is in a sample school"), (tx) => countSample(tx, schoolId));
}

/** What is in the sample beside this school. Runs as the system. */
export async function countSample(tx: Pick<Tx, "query">, schoolId: string): Promise<SampleAnswer> {
  const [found] = await tx.query(selectSample, { schoolId });
  const { isSample = false, students = 0, supervisors = 0, assessments = 0 } = found ?? {};
  return { isSample, holds: students > 0 ? { students, supervisors, assessments } : null };
}
