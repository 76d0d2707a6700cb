"use client";

import { api } from "#src/client/api.ts";
import { AccountButton } from "#src/ui/account-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { forgetRecents } from "#src/ui/recents.ts";
import type { AccountUser, UserMenuProps } from "#src/ui/user-menu.tsx";

const UserMenu = loadLater<UserMenuProps>(() => import("#src/ui/user-menu.tsx").then((file) => file.UserMenu), {
  standIn: ({ user, onPress }) => <AccountButton aria-haspopup="menu" name={user.name} onClick={onPress} />,
});

/** The menu of the signed-in user, with sign-out. */
export function AccountMenu({ user }: { user: AccountUser }) {
  const signOut = async () => {
    await api("/api/auth/sign-out", { method: "POST", body: {} });
    forgetRecents();
  };
  return <UserMenu onSignOut={signOut} user={user} />;
}
