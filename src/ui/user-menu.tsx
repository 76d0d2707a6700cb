"use client";

import { CalendarDays, CircleUser, Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { AccountButton } from "./account-button.tsx";
import type { LoadedProps } from "./load-later.tsx";
import { Menu, MenuChoice, MenuItem, MenuLink, MenuSeparator } from "./menu.tsx";
import type { NavItem } from "./nav-item.ts";
import { strings } from "./strings.ts";
import { useTheme } from "./theme-provider.tsx";

export type AccountUser = {
  name: string;
  email: string;
  /** In words: "Clinical supervisor". */
  roleWord: string;
  schoolName?: string;
  /** The address of their picture. */
  picture?: string | null;
};

export type UserMenuProps = LoadedProps & {
  user: AccountUser;
  /** Ends the session, or asks first. It shows its own errors. */
  onSignOut: () => Promise<unknown>;
  /** Where they change what others see of them. */
  profileHref?: string;
  /** Where they give their calendar an address. */
  calendarHref?: string | undefined;
  /** The places that are not in a phone's bottom bar. */
  places?: readonly NavItem[];
};

/** The command center of the page listens for this key. */
function showShortcuts(): void {
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "?" }));
}

export function UserMenu({
  user,
  onSignOut,
  profileHref,
  calendarHref,
  places = [],
  defaultOpen = false,
}: UserMenuProps) {
  const { theme, setTheme } = useTheme();
  const [leaving, setLeaving] = useState(false);

  const signOut = async () => {
    setLeaving(true);
    await onSignOut().catch(() => undefined);
    setLeaving(false);
  };

  return (
    <Menu
      className="w-64"
      defaultOpen={defaultOpen}
      trigger={<AccountButton name={user.name} picture={user.picture} />}
    >
      <div className="px-2.5 pt-1.5 pb-2">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-xs text-muted">{user.email}</p>
        <p className="truncate text-xs text-muted">{user.roleWord}</p>
        {user.schoolName ? <p className="truncate text-xs text-muted">{user.schoolName}</p> : null}
      </div>
      <MenuSeparator />
      {places.length > 0 ? (
        <div className="md:hidden">
          {places.map(({ href, label, icon }) => (
            <MenuLink href={href} icon={<span className="contents text-muted">{icon}</span>} key={href}>
              {label}
            </MenuLink>
          ))}
          <MenuSeparator />
        </div>
      ) : null}
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
      {profileHref ? (
        <MenuLink href={profileHref} icon={<CircleUser aria-hidden className="text-muted" />}>
          {strings.yourProfile}
        </MenuLink>
      ) : null}
      {calendarHref ? (
        <MenuLink href={calendarHref} icon={<CalendarDays aria-hidden className="text-muted" />}>
          {strings.yourCalendar}
        </MenuLink>
      ) : null}
      <MenuItem icon={<Keyboard aria-hidden className="text-muted" />} onSelect={showShortcuts}>
        {strings.keyboardShortcuts}
      </MenuItem>
      <MenuItem disabled={leaving} icon={<LogOut aria-hidden className="text-muted" />} onSelect={() => void signOut()}>
        {strings.signOut}
      </MenuItem>
    </Menu>
  );
}
