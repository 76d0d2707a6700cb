import { z } from "zod";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";
import { keyIdOf, verifyJws } from "#src/platform/identity/jws.ts";
import { keyNamed } from "#src/platform/identity/supabase/verifying-keys.ts";

const maxTokenLength = 8192;
const clockSkewSeconds = 30;
/** A project may set a week at most; nobody needs more. */
const longestSeconds = 7 * 24 * 3600;

const second = z.number().int().nonnegative();
const claims = z.object({
  iss: z.string(),
  aud: z.union([z.literal("authenticated"), z.tuple([z.literal("authenticated")])]),
  sub: z.uuid(),
  exp: second,
  iat: second,
  // Of somebody who has yet to prove a second factor, by `app.access_token_hook`.
  role: z.enum(["authenticated", "anon"]),
  session_id: z.uuid(),
  aal: z.enum(["aal1", "aal2"]),
  is_anonymous: z.literal(false).default(false),
});

export type SupabaseClaims = { subject: string; sessionId: string; aal: "aal1" | "aal2"; expiresAt: Date };

/**
 * Whom an access token of Supabase Auth names, if it is one of this project that is valid now. It says nothing of whether the
 * session is alive: a token outlives the sign-out of its session, and a ban.
 *
 * @param leastAal `aal2` for what wants a second factor
 */
export async function verifySupabaseToken(
  token: string,
  { leastAal = "aal1" }: { leastAal?: "aal1" | "aal2" } = {},
): Promise<SupabaseClaims | undefined> {
  if (token.length > maxTokenLength) return undefined;
  const kid = keyIdOf(token);
  const key = kid === undefined ? undefined : await keyNamed(kid);
  const known = key && claims.safeParse(verifyJws(token, { get: () => key }, "JWT", maxTokenLength)).data;
  if (known?.iss !== config.supabaseAuth?.url || !known) return undefined;
  const time = now().getTime() / 1000;
  const isTimely = known.exp > time && known.iat <= time + clockSkewSeconds && known.exp - known.iat <= longestSeconds;
  if (!isTimely || (leastAal === "aal2" && known.aal !== "aal2")) return undefined;
  return {
    subject: known.sub,
    sessionId: known.session_id,
    aal: known.aal,
    expiresAt: new Date(known.exp * 1000),
  };
}
