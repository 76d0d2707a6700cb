import type { PageRole } from "../../dashboard/roles.ts";

/** The answer of POST /api/auth/sign-in. */
export type SignInAnswer = { user: { role: PageRole } } | Pending;
export type Pending = { mfaRequired: true; challengeId: string; methods: readonly ("code" | "passkey")[] };
