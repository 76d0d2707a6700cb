import { z } from "zod";
import { callAuth, unexpected } from "#src/platform/identity/supabase/call-auth.ts";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";
import { verifySupabaseToken } from "#src/platform/identity/supabase/verify-token.ts";
import { log } from "#src/platform/log/log.ts";

export type PasswordVerdict = "right" | "wrong" | "unconfirmed";

const granted = z.object({ access_token: z.string() });
const refusals = new Map<string | undefined, PasswordVerdict>([
  ["invalid_credentials", "wrong"],
  // Said before the password is looked at, so it is no answer for whoever guesses.
  ["user_banned", "wrong"],
  ["email_not_confirmed", "unconfirmed"],
]);

/**
 * Whether Supabase Auth takes the password for the person with this address. The session that it starts for that ends at once:
 * ours is the one that counts, and nobody holds tokens beside it. Throws as `callAuth`.
 *
 * Threat: somebody signs up there under the address of a person of ours. The token names whose account it is.
 *
 * @param userId of whom we know by this address, if of anybody
 */
export async function askPassword(
  { email, userId, ip }: { email: string; userId: string | undefined; ip: string },
  password: string,
): Promise<PasswordVerdict> {
  const path = "/token?grant_type=password";
  const body = { email, password: password.normalize("NFKC") };
  const answer = await callAuth({ method: "POST", path, body, as: "admin", ip });
  // The project's hook gives no token to whoever may not sign in here, and to strangers.
  if (answer.status === 403) return "wrong";
  if (answer.status !== 200) {
    const verdict = refusals.get(answer.code);
    if (verdict === undefined) throw unexpected(answer, `POST ${path}`);
    return verdict;
  }
  const { access_token: accessToken } = granted.parse(answer.json);
  const claims = await verifySupabaseToken(accessToken);
  await endSession(accessToken);
  if (!claims) throw unexpected({ status: 200, code: "a token that its keys did not sign" }, `POST ${path}`);
  return userId !== undefined && claims.subject === subjectOf(userId) ? "right" : "wrong";
}

/** One that goes on there is known to nobody, and opens nothing here. */
async function endSession(accessToken: string): Promise<void> {
  try {
    await callAuth({ method: "POST", path: "/logout?scope=local", as: { accessToken } });
  } catch (err) {
    log.warn({ err }, "a session at Supabase Auth could not be ended");
  }
}
