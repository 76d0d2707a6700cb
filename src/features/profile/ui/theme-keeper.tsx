"use client";

import { useEffect, useRef } from "react";
import { api } from "#src/client/api.ts";
import type { MeAnswer } from "#src/features/people/schema.ts";
import { themeCookie } from "#src/ui/theme.ts";
import { useTheme } from "#src/ui/theme-provider.tsx";
import { profilePaths } from "./profile-queries.ts";

/**
 * Keeps the theme with the account, wherever it is chosen. A device on which nobody chose takes that of the account; on
 * any other its own choice stands until it is changed there.
 */
export function ThemeKeeper({ accountTheme }: { accountTheme: MeAnswer["theme"] }) {
  const { theme, setTheme } = useTheme();
  const kept = useRef<MeAnswer["theme"]>(undefined);

  useEffect(() => {
    if (kept.current === undefined) {
      const isChosenHere = document.cookie.split("; ").some((pair) => pair.startsWith(`${themeCookie}=`));
      kept.current = isChosenHere ? theme : (accountTheme ?? theme);
      if (!isChosenHere && accountTheme && accountTheme !== theme) setTheme(accountTheme);
      return;
    }
    if (theme === kept.current) return;
    kept.current = theme;
    // The device has it already; the account gets it with the next choice where the line is lost.
    void api(profilePaths.me, { method: "PATCH", body: { theme } }).catch(() => {});
  }, [theme, accountTheme, setTheme]);

  return null;
}
