import type { PageRole } from "../../dashboard/roles.ts";

/** The answer of POST /api/auth/sign-in. */
export type SignInAnswer = { user: { role: PageRole } } | { mfaRequired: true; challengeId: string };
