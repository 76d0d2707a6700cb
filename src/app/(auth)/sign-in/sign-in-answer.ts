import type { PageRole } from "../../dashboard/navigation.tsx";

/** What POST /api/auth/sign-in answers. */
export type SignInAnswer = { user: { role: PageRole } } | { mfaRequired: true; challengeId: string };
