"use client";

import { api } from "#src/client/api.ts";
import { forgetRecents } from "#src/ui/recents.ts";
import { type AccountUser, UserMenu } from "#src/ui/user-menu.tsx";

/** The menu of the signed-in user, with sign-out. */
export function AccountMenu({ user }: { user: AccountUser }) {
  const signOut = async () => {
    await api("/api/auth/sign-out", { method: "POST", body: {} });
    forgetRecents();
  };
  return <UserMenu onSignOut={signOut} user={user} />;
}
