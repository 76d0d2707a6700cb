"use client";

import { LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Avatar, initials } from "./avatar.tsx";
import { useRegisterCommands } from "./commands.ts";
import { Menu, MenuChoice, MenuItem, MenuLink, MenuSeparator } from "./menu.tsx";
import { strings } from "./strings.ts";
import { useTheme } from "./theme-provider.tsx";
import { toast } from "./toast.tsx";

export type AccountUser = { name: string; email: string /** In words: "Clinical supervisor". */; roleWord: string };

type UserMenuProps = {
  user: AccountUser;
  /** Resolves once the session has ended. */
  onSignOut: () => Promise<unknown>;
  settingsHref?: string;
};

export function UserMenu({ user, onSignOut, settingsHref }: UserMenuProps) {
  const { theme, setTheme } = useTheme();
  const [leaving, setLeaving] = useState(false);

  const signOut = async () => {
    setLeaving(true);
    try {
      await onSignOut();
      // A full page load, so that no data of this user stays in memory for the next one at the same computer.
      window.location.assign("/sign-in");
    } catch {
      setLeaving(false);
      toast.error(strings.signOutFailed);
    }
  };

  const leave = useRef(signOut);
  useEffect(() => {
    leave.current = signOut;
  });
  const commands = useMemo(
    () => [
      {
        id: "theme",
        label: strings.switchTheme,
        keywords: [strings.theme, strings.themeLight, strings.themeDark],
        icon: <Moon aria-hidden />,
        run: () => setTheme(document.documentElement.classList.contains("dark") ? "light" : "dark"),
      },
      { id: "sign-out", label: strings.signOut, icon: <LogOut aria-hidden />, run: () => void leave.current() },
    ],
    [setTheme],
  );
  useRegisterCommands(commands);

  return (
    <Menu
      className="w-64"
      trigger={
        <button
          aria-label={strings.accountMenu(user.name, initials(user.name))}
          className="ms-1 inline-flex size-10 items-center justify-center rounded-full touch:size-11"
          type="button"
        >
          <Avatar name={user.name} />
        </button>
      }
    >
      <div className="px-2.5 pt-1.5 pb-2">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-xs text-muted">{user.email}</p>
        <p className="truncate text-xs text-muted">{user.roleWord}</p>
      </div>
      <MenuSeparator />
      <MenuChoice
        label={strings.theme}
        onValueChange={setTheme}
        options={[
          { value: "light", label: strings.themeLight, icon: <Sun aria-hidden className="text-muted" /> },
          { value: "dark", label: strings.themeDark, icon: <Moon aria-hidden className="text-muted" /> },
          { value: "system", label: strings.themeSystem, icon: <Monitor aria-hidden className="text-muted" /> },
        ]}
        value={theme}
      />
      <MenuSeparator />
      {settingsHref ? (
        <MenuLink href={settingsHref} icon={<Settings aria-hidden className="text-muted" />}>
          {strings.settings}
        </MenuLink>
      ) : null}
      <MenuItem
        disabled={leaving}
        icon={<LogOut aria-hidden className="text-muted" />}
        keepOpen
        onSelect={() => void signOut()}
      >
        {strings.signOut}
      </MenuItem>
    </Menu>
  );
}
