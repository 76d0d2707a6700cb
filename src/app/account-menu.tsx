"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Bell, CircleUser, LogOut, Moon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Unsent } from "#src/features/assessments/ui/unsent.ts";
import { notificationHrefs } from "#src/features/notifications/ui/notification-queries.ts";
import { AccountButton } from "#src/ui/account-button.tsx";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { useRegisterCommands } from "#src/ui/commands.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import type { NavItem } from "#src/ui/nav-item.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { useTheme } from "#src/ui/theme-provider.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { AccountUser, UserMenuProps } from "#src/ui/user-menu.tsx";
import { leaveEvent } from "./leave-event.ts";
import { strings } from "./strings.ts";

const profileHref = "/settings/profile";
const calendarHref = "/settings/calendar";

/** Loaded when it is needed: it knows the forms, and most pages have none. */
const loadUnsent = () => import("#src/features/assessments/ui/unsent.ts");
const loadSignOut = () => import("./sign-out.ts");

const UserMenu = loadLater<UserMenuProps>(() => import("#src/ui/user-menu.tsx").then((file) => file.UserMenu), {
  standIn: ({ user, onPress }) => (
    <AccountButton aria-haspopup="menu" name={user.name} onClick={onPress} picture={user.picture} />
  ),
});

/** The menu of the signed-in user, with sign-out. It asks first if the person wrote something that was not sent. */
export function AccountMenu({
  user,
  userId,
  places,
  hasCalendar,
  isShared,
}: {
  user: AccountUser;
  userId: string;
  hasCalendar: boolean;
  /** Others use the device too. */
  isShared: boolean;
  /** The places that are not in a phone's bottom bar. */
  places: readonly NavItem[];
}) {
  const queryClient = useQueryClient();
  const [unsent, setUnsent] = useState<Unsent>();
  const [hasFailed, setFailed] = useState(false);

  const end = async () => {
    try {
      const { signOut } = await loadSignOut();
      await signOut(queryClient, { isShared });
    } catch (error) {
      toast.error(uiStrings.signOutFailed);
      throw error;
    }
  };

  const ask = async () => {
    const found = await loadUnsent().then(({ findUnsent }) => findUnsent(userId));
    setFailed(false);
    if (countOf(found) > 0) setUnsent(found);
    else await end();
  };

  useAccountCommands(ask);

  const send = async () => {
    const left = await loadUnsent().then(({ sendUnsent }) => sendUnsent(userId));
    if (countOf(left) === 0) return end();
    setUnsent(left);
    setFailed(true);
    throw new Error("not everything could be sent");
  };

  return (
    <>
      <UserMenu
        calendarHref={hasCalendar ? calendarHref : undefined}
        onSignOut={ask}
        places={places}
        profileHref={profileHref}
        user={user}
      />
      <AlertDialog
        actionLabel={strings.sendNow}
        cancelLabel={strings.stay}
        description={strings.unsentHelp}
        onAction={send}
        onOpenChange={(open) => {
          if (!open) setUnsent(undefined);
        }}
        onOther={end}
        open={unsent !== undefined}
        otherLabel={strings.signOutAnyway}
        title={strings.unsentTitle(unsent?.assessments ?? 0, unsent?.drafts ?? 0)}
        tone="primary"
      >
        {hasFailed ? (
          <Callout live tone="warning">
            {strings.notSent}
          </Callout>
        ) : null}
      </AlertDialog>
    </>
  );
}

function countOf({ assessments, drafts }: Unsent): number {
  return assessments + drafts;
}

/** What the menu does, from the palette too. */
function useAccountCommands(signOut: () => Promise<void>): void {
  const { setTheme } = useTheme();
  const router = useRouter();
  const leaving = useRef(signOut);
  useEffect(() => {
    leaving.current = signOut;
  });
  useEffect(() => {
    const onLeave = () => void leaving.current().catch(() => {});
    window.addEventListener(leaveEvent, onLeave);
    return () => window.removeEventListener(leaveEvent, onLeave);
  }, []);
  const commands = useMemo(
    () => [
      {
        id: "profile",
        label: uiStrings.yourProfile,
        icon: <CircleUser aria-hidden />,
        run: () => router.push(profileHref),
      },
      {
        id: "notifications",
        label: strings.notificationSettings,
        icon: <Bell aria-hidden />,
        run: () => router.push(notificationHrefs.settings),
      },
      {
        id: "theme",
        label: uiStrings.switchTheme,
        keywords: [uiStrings.theme, uiStrings.themeLight, uiStrings.themeDark],
        icon: <Moon aria-hidden />,
        run: () => setTheme(document.documentElement.classList.contains("dark") ? "light" : "dark"),
      },
      {
        id: "sign-out",
        label: uiStrings.signOut,
        icon: <LogOut aria-hidden />,
        // It shows its own errors.
        run: () => void leaving.current().catch(() => {}),
      },
    ],
    [setTheme, router],
  );
  useRegisterCommands(commands);
}
