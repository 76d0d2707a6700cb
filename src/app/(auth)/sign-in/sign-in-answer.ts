import type { PageRole } from "../../dashboard/roles.ts";

/** What POST /api/auth/sign-in answers. */
export type SignInAnswer = { user: { role: PageRole } } | { mfaRequired: true; challengeId: string };
