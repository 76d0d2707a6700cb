import { selectVerification } from "#src/features/certificates/queries.ts";
import { type Verification, verification } from "#src/features/certificates/schema.ts";
import { readCode } from "#src/features/certificates/values.ts";
import { withRole } from "#src/platform/db/transaction.ts";

/** What cannot be a code is looked up all the same, so that the answer takes as long. */
const nobodys = "";

/**
 * What anybody may know who has a code, without a session: the database gives no more than the holder shows. A code that
 * does not exist, was mistyped or is no code has one answer.
 */
export async function verifyCode(typed: string): Promise<Verification> {
  const code = readCode(typed) ?? nobodys;
  const [row] = await withRole("app_auth", (tx) => tx.query(selectVerification, { code }));
  return row ? verification.parse(row.found) : { status: "unknown" };
}
