"use client";

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { type Theme, themeCookie } from "./theme.ts";

type ThemeControl = { theme: Theme; setTheme: (theme: Theme) => void };

const ThemeContext = createContext<ThemeControl | null>(null);

const darkQuery = "(prefers-color-scheme: dark)";

/** Holds the choice, writes the cookie, and follows the device while the choice is "system". */
export function ThemeProvider({ initialTheme, children }: { initialTheme: Theme; children: ReactNode }) {
  const [theme, setThemeState] = useState(initialTheme);

  const setTheme = useCallback((next: Theme) => {
    setThemeState(next);
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser that we support has the Cookie Store API.
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
    applyTheme(next);
  }, []);

  useEffect(() => {
    if (theme !== "system") return;
    const media = window.matchMedia(darkQuery);
    const follow = () => applyTheme("system");
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [theme]);

  const control = useMemo(() => ({ theme, setTheme }), [theme, setTheme]);
  return <ThemeContext value={control}>{children}</ThemeContext>;
}

export function useTheme(): ThemeControl {
  const control = use(ThemeContext);
  if (!control) throw new Error("useTheme needs the ThemeProvider that Providers renders.");
  return control;
}

function applyTheme(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && window.matchMedia(darkQuery).matches);
  document.documentElement.classList.toggle("dark", dark);
  document.documentElement.classList.toggle("light", !dark);
}
