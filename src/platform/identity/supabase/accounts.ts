import { z } from "zod";
import { now } from "#src/lib/clock.ts";
import { type AuthAnswer, callAuth, unexpected } from "#src/platform/identity/supabase/call-auth.ts";

const perPage = 200;

const account = z.object({
  id: z.string(),
  email: z.string().default(""),
  banned_until: z.string().nullish(),
  app_metadata: z.record(z.string(), z.unknown()).nullish(),
});
const page = z.object({ users: z.array(account) });

export type AuthAccount = { id: string; email: string; role: unknown; schoolId: unknown; isBanned: boolean };

/** All accounts of the project, the newest first. Throws as `callAuth`. */
export async function* listAccounts(signal: AbortSignal): AsyncGenerator<AuthAccount> {
  for (let number = 1; ; number += 1) {
    signal.throwIfAborted();
    const path = `/admin/users?page=${number}&per_page=${perPage}`;
    const { users } = page.parse(jsonOf(await callAuth({ method: "GET", path, as: "admin" }), `GET ${path}`));
    yield* users.map(accountOf);
    if (users.length < perPage) return;
  }
}

/** Undefined where there is none. Throws as `callAuth`. */
export async function findAccount(id: string, signal: AbortSignal): Promise<AuthAccount | undefined> {
  signal.throwIfAborted();
  const answer = await callAuth({ method: "GET", path: `/admin/users/${id}`, as: "admin" });
  if (answer.code === "user_not_found") return undefined;
  return accountOf(account.parse(jsonOf(answer, "GET /admin/users/:id")));
}

function jsonOf(answer: AuthAnswer, call: string): unknown {
  if (answer.status !== 200) throw unexpected(answer, call);
  return answer.json;
}

function accountOf({ id, email, banned_until, app_metadata }: z.infer<typeof account>): AuthAccount {
  return {
    id,
    email: email.toLowerCase(),
    role: app_metadata?.role,
    schoolId: app_metadata?.school_id,
    isBanned: banned_until ? new Date(banned_until) > now() : false,
  };
}
