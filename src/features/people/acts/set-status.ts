import { AppError } from "#src/errors.ts";
import { actOnPeople } from "#src/features/people/acts/act-on-people.ts";
import type { BulkAnswer, DeactivateBody } from "#src/features/people/schema.ts";
import { misfitWords } from "#src/features/people/values.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A school admin deactivates one person: their sessions end, and they stand in no list of work. */
export function deactivatePerson(ctx: UserContext, id: string, body: DeactivateBody): Promise<BulkAnswer> {
  return actOnOne(actOnPeople(ctx, { act: "deactivate", who: { ids: [id] }, ...body }));
}

/** A school admin lets a deactivated person back in. */
export function reactivatePerson(ctx: UserContext, id: string): Promise<BulkAnswer> {
  return actOnOne(actOnPeople(ctx, { act: "reactivate", who: { ids: [id] } }));
}

async function actOnOne(acting: Promise<BulkAnswer>): Promise<BulkAnswer> {
  const answer = await acting;
  const [misfit] = answer.misfits;
  if (!misfit) return answer;
  if (misfit.reason === "gone") throw new AppError("not_found", "There is no such person.");
  throw new AppError("conflict", `This is not possible: ${misfitWords[misfit.reason]}.`);
}
