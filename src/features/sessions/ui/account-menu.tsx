"use client";

import { api } from "#src/client/api.ts";
import { type AccountUser, UserMenu } from "#src/ui/user-menu.tsx";

/** The menu of the signed-in user, with sign-out. */
export function AccountMenu({ user }: { user: AccountUser }) {
  return <UserMenu onSignOut={() => api("/api/auth/sign-out", { method: "POST", body: {} })} user={user} />;
}
